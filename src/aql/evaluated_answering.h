#pragma once

#include <functional>
#include <optional>
#include <string>

#include "aql/answering.h"
#include "aql/candidates.h"
#include "aql/conditions.h"
#include "aql/evaluator.h"
#include "aql/row_tail.h"

namespace socle::aql {

/// An answer by the evaluator. Where rows of different versions, or of different EHRs, have nothing
/// to do with one another, no more is read than the rows that are asked for need.
/// One thread at a time.
class EvaluatedAnswering final : public Answering {
 public:
  /// All but `snapshot` and `task` outlive it. `reason`: why no plan answers, for EXPLAIN. Begins
  /// the answer. `candidates`: what need be looked at, where that is known.
  /// Errors: kBadRequest of Conditions::Check.
  EvaluatedAnswering(record::Snapshot snapshot, const StoredModel& model,
                     const EngineLimits& limits, const std::string& system_id,
                     TerminologyService* terminology, Task task, std::string reason,
                     std::optional<CandidateList> candidates, AnswerSink& sink);

  bool Step(const std::function<void()>& check) override;
  Explanation Explain() override;

 private:
  RowTailOptions TailOptions() const;

  const std::string reason_;
  const std::optional<CandidateList> candidates_;
  bool restricted_ = false;
  EvaluateOptions options_;
  StoredCorpus corpus_;
  Conditions conditions_;
  RowTail tail_;
  bool ended_ = false;
  Explanation explanation_;
};

}  // namespace socle::aql
