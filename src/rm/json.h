#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "json/document.h"
#include "rm/tree.h"

namespace socle::rm {

/// The tree of a canonical JSON document (openEHR ITS-JSON). `expected` is the class that the
/// root must be or inherit from; a missing `_type` is taken from the declared type where that is
/// concrete.
/// Errors: kInvalid with every violation and its path: unknown attribute (with the nearest known
/// name), unknown or unfitting `_type`, abstract type without `_type`, value of the wrong JSON
/// kind, list for single and the reverse, missing mandatory attribute, broken invariant of the
/// reference model (see invariants.h). null members are taken as absent.
Tree ReadJson(const json::Value& document, std::string_view expected);
/// As above, without required attributes and invariants: what the structure of the model says only.
/// For reading back what was validated when it was stored: fast.
Tree ReadStoredJson(const json::Value& document);

/// Canonical JSON: `_type` first on every object, then the attributes in the model's order; lists
/// for containers; numbers as they were written; no white space.
std::string WriteJson(const Tree& tree);
void WriteJson(const Node& node, std::string& out);

}  // namespace socle::rm
