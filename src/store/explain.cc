#include "store/explain.h"

namespace socle::store {

std::vector<std::string> ExplainSteps(Session& session, const std::string& statement,
                                      const std::function<void(Statement&)>& bind) {
  std::vector<std::string> steps;
  Statement explained = session.PrepareText("EXPLAIN QUERY PLAN " + statement);
  if (bind) bind(explained);
  while (explained.Step()) steps.emplace_back(explained.Text(3));
  return steps;
}

}  // namespace socle::store
