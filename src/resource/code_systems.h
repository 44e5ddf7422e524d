#pragma once

#include <cstdint>
#include <string_view>

namespace socle::resource {

/// The number of a code system, or another URI that names codes or identifiers, in the search
/// tables: 0 for the empty one, small for those that code_systems.inc lists, else a hash of 62 bits
/// that is never small. It never changes: the list is only added to, at its end.
std::int64_t SystemNumber(std::string_view uri);

/// The number of a unit in fhir_quantity: of a dimension by its canonical code ("m-1.g.s-2"), as
/// above; never 0.
std::int64_t DimensionNumber(std::string_view canonical_code);
/// The same for a unit that is none of UCUM: a code in its system, or (without a system) the code
/// or the written unit alone. Never that of a dimension, but by chance of a hash.
std::int64_t UnitNumber(std::string_view system, std::string_view code);

/// The number of a code and its system together: a hash as those above, whose last two bits are 0.
std::int64_t PairNumber(std::string_view code, std::int64_t system);

}  // namespace socle::resource
