#include "aql/planned_answering.h"

#include <utility>

#include "json/document.h"
#include "rm/json.h"

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

PlannedAnswering::PlannedAnswering(record::Snapshot snapshot, const std::string& system_id,
                                   TerminologyService* terminology, Task task, Ready ready,
                                   AnswerSink& sink)
    : Answering(std::move(snapshot), std::move(task)),
      options_{task_.ehr_ids, task_.now, terminology, {}},
      conditions_(system_id, options_),
      documents_(snapshot_),
      text_(std::move(ready.text)),
      run_(std::move(ready.plan), task_.query, snapshot_.session(), ready.statement, documents_,
           conditions_, sink) {}

bool PlannedAnswering::Step(const std::function<void()>& check) {
  const auto start = Clock::now();
  check();
  const bool more = run_.Step(kRowsOfStep);
  took_ += std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
  return more;
}

Explanation PlannedAnswering::Explain() {
  Explanation explanation;
  explanation.plan = "sql";
  explanation.reason = "every row of FROM has a row of a table";
  explanation.sql = text_;
  if (!text_.empty()) {
    auto steps = session().PrepareText("EXPLAIN QUERY PLAN " + text_);
    while (steps.Step()) explanation.sql_steps.emplace_back(steps.Text(3));
  }
  explanation.found = run_.found();
  explanation.versions = run_.documents();
  explanation.passed = run_.passed();
  explanation.rows = run_.given();
  explanation.evaluating = took_;
  return explanation;
}

}  // namespace socle::aql
