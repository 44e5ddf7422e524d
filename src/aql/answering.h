#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aql/bound.h"
#include "aql/engine.h"
#include "aql/evaluator.h"
#include "aql/stored_corpus.h"
#include "record/snapshot.h"

namespace socle::aql {

/// One question being answered, row after row, from one state of the record. Where rows of
/// different versions have nothing to do with one another, versions are read and evaluated in
/// parts, no more than the rows that are asked for need. One thread at a time.
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
  };

  /// All but `snapshot` and `task` outlive it.
  Answering(record::Snapshot snapshot, const StoredModel& model, const EngineLimits& limits,
            std::string system_id, TerminologyService* terminology, Task task);
  Answering(const Answering&) = delete;
  Answering& operator=(const Answering&) = delete;

  using Check = std::function<void()>;
  /// Evaluates as much as the first row needs; to be called first. Errors: of Evaluate,
  /// StoredCorpus and `check`.
  void Begin(const Check& check);
  /// Whether a row is left. Errors: as Begin.
  bool HasRow(const Check& check);
  /// The next row, once HasRow said so.
  std::vector<std::string> TakeRow();

  const std::vector<ResultColumn>& columns() const { return columns_; }
  const std::vector<base::Issue>& warnings() const { return query_.warnings; }
  std::optional<record::EhrKey> ehr() const { return ehr_; }
  store::Session& session() { return snapshot_.session(); }
  Explanation Explain() const;

 private:
  static bool Streams(const Task& task);
  /// Reads and evaluates the next part.
  void Fill(const Check& check);

  record::Snapshot snapshot_;
  const std::optional<record::EhrKey> ehr_;
  const bool streams_;
  bound::Query query_;
  TerminologyService* const terminology_;
  const base::Instant now_;
  const std::vector<std::string> ehr_ids_;
  StoredCorpus corpus_;
  std::uint64_t skip_ = 0;             // rows to leave out, where it streams
  std::optional<std::uint64_t> left_;  // rows to give at most, where it streams
  std::vector<ResultColumn> columns_;
  std::vector<std::vector<std::string>> rows_;  // of the part
  std::size_t at_ = 0;
  bool ended_ = false;
  Explanation explanation_;
};

}  // namespace socle::aql
