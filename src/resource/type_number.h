#pragma once

#include <cstdint>

#include "fhir/model.h"

namespace socle::resource {

/// The number of a resource type in the search tables: its place among the names of R4's concrete
/// resource types, sorted, from 1. It does not change when the definitions are compiled anew. 0 for
/// what is no resource type.
std::int64_t TypeNumber(fhir::TypeId type);
/// kNone for another number.
fhir::TypeId TypeOfNumber(std::int64_t number);

}  // namespace socle::resource
