#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "aql/answering.h"
#include "aql/candidates.h"
#include "aql/conditions.h"
#include "aql/evaluator.h"
#include "aql/plan_run.h"
#include "aql/questions.h"
#include "aql/stored_corpus.h"

namespace socle::aql {

/// An answer by a plan. One thread at a time.
class PlannedAnswering final : public Answering {
 public:
  /// A plan that holds in this state of the record.
  struct Ready {
    std::shared_ptr<const Planned> planned;
    /// The versions that the plan leaves out, whose rows the evaluator makes.
    std::optional<CandidateList> others{};
  };

  /// All but `snapshot`, `task` and `ready` outlive it. Begins the answer. Errors: as PlanRun.
  PlannedAnswering(record::Snapshot snapshot, const StoredModel& model, const EngineLimits& limits,
                   const std::string& system_id, TerminologyService* terminology, Task task,
                   Ready ready, AnswerSink& sink);

  bool Step(const std::function<void()>& check) override;
  Explanation Explain() override;

 private:
  /// Reads bodies in the snapshot.
  class Documents final : public PlanDocuments {
   public:
    explicit Documents(record::Snapshot& snapshot) : snapshot_(snapshot) {}
    const rm::Tree& Of(std::int64_t version) override;

   private:
    record::Snapshot& snapshot_;
    rm::Tree tree_;
  };

  const record::EhrInfo* OnlyEhr() const;
  /// Gives a part of the other versions' rows to the tail. False: that was the last.
  bool AddOthers(RowTail& tail);

  EvaluateOptions options_;
  Conditions conditions_;
  Documents documents_;
  const std::optional<CandidateList> others_;
  const StoredModel& model_;
  const EngineLimits& limits_;
  const std::string& system_id_;
  std::optional<StoredCorpus> corpus_;  // of the others, once they are asked for
  const std::shared_ptr<const Planned> planned_;
  PlanRun run_;
  std::chrono::microseconds took_{};
};

}  // namespace socle::aql
