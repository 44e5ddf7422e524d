#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "json/document.h"
#include "rm/tree.h"

namespace socle::rm {

/// The tree of a canonical JSON document (openEHR ITS-JSON). `expected` is the class that the
/// root must be or inherit from (a programmer's error where the model has no such class); a missing
/// `_type` is taken from the declared type where that is concrete. `document` may go away.
///
/// Errors: kInvalid with every violation (at most 1000), in document order, each with its path:
/// unknown_attribute (with the nearest known name), unknown_type, unfitting_type, missing_type
/// (abstract type without `_type`), wrong_json_kind, list_for_single, single_for_list,
/// out_of_range, missing_attribute, and invariant:NAME for a broken invariant of the reference
/// model (see invariants.h). null members and empty lists are taken as absent. Source: openEHR
/// RM 1.1.0; ITS-JSON.
Tree ReadJson(const json::Value& document, std::string_view expected);
/// As above, without required attributes and invariants: what the structure of the model says only.
/// The root states its `_type`. For reading back what was validated when it was stored: fast.
Tree ReadStoredJson(const json::Value& document);

/// Canonical JSON: `_type` first on every object, then the attributes in the model's order; lists
/// for containers; numbers as they were written; no white space.
std::string WriteJson(const Tree& tree);
void WriteJson(const Node& node, std::string& out);

}  // namespace socle::rm
