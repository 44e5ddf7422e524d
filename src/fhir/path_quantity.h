#pragma once

#include <compare>
#include <optional>
#include <string_view>

#include "fhir/path_item.h"

namespace socle::fhir {

/// A FHIR Quantity as one of System: its UCUM code, else its unit, else 1; a code that is a unit of
/// time (a, mo, d, h, min, s) is the calendar's duration. Nothing without a value, or with a
/// comparator. The unit's text belongs to the tree. Source: FHIR R4, FHIRPath, Using FHIR types.
std::optional<PathQuantity> QuantityOf(const Node& node);

/// The order of two quantities; nothing where their units measure different things, or where one
/// counts calendar years or months and the other is of a fixed length.
/// Source: FHIRPath N1, Quantity comparison.
std::optional<std::strong_ordering> CompareQuantities(const PathQuantity& a, const PathQuantity& b);

/// Whether they are the same to the digits of the less precise one; years and months of the
/// calendar are those of UCUM. Source: FHIRPath N1, Equivalent.
bool AreEquivalent(const PathQuantity& a, const PathQuantity& b);

/// Whether the units can be compared at all.
bool AreComparable(const PathQuantity& a, const PathQuantity& b);

/// The quantity in another unit (of UCUM, or a word of the calendar), or nothing.
std::optional<PathQuantity> ConvertQuantity(const PathQuantity& quantity, std::string_view unit);

/// Sum and difference in the unit of `a`, product and quotient in the units' product; nothing where
/// they do not go together. A unit that is made is kept in `memory`.
std::optional<PathQuantity> AddQuantities(const PathQuantity& a, const PathQuantity& b);
std::optional<PathQuantity> MultiplyQuantities(const PathQuantity& a, const PathQuantity& b,
                                               PathMemory& memory);
std::optional<PathQuantity> DivideQuantities(const PathQuantity& a, const PathQuantity& b,
                                             PathMemory& memory);

/// The unit of time that may be added to dates: a calendar duration, or a UCUM unit of fixed length
/// (wk, d, h, min, s, ms). Also the words of the calendar between quotes ('month').
std::optional<PathTimeUnit> DurationUnitOf(const PathQuantity& quantity);

/// "1.5 'mg'", "4 days", "3". Nothing for another text. The unit looks at `text`.
std::optional<PathQuantity> ParseQuantity(std::string_view text);

}  // namespace socle::fhir
