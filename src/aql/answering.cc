#include "aql/answering.h"

namespace socle::aql {

std::vector<std::string> StepsOf(store::Session& session, const std::string& statement) {
  std::vector<std::string> steps;
  auto explained = session.PrepareText("EXPLAIN QUERY PLAN " + statement);
  while (explained.Step()) steps.emplace_back(explained.Text(3));
  return steps;
}

}  // namespace socle::aql
