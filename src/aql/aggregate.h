#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>

#include "aql/bound.h"
#include "aql/value.h"

namespace socle::aql {

/// One aggregate function over the rows of a group. Keeps nothing of the records that its values
/// came from. One thread at a time.
///
/// Nulls do not count. MIN and MAX give the value that they were given, a whole object for an
/// object; of equal ones (2024-03 and 2024-03-01) that whose JSON comes first. A sum of integers is
/// exact while it fits 64 bits; other sums are doubles, added with compensation, so that they
/// hardly depend on the rows' order. Source: openEHR QUERY 1.1.0, AQL, Aggregate functions; the
/// project's rule 8.
class Aggregate {
 public:
  /// `call` outlives the aggregate.
  explicit Aggregate(const bound::Call& call) : call_(&call) {}

  /// For COUNT(*) the value does not matter.
  void Add(const Value& value);
  /// JSON.
  std::string Cell() const;
  SortKey Key() const;

 private:
  void AddNumber(const Value& value);
  void AddDouble(double number);
  Value Number() const;

  const bound::Call* call_;
  std::int64_t count_ = 0, numbers_ = 0;
  std::optional<std::int64_t> whole_ = 0;  // the sum while it is of integers
  double sum_ = 0, lost_ = 0;              // Neumaier's sum and what rounding took from it
  std::string best_ = "null";
  SortKey best_key_;
  std::unordered_set<std::string> seen_;
};

}  // namespace socle::aql
