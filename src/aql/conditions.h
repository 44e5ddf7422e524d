#pragma once

#include <string>
#include <utility>

#include "aql/attribute_tree.h"
#include "aql/bound.h"
#include "aql/evaluator.h"
#include "aql/value.h"

namespace socle::aql {

/// Evaluates expressions and conditions on a row. One thread at a time.
class Conditions {
 public:
  /// `options` must outlive it. `system_id`: whose version ids are known.
  Conditions(std::string system_id, const EvaluateOptions& options)
      : system_id_(std::move(system_id)), options_(options) {}

  /// The value of anything but an aggregate.
  Value ValueOf(const bound::Expression& expression, const Row& row);
  /// The same without a copy: a value of `row`, or `room`, which then holds it.
  const Value& Look(const bound::Expression& expression, const Row& row, Value& room);
  Truth TruthOf(const bound::Condition& condition, const Row& row);
  /// Refuses version ids of other systems. Errors: kBadRequest, rule `foreign_system`.
  void Check(const bound::Condition& condition, const bound::Query& query) const;
  /// For work between rows that may be long. Errors: what EvaluateOptions::check throws.
  void LookAtClock() const {
    if (options_.check) options_.check();
  }

 private:
  /// What need not be computed; null for a call.
  static const Value* Known(const bound::Expression& expression, const Row& row);
  Truth Chain(const bound::Condition& condition, const Row& row);
  Truth Comparison(const bound::Condition& condition, const Row& row);
  Truth Matches(const bound::Condition& condition, const Row& row);
  Truth IsOneOf(const Value& value, const std::vector<Code>& codes) const;
  std::vector<Code> CallTerminology(const bound::Call& call, const Row& row);
  TerminologyService& Service() const;

  const std::string system_id_;
  const EvaluateOptions& options_;
};

}  // namespace socle::aql
