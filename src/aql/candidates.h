#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aql/plan.h"
#include "aql/plan_run.h"
#include "store/statement_cache.h"
#include "store/store.h"

namespace socle::aql {

/// The versions or EHRs that the evaluator has to look at, as statements that find them. One thread
/// at a time.
class CandidateList {
 public:
  /// Those of `candidates`, and those against which its assumptions speak.
  CandidateList(const Candidates& candidates, const PlanScope& scope,
                store::StatementCache& statements);
  /// The versions against which `assumptions` speak.
  CandidateList(const Assumptions& assumptions, const PlanScope& scope,
                store::StatementCache& statements);

  /// Their numbers, ascending, once each. `check` is called once in a while and may throw.
  /// Errors: of the store.
  std::vector<std::int64_t> Read(store::Session& session, const std::function<void()>& check) const;
  /// The statement that narrows, for EXPLAIN; empty: there is none.
  const std::string& text() const { return text_; }

 private:
  struct Listing {
    sql::Query query;
    std::vector<Bound> binds;
  };
  void AddDoubtful(const Assumptions& assumptions, Candidates::Unit unit, const PlanScope& scope,
                   store::StatementCache& statements);

  std::vector<Listing> listings_;
  std::string text_;
};

}  // namespace socle::aql
