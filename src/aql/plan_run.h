#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aql/plan.h"
#include "aql/row_tail.h"
#include "record/names.h"
#include "rm/tree.h"
#include "store/store.h"

namespace socle::aql {

/// The documents of compositions, by version.id. One thread at a time.
class PlanDocuments {
 public:
  virtual ~PlanDocuments() = default;
  /// Lives until the next call. Errors: kCorrupt.
  virtual const rm::Tree& Of(std::int64_t version) = 0;
};

/// Binds the parameters of a plan's statement.
void BindAll(store::Statement& statement, const std::vector<Bound>& values);

/// What in the store speaks against `plan`, for EXPLAIN; absent: its rows are the evaluator's.
std::optional<std::string> Contradiction(const Plan& plan, store::Session& session);

/// The statements of a plan that has some.
struct PlanStatements {
  sql::Query rows;
  std::optional<sql::Query> remainder{};  // where the plan has one
};

/// The rows of a plan, taken from its statement and given to a RowTail piece by piece. One thread
/// at a time.
class PlanRun {
 public:
  /// All outlive the run. `ehr`: the only one that the question is about, or null. Begins the
  /// answer. Errors: of the store, of Conditions::Check.
  /// `more`, where it is there, is asked for further rows when the statement has no more: it gives
  /// some to the tail, and says whether it may have others.
  PlanRun(const Plan& plan, const bound::Query& query, const record::EhrInfo* ehr,
          store::Session& session, const PlanStatements& statements, PlanDocuments& documents,
          Conditions& conditions, AnswerSink& sink, std::function<bool(RowTail&)> more = {});

  /// Handles at most `rows` rows of the statement. False: the answer is finished. Errors: kTimeout
  /// (interrupted), kTooLarge, and what the sink throws.
  bool Step(std::uint64_t rows);
  /// The answer at once.
  void Finish();

  /// Rows of the statement, rows that passed WHERE, rows given, documents read.
  std::uint64_t found() const { return found_; }
  std::uint64_t passed() const { return plan_.counted ? found_ : tail_->passed(); }
  std::uint64_t given() const { return plan_.counted ? found_ : tail_->given(); }
  std::uint64_t documents() const { return documents_read_; }

 private:
  bool TakeRow();
  void Count();
  /// That a row of the statement belongs to this one.
  void NoteOwner(std::int64_t id);
  /// Gives at most `rows` rows of the remainder to the tail.
  void AddRemainder(std::uint64_t rows);
  /// Puts the cell of the statement's row, no constant, into `value`, whose memory is used again.
  void FillCell(const PlanCell& cell, Value& value);
  static void Clear(const PlanCell& cell, Value& value);
  Value Uid(const PlanCell& cell) const;
  Value FromDocument(const PlanCell& cell);

  const Plan& plan_;
  const bound::Query& query_;
  PlanDocuments& source_;
  Conditions& conditions_;
  AnswerSink& sink_;
  const std::function<bool(RowTail&)> more_;
  std::optional<store::Statement> statement_;
  std::unique_ptr<RowTail> tail_;
  std::uint64_t remaining_ = 0;       // rows of the remainder that have not come
  std::vector<std::int64_t> owners_;  // of rows of the version that the last row is of
  bool filter_first_ = false;         // WHERE needs no document, but other paths do
  bool ended_ = false;
  /// Of the cells, by what they are read from; constants are in the row.
  std::vector<std::size_t> of_columns_, of_documents_;
  Row row_;
  std::vector<std::uint64_t> positions_;
  const rm::Tree* document_ = nullptr;
  std::int64_t version_ = -1;
  std::uint64_t found_ = 0, documents_read_ = 0;
};

}  // namespace socle::aql
