#include "aql/result_set.h"

#include "aql/answer_writers.h"

namespace socle::aql {

std::string ResultSetJson(const Result& result, const ResultSetMeta& meta) {
  std::string text;
  JsonAnswer answer([&text](std::string_view piece) { text += piece; }, meta);
  answer.Begin(result.columns, result.warnings);
  for (const auto& row : result.rows) answer.Row(row);
  answer.End();
  return text;
}

}  // namespace socle::aql
