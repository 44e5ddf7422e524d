#pragma once

#include <string_view>

#include "fhir/model.h"
#include "fhir/tree.h"

namespace socle::fhir {

/// What an invariant is evaluated on: the node, the resource that it stands in (%resource), and
/// the one that contains that (%rootResource).
struct Focus {
  const Node& node;
  const Node& resource;
  const Node& root_resource;
};

/// Whether an invariant holds. What cannot be decided holds.
using InvariantCheck = bool (*)(const Focus& focus);

/// The code of an invariant, or null where it has none and its expression is to be evaluated.
/// `validate_invariants_test.cc` holds each to its expression.
InvariantCheck FindCheck(const Invariant& invariant);

/// Whether the invariant is left out, and why: empty where it is not.
std::string_view ReasonLeftOut(const Invariant& invariant);

}  // namespace socle::fhir
