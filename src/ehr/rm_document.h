#pragma once

#include <memory>
#include <string_view>

#include "json/document.h"
#include "record/types.h"
#include "rm/tree.h"

namespace socle::ehr {

/// The greatest document taken from a client: 16 MiB of JSON, a million values.
inline constexpr json::Limits kDocumentLimits{
    .bytes = 16u << 20, .depth = 512, .values = 1'000'000};

/// An openEHR body as indexers see it: its tree. Immutable.
using RmDocument = record::DocumentOf<rm::Tree>;

/// The document of a stored body (the record's DocumentReader for openEHR kinds).
/// Errors: kCorrupt where the bytes are not canonical JSON.
std::shared_ptr<const record::Document> ReadStoredDocument(const record::ObjectUid& uid,
                                                           std::string_view body);

/// Gives the root (a LOCATABLE) the uid of its version: an OBJECT_VERSION_ID, replacing what it
/// had, and numbers the tree as the stored document's will be.
/// Source: RM 1.1.0, COMPOSITION.uid is a copy of the enclosing VERSION's.
void SetVersionUid(rm::Tree& tree, std::string_view version_uid);

/// The root's `uid/value`, or empty.
std::string_view RootUid(const rm::Tree& tree);

}  // namespace socle::ehr
