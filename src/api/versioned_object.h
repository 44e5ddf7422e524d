#pragma once

#include <string>
#include <string_view>

#include "api/context.h"
#include "api/openehr_http.h"

namespace socle::api {

// VERSIONED_OBJECT of any kind: the object, its revision history, its versions.
// Source: REST 1.1.0, EHR API, versioned_ehr_status_* and versioned_composition_*.

/// One object in an EHR, and what this door calls it.
struct VersionedObject {
  record::EhrInfo ehr;
  record::Kind kind;
  record::ObjectUid uid;
  std::string_view type;  // "VERSIONED_COMPOSITION"
};

http::Response VersionedObjectAnswer(const Context& context, const Caller& caller,
                                     const VersionedObject& object);
http::Response RevisionHistoryAnswer(const Context& context, const Caller& caller,
                                     const VersionedObject& object);
/// The ORIGINAL_VERSION at `version_at_time`, or the latest.
http::Response VersionAtTimeAnswer(const Context& context, const http::Request& request,
                                   const VersionedObject& object);
/// The ORIGINAL_VERSION of that version uid.
http::Response VersionByIdAnswer(const Context& context, const Caller& caller,
                                 const VersionedObject& object, std::string_view version_uid);

/// The stored version that `version` names exactly, with its system. Errors: kNotFound.
record::StoredVersion RequireVersion(const Context& context, const Caller& caller,
                                     record::EhrKey ehr, const record::Kind& kind,
                                     const ehr::VersionUid& version);

}  // namespace socle::api
