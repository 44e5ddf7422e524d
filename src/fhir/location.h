#pragma once

#include <string>

#include "fhir/tree.h"

namespace socle::fhir {

/// Where a node stands, as FHIRPath from the root of its tree: "Patient.contact[0].name". Items of
/// elements that repeat carry their index; a choice has its element's name ("Observation.value").
/// Costs the number of nodes before it on each level.
std::string LocationOf(const Node& node);

}  // namespace socle::fhir
