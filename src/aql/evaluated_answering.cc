#include "aql/evaluated_answering.h"

#include <memory>
#include <utility>

#include "store/explain.h"

namespace socle::aql {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::microseconds Since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
}

std::string_view OrderName(Reach::Unit unit) {
  if (unit == Reach::Unit::kVersion) return "version by version";
  return unit == Reach::Unit::kEhr ? "EHR by EHR" : "at once";
}

}  // namespace

EvaluatedAnswering::EvaluatedAnswering(record::Snapshot snapshot, const StoredModel& model,
                                       const EngineLimits& limits, const std::string& system_id,
                                       TerminologyService* terminology, Task task,
                                       std::string reason, std::optional<CandidateList> candidates,
                                       AnswerSink& sink)
    : Answering(std::move(snapshot), std::move(task)),
      reason_(std::move(reason)),
      candidates_(std::move(candidates)),
      options_{task_.ehr_ids, task_.now, terminology, {}},
      corpus_(snapshot_, model, limits, system_id, task_.reach, task_.scope),
      conditions_(system_id, options_),
      tail_(*task_.query, conditions_, sink, TailOptions()) {}

RowTailOptions EvaluatedAnswering::TailOptions() const {
  RowTailOptions options;
  options.in_order = task_.reach.unit != Reach::Unit::kEhr || task_.reach.only_ehrs;
  return options;
}

bool EvaluatedAnswering::Step(const std::function<void()>& check) {
  if (ended_) return false;
  options_.check = check;
  const auto start = Clock::now();
  if (candidates_ && !restricted_) {
    corpus_.Restrict(candidates_->Read(session(), check));
    restricted_ = true;
  }
  const std::unique_ptr<Corpus> part = corpus_.Next(check);
  const auto read = Clock::now();
  explanation_.reading += std::chrono::duration_cast<std::chrono::microseconds>(read - start);
  if (part != nullptr) {
    ++explanation_.batches;
    ended_ = !Evaluate(*task_.query, *part, options_, tail_);
  } else {
    ended_ = true;
  }
  if (ended_) tail_.Finish();
  explanation_.evaluating += Since(read);
  options_.check = {};
  return !ended_;
}

Explanation EvaluatedAnswering::Explain() {
  Explanation explanation = explanation_;
  explanation.plan = "evaluator";
  explanation.reason = reason_;
  explanation.order = OrderName(task_.reach.unit);
  if (candidates_ && !candidates_->text().empty()) {
    explanation.sql = candidates_->text();
    explanation.sql_steps = store::ExplainSteps(session(), explanation.sql);
  }
  explanation.ehrs = corpus_.ehrs();
  explanation.versions = corpus_.versions();
  explanation.bytes = corpus_.bytes();
  explanation.passed = tail_.passed();
  explanation.rows = tail_.given();
  return explanation;
}

}  // namespace socle::aql
