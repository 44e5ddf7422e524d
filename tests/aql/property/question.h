#pragma once

#include <functional>
#include <string>
#include <vector>

#include "answer.h"
#include "aql/ast.h"
#include "aql/parameters.h"
#include "world.h"

namespace socle::aql::property {

/// A query in a world. The world outlives it.
struct Question {
  const World* world = nullptr;
  ast::Query query;
  Parameters parameters;
  std::vector<std::string> ehr_ids;
};

Answer Ask(const AnswerFunction& side, const Question& question);

/// Calls `visit` on every path that the query names: SELECT, WHERE, ORDER BY. A name of a column in
/// ORDER BY is none.
void EachPath(ast::Query& query, const std::function<void(ast::IdentifiedPath&)>& visit);
void EachPath(ast::Condition& condition, const std::function<void(ast::IdentifiedPath&)>& visit);
void EachClass(ast::Containment& from, const std::function<void(ast::Containment&)>& visit);

bool IsAggregated(const ast::Query& query);
/// Of every column whether it is a sum or an average.
std::vector<bool> InexactColumns(const ast::Query& query);

/// Where `asked` fails, a smaller question that fails too: fewer columns, conditions, keys, and
/// fewer compositions in `world`, which holds them.
struct Shrunk {
  std::unique_ptr<World> world;  // of `question`
  Question question;
};
Shrunk Shrink(const Question& asked, const std::function<bool(const Question&)>& fails);

/// The question and what `expected` says to it, as a case of tests/aql over the data file
/// `data_name`, whose content is world->ToJson().
std::string CaseText(const Question& question, const Answer& expected,
                     const std::string& data_name);

}  // namespace socle::aql::property
