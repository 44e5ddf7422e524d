#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aql/answer_sink.h"
#include "aql/parameters.h"
#include "base/error.h"
#include "world.h"

namespace socle::aql::property {

/// What a side says to a query.
struct Answer {
  std::vector<ResultColumn> columns;
  std::vector<std::vector<std::string>> rows;  // cells are JSON
  std::size_t warnings = 0;
  std::string error;       // "code rule" where it is one, else empty
  bool exhausted = false;  // the work was too much: says nothing
  std::string plan;        // how it came about, where the side says so; does not compare
};

/// A side: the answer of one engine to a query in one world.
using AnswerFunction = std::function<Answer(const World&, const std::string& aql, const Parameters&,
                                            const std::vector<std::string>& ehr_ids)>;

struct Difference {
  std::string text;  // for the reader of a failed run
};

enum class RowOrder { kSame, kAny };

/// Where two answers differ, or nothing. Columns by name and path, numbers by value, objects by
/// their members, errors by code and rule. `inexact[i]`: column i is a sum or an average, whose
/// numbers may differ by 1e-12 of themselves. kAny: equal as multisets, which looks at no column's
/// name. An exhausted answer differs from nothing.
std::optional<Difference> Compare(const Answer& a, const Answer& b,
                                  const std::vector<bool>& inexact, RowOrder order);

/// Whether two cells are one value.
bool SameCell(const std::string& a, const std::string& b, bool inexact);

/// A cell in a form that is equal exactly where values are: numbers without needless zeros.
std::string CellKey(const std::string& cell);
std::string RowKey(const std::vector<std::string>& row);

/// The code and rule of an error, by which answers compare.
std::string ErrorText(const base::Error& error);

/// The evaluator over the world's documents: the meaning of AQL. Keeps the last world's corpus.
AnswerFunction EvaluatorSide();

}  // namespace socle::aql::property
