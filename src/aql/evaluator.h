#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "aql/answer_sink.h"
#include "aql/bound.h"
#include "aql/corpus.h"
#include "aql/function_calls.h"
#include "base/error.h"
#include "base/instant.h"

namespace socle::aql {

/// The answer to a query. A cell is JSON: a scalar, null, or an object in canonical form.
struct Result {
  std::vector<ResultColumn> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<base::Issue> warnings;
};

/// Keeps an answer whole.
class ResultSink : public AnswerSink {
 public:
  void Begin(const std::vector<ResultColumn>& columns,
             const std::vector<base::Issue>& warnings) override {
    result_.columns = columns;
    result_.warnings = warnings;
  }
  void Row(std::span<const std::string> cells) override {
    result_.rows.emplace_back(cells.begin(), cells.end());
  }
  Result Take() { return std::move(result_); }

 private:
  Result result_;
};

struct EvaluateOptions {
  /// The EHRs to look at; empty: all that are queryable.
  std::vector<std::string> ehr_ids;
  base::Instant now;
  /// Null: TERMINOLOGY and terminology URIs are kNotImplemented. Not owned.
  TerminologyService* terminology = nullptr;
  /// Called once in a while; throws when the time is over (kTimeout).
  std::function<void()> check;
  /// Rows stand where the one version stands that they come from, and in their order there: for a
  /// tail that has other versions' rows from elsewhere.
  bool by_version = false;
};

/// The answer to `query` over `corpus`: the meaning of AQL in this project, which every plan must
/// equal. It walks every document and keeps every row in memory.
///
/// Errors: kBadRequest (rule `foreign_system`: a version id of another system), kNotImplemented (a
/// terminology where there is no service), and what `check` and the service throw.
/// Source: docs/decisions/0012-aql-evaluator.md.
Result Evaluate(const bound::Query& query, const Corpus& corpus, const EvaluateOptions& options);

class RowTail;
/// The rows of `query` over `corpus`, given to `tail`: so that several corpora feed one answer. The
/// caller finishes the tail. False: it wants no more rows.
bool Evaluate(const bound::Query& query, const Corpus& corpus, const EvaluateOptions& options,
              RowTail& tail);

}  // namespace socle::aql
