#include "question.h"

#include <algorithm>
#include <utility>

#include "aql/names.h"
#include "aql/printer.h"
#include "json/writer.h"

namespace socle::aql::property {
namespace {

void EachPathOf(ast::Expression& expression,
                const std::function<void(ast::IdentifiedPath&)>& visit) {
  if (auto* path = std::get_if<ast::IdentifiedPath>(&expression.value)) visit(*path);
  if (auto* call = std::get_if<ast::Call>(&expression.value)) {
    for (ast::Expression& argument : call->arguments) EachPathOf(argument, visit);
  }
}

const ast::Call* AggregateOf(const ast::Column& column) {
  const auto* call = std::get_if<ast::Call>(&column.expression.value);
  return call != nullptr && Describe(call->function).aggregate ? call : nullptr;
}

/// The smaller queries that lie one step below `query`.
std::vector<ast::Query> Smaller(const ast::Query& query) {
  std::vector<ast::Query> out;
  const auto with = [&](auto change) {
    ast::Query smaller = query;
    change(smaller);
    if (!(smaller == query)) out.push_back(std::move(smaller));
  };
  with([](ast::Query& q) { q.where.reset(); });
  with([](ast::Query& q) { q.order.clear(); });
  with([](ast::Query& q) { q.limit.reset(); });
  with([](ast::Query& q) { q.offset.reset(); });
  with([](ast::Query& q) { q.distinct = false; });
  for (std::size_t i = 0; query.columns.size() > 1 && i < query.columns.size(); ++i) {
    with([i](ast::Query& q) { q.columns.erase(q.columns.begin() + static_cast<long>(i)); });
  }
  for (std::size_t i = 0; i < query.order.size(); ++i) {
    with([i](ast::Query& q) { q.order.erase(q.order.begin() + static_cast<long>(i)); });
  }
  if (query.where) {
    for (const ast::Condition& operand : query.where->operands) {
      with([&](ast::Query& q) { q.where = operand; });
    }
  }
  // A part of FROM goes where nothing else names it: else the smaller query does not bind.
  if (query.from.contains && !query.from.negated) {
    with([&](ast::Query& q) { q.from = *query.from.contains; });
  }
  with([](ast::Query& q) {
    ast::Containment* last = &q.from;
    while (last->contains && (last->contains->contains || !last->contains->operands.empty())) {
      if (!last->contains->operands.empty()) {
        ast::Containment first = last->contains->operands[0];
        last->contains = std::move(first);
        return;
      }
      last = &*last->contains;
    }
    last->contains = {};
    last->negated = false;
  });
  return out;
}

std::unique_ptr<World> Without(const World& world, std::size_t event, std::uint64_t number) {
  auto smaller = std::make_unique<World>(world);
  smaller->number = number;
  smaller->events.erase(smaller->events.begin() + static_cast<long>(event));
  return smaller;
}

std::string ParameterText(const Argument& argument) {
  std::string text;
  json::Writer out(text);
  const auto one = [&out](const ast::Literal& literal) {
    if (literal.kind == ast::Literal::Kind::kString) {
      out.String(literal.text);
    } else {
      out.Raw(literal.text.empty() ? "null" : literal.text);
    }
  };
  if (argument.list) out.BeginArray();
  for (const ast::Literal& literal : argument.values) one(literal);
  if (argument.list) out.EndArray();
  return text;
}

}  // namespace

Answer Ask(const AnswerFunction& side, const Question& question) {
  return side(*question.world, Print(question.query), question.parameters, question.ehr_ids);
}

void EachPath(ast::Condition& condition, const std::function<void(ast::IdentifiedPath&)>& visit) {
  for (ast::Condition& operand : condition.operands) EachPath(operand, visit);
  for (ast::Expression& expression : condition.expressions) EachPathOf(expression, visit);
}

void EachClass(ast::Containment& from, const std::function<void(ast::Containment&)>& visit) {
  if (from.kind == ast::Containment::Kind::kClass) visit(from);
  for (ast::Containment& operand : from.operands) EachClass(operand, visit);
  if (from.contains) EachClass(*from.contains, visit);
}

void EachPath(ast::Query& query, const std::function<void(ast::IdentifiedPath&)>& visit) {
  for (ast::Column& column : query.columns) EachPathOf(column.expression, visit);
  if (query.where) EachPath(*query.where, visit);
  for (ast::Order& order : query.order) {
    const bool bare = order.path.path.steps.empty() && !order.path.predicate;
    const bool column =
        bare && std::any_of(query.columns.begin(), query.columns.end(),
                            [&](const ast::Column& c) { return c.alias == order.path.alias; });
    if (!column) visit(order.path);
  }
}

bool IsAggregated(const ast::Query& query) {
  return std::any_of(query.columns.begin(), query.columns.end(),
                     [](const ast::Column& column) { return AggregateOf(column) != nullptr; });
}

std::vector<bool> InexactColumns(const ast::Query& query) {
  std::vector<bool> inexact;
  for (const ast::Column& column : query.columns) {
    const ast::Call* call = AggregateOf(column);
    inexact.push_back(call != nullptr && (call->function == ast::Function::kSum ||
                                          call->function == ast::Function::kAvg));
  }
  return inexact;
}

Shrunk Shrink(const Question& asked, const std::function<bool(const Question&)>& fails) {
  // Numbers that no seed has: what a side kept of another world is not taken for this one's.
  std::uint64_t number = asked.world->number ^ 0xF000'0000'0000'0000ULL;
  Shrunk best{std::make_unique<World>(*asked.world), asked};
  best.world->number = ++number;
  best.question.world = best.world.get();
  for (bool progress = true; progress;) {
    progress = false;
    for (ast::Query& smaller : Smaller(best.question.query)) {
      Question question = best.question;
      question.query = std::move(smaller);
      if (!fails(question)) continue;
      best.question = std::move(question);
      progress = true;
      break;
    }
    for (std::size_t i = best.world->events.size(); i-- > 0;) {
      if (best.world->events[i].kind != Event::Kind::kCommit) continue;
      auto world = Without(*best.world, i, ++number);
      Question question = best.question;
      question.world = world.get();
      if (!fails(question)) continue;
      best.world = std::move(world);
      best.question = std::move(question);
      progress = true;
    }
  }
  return best;
}

std::string CaseText(const Question& question, const Answer& expected,
                     const std::string& data_name) {
  std::string text = "load " + data_name + "\n";
  for (const auto& [name, argument] : question.parameters) {
    text += "set " + name + " = " + ParameterText(argument) + "\n";
  }
  for (const std::string& id : question.ehr_ids) text += "ehr " + id + "\n";
  text += "query\n" + Print(question.query) + "\n";
  if (!expected.error.empty()) return text + "---- error: " + expected.error + "\n";
  std::string names;
  for (const ResultColumn& column : expected.columns) {
    names += (names.empty() ? "" : ", ") + column.name;
  }
  text += "---- rows: " + names + "\n";
  for (const auto& row : expected.rows) {
    std::string line;
    for (const std::string& cell : row) line += (line.empty() ? "" : " | ") + cell;
    text += line + "\n";
  }
  return text;
}

}  // namespace socle::aql::property
