#pragma once

#include <vector>

#include "aql/layout_rows.h"

namespace socle::aql {

/// How well a value went into its columns.
enum class Fit : std::uint8_t {
  kExact,
  kInexact,  // a number that a column holds only nearly, a time that cannot be read
  kAbsent,   // what `present` stands for is missing
};

/// Puts the parts of `value`, which is of the leaf's class, into their cells.
Fit FillCells(const LayoutLeaf& leaf, const rm::Node& value, std::vector<LayoutCell>& cells);

/// Microseconds since 1970 of an ISO 8601 date or date-time; nothing where it cannot be read.
std::optional<std::int64_t> InstantOf(std::string_view text);

}  // namespace socle::aql
