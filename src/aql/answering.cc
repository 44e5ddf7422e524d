#include "aql/answering.h"

#include <algorithm>
#include <utility>

namespace socle::aql {
namespace {

std::chrono::microseconds Since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                               start);
}

}  // namespace

bool Answering::Streams(const Task& task) {
  const bound::Query& query = task.query;
  return task.reach.unit == Reach::Unit::kVersion &&
         (task.scope.all || task.scope.ehrs.size() < 2) && !query.aggregated && !query.distinct &&
         query.order.empty() && !query.backward;
}

Answering::Answering(record::Snapshot snapshot, const StoredModel& model,
                     const EngineLimits& limits, std::string system_id,
                     TerminologyService* terminology, Task task)
    : snapshot_(std::move(snapshot)),
      ehr_(task.ehr),
      streams_(Streams(task)),
      query_(std::move(task.query)),
      terminology_(terminology),
      now_(base::Now()),
      ehr_ids_(std::move(task.ehr_ids)),
      corpus_(snapshot_, model, limits, std::move(system_id), std::move(task.reach),
              std::move(task.scope), streams_) {
  if (!streams_) return;
  skip_ = std::exchange(query_.offset, 0);
  left_ = std::exchange(query_.limit, std::nullopt);
}

void Answering::Begin(const Check& check) { Fill(check); }

void Answering::Fill(const Check& check) {
  const auto start = std::chrono::steady_clock::now();
  const std::unique_ptr<Corpus> part = corpus_.Next(check);
  explanation_.reading += Since(start);
  rows_.clear();
  at_ = 0;
  if (part == nullptr) {
    ended_ = true;
    return;
  }
  const auto read = std::chrono::steady_clock::now();
  Result result = Evaluate(query_, *part, {ehr_ids_, now_, terminology_, check});
  explanation_.evaluating += Since(read);
  ++explanation_.batches;
  columns_ = std::move(result.columns);
  rows_ = std::move(result.rows);
}

bool Answering::HasRow(const Check& check) {
  while (!ended_ && (!left_ || *left_ > 0)) {
    const auto skipped =
        static_cast<std::size_t>(std::min<std::uint64_t>(skip_, rows_.size() - at_));
    skip_ -= skipped;
    at_ += skipped;
    if (at_ < rows_.size()) return true;
    check();
    Fill(check);
  }
  return false;
}

std::vector<std::string> Answering::TakeRow() {
  if (left_) --*left_;
  ++explanation_.rows;
  return std::move(rows_[at_++]);
}

Explanation Answering::Explain() const {
  Explanation explanation = explanation_;
  explanation.plan = "evaluator";
  explanation.reason = "no compiled plan is there";
  explanation.order = streams_ ? "version by version" : "at once";
  explanation.ehrs = corpus_.ehrs();
  explanation.versions = corpus_.versions();
  explanation.bytes = corpus_.bytes();
  return explanation;
}

}  // namespace socle::aql
