#pragma once

#include <compare>
#include <optional>

#include "rm/tree.h"

namespace socle::rm {

/// The order of two DV_ORDERED values, or nothing where they do not compare: other classes, other
/// units or kinds of proportion, values that cannot be read, partial dates that lie in one another,
/// a time with and one without a zone. Exact for numbers.
/// Source: openEHR RM 1.1.0, Data Types IM, DV_ORDERED, is_strictly_comparable_to.
std::optional<std::strong_ordering> CompareOrdered(const Node& a, const Node& b);

/// Whether values of the class and units (or kind) of `a` and `b` compare at all.
bool AreStrictlyComparable(const Node& a, const Node& b);

}  // namespace socle::rm
