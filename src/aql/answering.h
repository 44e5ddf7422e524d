#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aql/bound.h"
#include "aql/conditions.h"
#include "aql/engine.h"
#include "aql/evaluator.h"
#include "aql/row_tail.h"
#include "aql/stored_corpus.h"
#include "record/snapshot.h"

namespace socle::aql {

/// One question being answered by the evaluator, part after part, from one state of the record.
/// Where rows of different versions, or of different EHRs, have nothing to do with one another, no
/// more is read than the rows that are asked for need. One thread at a time.
class Answering {
 public:
  /// What a question means here.
  struct Task {
    bound::Query query;
    /// What is read.
    StoredCorpus::Scope scope;
    /// The EHRs that the question is restricted to, queryable or not; empty: none is.
    std::vector<std::string> ehr_ids;
    /// Whose entry in the trail the answer is: the only EHR that it can come from.
    std::optional<record::EhrKey> ehr;
    Reach reach;
    base::Instant now;
  };

  /// All but `snapshot` and `task` outlive it. Begins the answer.
  /// Errors: kBadRequest of Conditions::Check.
  Answering(record::Snapshot snapshot, const StoredModel& model, const EngineLimits& limits,
            const std::string& system_id, TerminologyService* terminology, Task task,
            AnswerSink& sink);
  Answering(const Answering&) = delete;
  Answering& operator=(const Answering&) = delete;

  /// Reads and evaluates the next part, whose rows go to the sink. False: the answer is finished.
  /// Errors: of Evaluate, StoredCorpus, `check` and the sink.
  bool Step(const std::function<void()>& check);

  std::optional<record::EhrKey> ehr() const { return task_.ehr; }
  store::Session& session() { return snapshot_.session(); }
  Explanation Explain() const;

 private:
  RowTailOptions TailOptions() const;

  record::Snapshot snapshot_;
  const Task task_;
  EvaluateOptions options_;
  StoredCorpus corpus_;
  Conditions conditions_;
  RowTail tail_;
  bool ended_ = false;
  Explanation explanation_;
};

}  // namespace socle::aql
