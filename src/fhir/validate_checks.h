#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "fhir/tree.h"
#include "fhir/validate_invariants.h"

/// The code of invariants, by what they belong to.
namespace socle::fhir {

struct NamedCheck {
  std::string_view key;
  InvariantCheck holds;
};

std::span<const NamedCheck> ChecksOfTypes();      // data types
std::span<const NamedCheck> ChecksOfResources();  // every resource, and single ones

/// The many invariants that ask a name to be one of programs: [A-Z]([A-Za-z0-9_]){0,254}
bool HasComputerName(const Focus& focus);

inline bool Has(const Node& node, std::string_view child) { return node.Child(child) != nullptr; }

/// The number of items of that name.
inline std::uint32_t Count(const Node& node, std::string_view child) {
  const Node* at = node.Child(child);
  if (at == nullptr) return 0;
  std::uint32_t count = 1;
  for (; at->next_sibling != nullptr && at->next_sibling->name == at->name; ++count) {
    at = at->next_sibling;
  }
  return count;
}

/// Calls `visit` with each item of that name until it gives false; whether it never did.
template <typename Visit>
bool All(const Node& node, std::string_view child, Visit visit) {
  const Node* at = node.Child(child);
  if (at == nullptr) return true;
  const NameId name = at->name;
  for (; at != nullptr && at->name == name; at = at->next_sibling) {
    if (!visit(*at)) return false;
  }
  return true;
}

/// Whether a CodeableConcept has a coding of that system and code.
bool HasCoding(const Node* concept_node, std::string_view system, std::string_view code);

}  // namespace socle::fhir
