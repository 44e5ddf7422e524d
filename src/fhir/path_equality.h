#pragma once

#include <compare>
#include <optional>

#include "fhir/path_evaluator.h"

namespace socle::fhir {

/// Whether two items are equal; nothing where the spec leaves it open (dates of different
/// precision, quantities of different kinds). Nodes are compared with all that is in them, in
/// order. Source: FHIRPath N1, Equals.
std::optional<bool> AreEqual(PathEvaluator& machine, const PathItem& a, const PathItem& b);

/// Whether two items are equivalent. Source: FHIRPath N1, Equivalent.
bool AreEquivalentItems(PathEvaluator& machine, const PathItem& a, const PathItem& b);

/// The same of collections: pair by pair, and in any order.
std::optional<bool> AreEqual(PathEvaluator& machine, const PathRange& a, const PathRange& b);
bool AreEquivalentCollections(PathEvaluator& machine, const PathRange& a, const PathRange& b);

/// Whether some item of the range is equal to `item`.
bool HoldsItem(PathEvaluator& machine, const PathRange& range, const PathItem& item);

/// Moves the first of each set of equal items of the range together, in order, at its beginning;
/// where they end.
std::size_t KeepDistinct(PathEvaluator& machine, const PathRange& range);

/// The order of two values of System; nothing where it is open. `comparable` says whether their
/// types have an order at all.
std::optional<std::strong_ordering> CompareValues(const PathItem& a, const PathItem& b,
                                                  bool& comparable);

/// A number as a decimal; nothing for another value.
std::optional<base::FixedDecimal> NumberOf(const PathItem& item);

}  // namespace socle::fhir
