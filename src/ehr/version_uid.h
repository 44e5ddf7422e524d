#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "record/types.h"

namespace socle::ehr {

/// An OBJECT_VERSION_ID: `object_id::creating_system_id::version_tree_id`, trunk versions only.
/// Source: openEHR BASE 1.2, Base Types, OBJECT_VERSION_ID.
struct VersionUid {
  record::ObjectUid object;  // a UUID in lower case, or another UID as written
  std::string system;
  std::uint32_t number = 0;

  std::string ToString() const;
};

/// The version uid that `text` spells, or nothing. Branches ("1.1.2") are not spelled by Socle's
/// versions.
std::optional<VersionUid> ParseVersionUid(std::string_view text);

/// An id of a path segment: an object's alone (HIER_OBJECT_ID), or a version's.
struct UidBasedId {
  record::ObjectUid object;
  std::optional<VersionUid> version;
};

/// What `text` names. Errors: kBadRequest where it is neither form.
UidBasedId ParseUidBasedId(std::string_view text);

/// `text` as an object uid: UUIDs in lower case, other UIDs (OID, internet id) as written. Nothing
/// when it is empty, longer than 255 bytes, or holds characters that no UID has.
std::optional<record::ObjectUid> ParseObjectUid(std::string_view text);

/// `text` as an EHR's id, any HIER_OBJECT_ID: UUIDs in lower case; an OID, an internet id with a
/// dot, or one with an extension as written. Nothing for another text. DEVIATION: an internet id of
/// one label ("localhost") is none; docs/spec-issues.md, ehr-1.
std::optional<record::EhrId> ParseEhrId(std::string_view text);

/// The version uid in an If-Match header: quoted, unquoted, with the weak prefix, as the
/// specification's older releases wrote it. Errors: kBadRequest.
VersionUid ParseIfMatch(std::string_view header);

}  // namespace socle::ehr
