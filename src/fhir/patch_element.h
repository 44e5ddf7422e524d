#pragma once

#include <cstdint>
#include <string_view>

#include "fhir/patch_operation.h"
#include "fhir/tree.h"

namespace socle::fhir {

/// Where a patch's value belongs: an element of `parent`, and of a choice the type that its written
/// name says, or kNone.
struct PatchTarget {
  TypeId parent = TypeId::kNone;
  std::uint16_t element = 0;
  TypeId choice = TypeId::kNone;
};

/// The element of `parent` named so: "name"; of a choice also "value[x]" and "valueQuantity".
/// Errors: kInvalid at `place`, with the nearest name.
PatchTarget FindPatchTarget(TypeId parent, std::string_view name,
                            const PathPatchOperation& operation, const Node& place);

/// The value that `part` of `operation` gives, made in `tree` as that element, without a parent.
/// Errors: kInvalid with the place in the Parameters where it does not fit the element; kBadRequest
/// where there is none.
Node* MakePatchElement(const PatchTarget& target, const Node& part,
                       const PathPatchOperation& operation, Tree& tree);

}  // namespace socle::fhir
