#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aql/answer_sink.h"
#include "aql/evaluator.h"
#include "aql/layout_index.h"
#include "aql/parameters.h"
#include "record/record.h"
#include "sql/dialect.h"
#include "store/store.h"

namespace socle::aql {

/// What the engine must be told of the objects in the record, which are another module's.
struct StoredModel {
  record::Kind composition, ehr_status, folder, party;
  /// Canonical JSON of a version's ORIGINAL_VERSION.
  std::string (*original_version)(const record::StoredVersion&) = nullptr;
  /// Canonical JSON of the VERSIONED_OBJECT of class `type`; `first` is its first version.
  std::string (*versioned_object)(std::string_view type, const record::EhrId& ehr,
                                  const record::VersionInfo& first) = nullptr;
  /// The EHRs that population questions leave out.
  std::function<std::vector<record::EhrKey>(store::Session&)> not_queryable;
};

/// A question to the record.
struct Question {
  std::string aql;
  /// What `aql` says, where it has been read already.
  std::shared_ptr<const ast::Query> parsed{};
  Parameters parameters;
  /// Asked are these EHRs only, queryable or not; empty: all that are queryable.
  std::vector<record::EhrId> ehr_ids;
  /// A page of the answer: `fetch` rows behind the first `offset`.
  std::optional<std::uint64_t> fetch, offset;
  /// From the start of the answer, of a cursor from the start of each page.
  std::chrono::milliseconds time_limit{30000};
  /// What NOW() is; absent: the moment of asking.
  std::optional<base::Instant> now{};
};

/// How an answer came about.
struct Explanation {
  std::string plan;    // "sql", or "evaluator"
  std::string reason;  // why it and not another: one sentence
  std::string order;   // how documents were read: "version by version", "EHR by EHR", "at once"
  std::uint64_t ehrs = 0, versions = 0, bytes = 0;  // looked at
  std::uint64_t batches = 0;
  std::string sql;                     // the statement, with numbered parameters
  std::vector<std::string> sql_steps;  // how the store runs it
  std::uint64_t found = 0;             // rows of the statement
  std::uint64_t passed = 0, rows = 0;  // rows that passed WHERE, rows given
  std::chrono::microseconds reading{}, evaluating{};
};

/// A part of an answer.
struct Page {
  std::string aql{};
  std::vector<ResultColumn> columns{};
  std::vector<base::Issue> warnings{};
  std::vector<std::vector<std::string>> rows{};
  /// Names the rest of the answer for Next; empty where there is none.
  std::string cursor{};
};

struct EngineLimits {
  /// Documents held at once, in bytes of canonical JSON. Their trees take about ten times as much.
  std::uint64_t bytes_at_once = std::uint64_t{64} << 20;
  std::uint64_t batch_bytes = std::uint64_t{4} << 20;
  std::size_t batch_items = 512;  // versions or EHRs
  std::size_t cursors = 64, cursors_of_one = 8;
  std::chrono::milliseconds cursor_idle{60000};
};

/// What plans are made of. Without it the evaluator answers everything.
struct PlanBase {
  const LayoutIndex* layout = nullptr;
  const sql::Dialect* dialect = nullptr;
};

/// Answers AQL over the store. Each question sees one state of the record, and leaves an entry in
/// the access trail. Safe from any thread, because what questions share has locks.
class Engine {
 public:
  /// `record`, `terminology` (may be null) and what `plans` points to outlive the engine.
  Engine(record::Record& record, StoredModel model, std::string system_id,
         TerminologyService* terminology = nullptr, EngineLimits limits = {}, PlanBase plans = {});
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// What `aql` says: read once for as long as it is asked often. Errors: those of Parse.
  std::shared_ptr<const ast::Query> Read(std::string_view aql) const;

  /// Gives the answer to `sink`; it is whole, and in the trail, when the call returns.
  ///
  /// Errors: those of Parse, Bind and Evaluate; kBadRequest, rule two_limits (`fetch` or `offset`
  /// beside LIMIT or TOP); kNotFound (an EHR that is not there); kTimeout; kTooLarge (says what to
  /// do); kUnavailable (the trail cannot be written), and what the sink throws.
  Explanation Ask(const record::Access& access, const Question& question, AnswerSink& sink);

  /// An answer on its way to a sink. One that ends early leaves its entry in the trail too. One
  /// thread at a time.
  class Running {
   public:
    virtual ~Running() = default;
    /// Makes the next part of the answer. False: it is whole, and in the trail. Errors: as Ask.
    virtual bool Step() = 0;
    virtual Explanation Explain() = 0;
  };
  /// Begins the answer that Ask would give at once. `access`, `sink` and the engine outlive it; it
  /// keeps a state of the record, as a cursor does. Errors: as Ask.
  std::unique_ptr<Running> Start(const record::Access& access, const Question& question,
                                 AnswerSink& sink);

  /// The first `question.fetch` rows of the answer (which must be said), and a cursor to the rest,
  /// which stays on the same state of the record. A cursor is the principal's who asked, and goes
  /// when the rest has been fetched, is closed, or was not used for `cursor_idle`.
  /// Errors: as Ask; kTooManyRequests (too many cursors are open).
  Page Open(const record::Access& access, const Question& question);
  /// The next `fetch` rows. Errors: kNotFound (no such cursor of this principal), as Ask.
  Page Next(const record::Access& access, const std::string& cursor,
            std::optional<std::uint64_t> fetch);
  /// Errors: kNotFound.
  void Close(const record::Access& access, const std::string& cursor);

 private:
  class Answer;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace socle::aql
