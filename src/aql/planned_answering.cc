#include "aql/planned_answering.h"

#include <utility>

#include "json/document.h"
#include "rm/json.h"
#include "store/explain.h"

namespace socle::aql {
namespace {

using Clock = std::chrono::steady_clock;

/// Rows of the statement between two looks at the clock, and at how long the answer is by now: a
/// row may be many whole documents.
constexpr std::uint64_t kRowsOfStep = 32;

}  // namespace

const rm::Tree& PlannedAnswering::Documents::Of(std::int64_t version) {
  tree_ = rm::ReadStoredJson(json::Document::Parse(snapshot_.Body(version)).root());
  return tree_;
}

PlannedAnswering::PlannedAnswering(record::Snapshot snapshot, const StoredModel& model,
                                   const EngineLimits& limits, const std::string& system_id,
                                   TerminologyService* terminology, Task task, Ready ready,
                                   AnswerSink& sink)
    : Answering(std::move(snapshot), std::move(task)),
      options_{task_.ehr_ids, task_.now, terminology, {}, true},
      conditions_(system_id, options_),
      documents_(snapshot_),
      others_(std::move(ready.others)),
      model_(model),
      limits_(limits),
      system_id_(system_id),
      planned_(std::move(ready.planned)),
      run_(planned_->plan, *task_.query, OnlyEhr(), snapshot_.session(), planned_->statements,
           documents_, conditions_, sink,
           others_ ? [this](RowTail& tail) { return AddOthers(tail); }
                   : std::function<bool(RowTail&)>()) {}

const record::EhrInfo* PlannedAnswering::OnlyEhr() const {
  const bool one = !task_.scope.all && task_.scope.ehrs.size() == 1;
  return one ? &task_.scope.ehrs.front() : nullptr;
}

bool PlannedAnswering::AddOthers(RowTail& tail) {
  if (!corpus_) {
    StoredCorpus::Scope scope = task_.scope;
    scope.only = others_->Read(session(), options_.check);
    corpus_.emplace(snapshot_, model_, limits_, system_id_, task_.reach, std::move(scope));
  }
  const auto part = corpus_->Next(options_.check);
  return part != nullptr && Evaluate(*task_.query, *part, options_, tail);
}

bool PlannedAnswering::Step(const std::function<void()>& check) {
  const auto start = Clock::now();
  check();
  options_.check = check;
  const bool more = run_.Step(kRowsOfStep);
  options_.check = {};
  took_ += std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
  return more;
}

Explanation PlannedAnswering::Explain() {
  Explanation explanation;
  explanation.plan = "sql";
  explanation.reason = "every row of FROM has a row of a table";
  if (others_) {
    explanation.reason += "; versions that hold what the tables cannot tell are the evaluator's";
  }
  if (corpus_) {
    explanation.bytes = corpus_->bytes();
    explanation.versions = corpus_->versions();
  }
  const Planned& planned = *planned_;
  explanation.sql = planned.text;
  if (!planned.text.empty()) explanation.sql_steps = store::ExplainSteps(session(), planned.text);
  if (!planned.remainder_text.empty()) {
    explanation.reason += "; entries without a row of their list are counted, not joined";
    explanation.sql += ";\n" + planned.remainder_text;
    for (std::string& step : store::ExplainSteps(session(), planned.remainder_text)) {
      explanation.sql_steps.push_back(std::move(step));
    }
  }
  explanation.found = run_.found();
  explanation.versions += run_.documents();
  explanation.passed = run_.passed();
  explanation.rows = run_.given();
  explanation.evaluating = took_;
  return explanation;
}

}  // namespace socle::aql
