#pragma once

#include <vector>

#include "fhir/issue.h"
#include "fhir/tree.h"

namespace socle::fhir {

/// Every violation of the base definitions by a tree that was read: cardinalities, abstract types,
/// required bindings, targets of references by type, invariants. What the reader found is not
/// repeated. Errors come before warnings. Source: FHIR R4, Validating Resources.
std::vector<Issue> Validate(const Node& resource, std::size_t limit = 100);

}  // namespace socle::fhir
