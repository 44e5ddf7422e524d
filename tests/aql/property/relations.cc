#include "relations.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "aql/lexer.h"
#include "aql/printer.h"
#include "base/decimal.h"

namespace socle::aql::property {
namespace {

using Condition = ast::Condition;
using Rows = std::vector<std::vector<std::string>>;

Verdict Silent() { return {}; }
Verdict Holds(bool telling = true) {
  return {telling ? Verdict::Kind::kHolds : Verdict::Kind::kSilent, {}};
}
Verdict Broken(std::string text) { return {Verdict::Kind::kBroken, {std::move(text)}}; }

/// Whether an answer is one to compare with others.
bool Speaks(const Answer& answer) { return answer.error.empty() && !answer.exhausted; }

Verdict Equal(const Answer& a, const Answer& b, const Question& question, RowOrder order) {
  if (a.exhausted || b.exhausted) return Silent();
  if (auto difference = Compare(a, b, InexactColumns(question.query), order)) {
    return {Verdict::Kind::kBroken, std::move(*difference)};
  }
  return Holds(!a.rows.empty());
}

Question Unlimited(const Question& question) {
  Question whole = question;
  whole.query.limit.reset();
  whole.query.offset.reset();
  whole.query.top.reset();
  return whole;
}

Condition Join(Condition::Kind kind, Condition a, Condition b) {
  Condition both;
  both.kind = kind;
  for (Condition* operand : {&a, &b}) {
    if (operand->kind != kind) {
      both.operands.push_back(std::move(*operand));
      continue;
    }
    for (Condition& inner : operand->operands) both.operands.push_back(std::move(inner));
  }
  return both;
}

Condition Not(Condition condition) {
  Condition negated;
  negated.kind = Condition::Kind::kNot;
  negated.operands.push_back(std::move(condition));
  return negated;
}

Condition Exists(const ast::IdentifiedPath& path) {
  Condition exists;
  exists.kind = Condition::Kind::kExists;
  exists.expressions.push_back({path});
  return exists;
}

/// Always true, and names every path of `query`: without it, a query that names fewer paths has
/// other rows.
std::optional<Condition> KeepPaths(ast::Query query) {
  std::optional<Condition> all;
  EachPath(query, [&all](ast::IdentifiedPath& path) {
    Condition either = Join(Condition::Kind::kOr, Exists(path), Not(Exists(path)));
    all = all ? Join(Condition::Kind::kAnd, std::move(*all), std::move(either)) : std::move(either);
  });
  return all;
}

void AddCondition(ast::Query& query, std::optional<Condition> condition) {
  if (!condition) return;
  query.where = query.where ? Join(Condition::Kind::kAnd, *query.where, std::move(*condition))
                            : std::move(*condition);
}

ast::Literal Number(std::size_t number) {
  return {ast::Literal::Kind::kNumber, std::to_string(number), {}};
}

Verdict Pages(const Question& question, const AnswerFunction& side) {
  Question part = Unlimited(question);
  const Answer whole = Ask(side, part);
  if (!Speaks(whole)) return Silent();
  const std::size_t size = 1 + whole.rows.size() / 3;
  Answer pages;
  pages.columns = whole.columns;
  pages.warnings = whole.warnings;
  for (std::size_t begin = 0; begin <= whole.rows.size(); begin += size) {
    part.query.limit = Number(size);
    part.query.offset = Number(begin);
    const Answer page = Ask(side, part);
    if (page.exhausted) return Silent();
    if (!page.error.empty() || page.rows.size() > size) return Broken("a page: " + page.error);
    pages.rows.insert(pages.rows.end(), page.rows.begin(), page.rows.end());
  }
  return Equal(whole, pages, question, RowOrder::kSame);
}

/// Equal where DISTINCT takes two rows for one: numbers by value, objects as they are written.
std::string DistinctRowKey(const std::vector<std::string>& row) {
  std::string key;
  for (const std::string& cell : row) {
    key += (cell.starts_with('{') ? cell : CellKey(cell)) + " | ";
  }
  return key;
}

Verdict Distinct(const Question& question, const AnswerFunction& side) {
  Question plain = Unlimited(question);
  plain.query.order.clear();
  Question distinct = plain;
  plain.query.distinct = false;
  distinct.query.distinct = true;
  Answer rows = Ask(side, plain);
  if (!Speaks(rows)) return Silent();
  std::set<std::string> seen;
  std::erase_if(rows.rows,
                [&](const auto& row) { return !seen.insert(DistinctRowKey(row)).second; });
  return Equal(rows, Ask(side, distinct), question, RowOrder::kSame);
}

Verdict CountOfRows(const Question& question, const AnswerFunction& side) {
  if (IsAggregated(question.query)) return Silent();
  Question plain = Unlimited(question);
  plain.query.distinct = false;
  const Answer rows = Ask(side, plain);
  if (!Speaks(rows)) return Silent();
  Question count = plain;
  count.query.order.clear();
  ast::Call call;
  call.star = true;
  count.query.columns = {{{call}, {}, {}}};
  AddCondition(count.query, KeepPaths(plain.query));
  const Answer number = Ask(side, count);
  if (number.exhausted) return Silent();
  if (number.rows.size() == 1 && number.rows[0][0] == std::to_string(rows.rows.size())) {
    return Holds(!rows.rows.empty());
  }
  return Broken("COUNT(*) of " + std::to_string(rows.rows.size()) + " rows is " +
                (number.rows.empty() ? number.error : number.rows[0][0]));
}

/// Rows where p, and rows where NOT p, are the rows where p OR NOT p, and stand among all rows.
Verdict Partition(const Question& question, const AnswerFunction& side) {
  if (IsAggregated(question.query) || !question.query.where) return Silent();
  Question yes = Unlimited(question);
  yes.query.distinct = false;
  yes.query.order.clear();
  Question no = yes, either = yes, all = yes;
  const Condition condition = *question.query.where;
  no.query.where = Not(condition);
  either.query.where = Join(Condition::Kind::kOr, condition, Not(condition));
  all.query.where = KeepPaths(yes.query);
  Answer parts = Ask(side, yes);
  const Answer others = Ask(side, no);
  const Answer known = Ask(side, either), rows = Ask(side, all);
  if (!Speaks(parts) || !Speaks(others) || !Speaks(known) || !Speaks(rows)) return Silent();
  parts.rows.insert(parts.rows.end(), others.rows.begin(), others.rows.end());
  const Verdict verdict = Equal(parts, known, question, RowOrder::kAny);
  if (verdict.kind == Verdict::Kind::kBroken) return verdict;
  std::map<std::string, int> counts;
  for (const auto& row : rows.rows) ++counts[RowKey(row)];
  for (const auto& row : known.rows) {
    if (--counts[RowKey(row)] < 0) return Broken("a row that no question without WHERE finds");
  }
  return verdict;
}

/// Whether the numbers of column `index` do not fall (or rise), nulls last (or first).
bool IsSorted(const Rows& rows, std::size_t index, bool descending) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::string& a = rows[i - 1][index];
    const std::string& b = rows[i][index];
    if (a == "null" || b == "null") {
      if ((descending ? b : a) == "null" && a != b) return false;
      continue;
    }
    const auto order = base::CompareDecimals(a, b);
    if (order && (descending ? *order < 0 : *order > 0)) return false;
  }
  return true;
}

Verdict Sorted(const Question& question, const AnswerFunction& side) {
  if (question.query.order.empty()) return Silent();
  Question ordered = Unlimited(question);
  const Answer rows = Ask(side, ordered);
  if (!Speaks(rows)) return Silent();
  Question plain = ordered;
  plain.query.order.clear();
  AddCondition(plain.query, KeepPaths(ordered.query));
  const Verdict verdict = Equal(rows, Ask(side, plain), question, RowOrder::kAny);
  if (verdict.kind == Verdict::Kind::kBroken) return verdict;
  const ast::Order& first = question.query.order[0];
  for (std::size_t i = 0; i < question.query.columns.size(); ++i) {
    const ast::Column& column = question.query.columns[i];
    const std::string key = Print(first.path);
    if (column.alias != key && Print(column.expression) != key) continue;
    if (!IsSorted(rows.rows, i, first.descending)) return Broken("not sorted by " + key);
    break;
  }
  return verdict;
}

Verdict Scope(const Question& question, const AnswerFunction& side) {
  const ast::Containment& from = question.query.from;
  if (from.kind != ast::Containment::Kind::kClass || from.class_name != "EHR" || from.predicate) {
    return Silent();
  }
  // The first EHR is queryable always.
  const std::string id = question.world->EhrIds().front();
  Question scoped = question, filtered = question;
  scoped.ehr_ids = {id};
  filtered.ehr_ids.clear();
  ast::Predicate predicate;
  predicate.kind = ast::Predicate::Kind::kComparison;
  predicate.path.steps = {{"ehr_id", {}, {}}, {"value", {}, {}}};
  predicate.operand = ast::Literal{ast::Literal::Kind::kString, id, {}};
  filtered.query.from.predicate = predicate;
  return Equal(Ask(side, scoped), Ask(side, filtered), question, RowOrder::kSame);
}

void ReverseAll(Condition& condition) {
  for (Condition& operand : condition.operands) ReverseAll(operand);
  std::reverse(condition.operands.begin(), condition.operands.end());
}

void ReverseAll(ast::Containment& from) {
  for (ast::Containment& operand : from.operands) ReverseAll(operand);
  std::reverse(from.operands.begin(), from.operands.end());
  if (from.contains) ReverseAll(*from.contains);
}

/// MIN and MAX keep the first of what is equal by magnitude alone, sums follow the rows' order.
bool DependsOnOrder(const ast::Query& query) { return IsAggregated(query); }

Verdict Commute(const Question& question, const AnswerFunction& side) {
  if (DependsOnOrder(question.query)) return Silent();
  Question reversed = Unlimited(question);
  const Question plain = reversed;
  if (reversed.query.where) ReverseAll(*reversed.query.where);
  ReverseAll(reversed.query.from);
  if (reversed.query == plain.query) return Silent();
  return Equal(Ask(side, plain), Ask(side, reversed), question, RowOrder::kAny);
}

Verdict Renamed(const Question& question, const AnswerFunction& side) {
  Question renamed = question;
  EachClass(renamed.query.from, [](ast::Containment& node) {
    if (!node.alias.empty()) node.alias = "other_" + node.alias;
  });
  EachPath(renamed.query, [](ast::IdentifiedPath& path) { path.alias = "other_" + path.alias; });
  const Answer before = Ask(side, question);
  Answer after = Ask(side, renamed);
  if (before.columns.size() != after.columns.size()) return Broken("other columns");
  after.columns = before.columns;  // they name paths, whose aliases differ
  return Equal(before, after, question, RowOrder::kSame);
}

Verdict TwiceNot(const Question& question, const AnswerFunction& side) {
  if (!question.query.where) return Silent();
  Question twice = question;
  const Condition& condition = *question.query.where;
  if (condition.operands.size() > 1) {  // De Morgan
    Condition other = condition;
    other.kind =
        condition.kind == Condition::Kind::kAnd ? Condition::Kind::kOr : Condition::Kind::kAnd;
    for (Condition& operand : other.operands) operand = Not(std::move(operand));
    twice.query.where = Not(std::move(other));
  } else {
    twice.query.where = Not(Not(condition));
  }
  return Equal(Ask(side, question), Ask(side, twice), question, RowOrder::kSame);
}

void PutValues(Condition& condition, const Parameters& parameters) {
  for (Condition& operand : condition.operands) PutValues(operand, parameters);
  std::vector<ast::Expression> expressions;
  for (ast::Expression& expression : condition.expressions) {
    const auto* parameter = std::get_if<ast::Parameter>(&expression.value);
    if (parameter == nullptr) {
      expressions.push_back(std::move(expression));
      continue;
    }
    for (const ast::Literal& literal : parameters.at(parameter->name).values) {
      expressions.push_back({literal});
    }
  }
  condition.expressions = std::move(expressions);
}

Verdict ParameterValues(const Question& question, const AnswerFunction& side) {
  if (question.parameters.empty() || !question.query.where) return Silent();
  Question plain = question;
  PutValues(*plain.query.where, question.parameters);
  if (plain.query == question.query) return Silent();
  return Equal(Ask(side, question), Ask(side, plain), question, RowOrder::kSame);
}

/// The compositions of FROM that contain something, and those that do not, are all of them.
Verdict ContainsOrNot(const Question& question, const AnswerFunction& side) {
  Question all = question;
  ast::Query& query = all.query;
  query.where.reset();
  query.order.clear();
  query = Unlimited(all).query;
  query.distinct = true;
  ast::Containment* composition = &query.from;
  while (composition->class_name != "COMPOSITION") {
    if (!composition->contains || composition->negated) return Silent();
    composition = &*composition->contains;
  }
  if (!composition->contains) return Silent();
  ast::IdentifiedPath uid{composition->alias, {}, {{{"uid", {}, {}}, {"value", {}, {}}}}, {}};
  query.columns = {{{uid}, "uid", {}}};
  composition->negated = false;
  const Answer with = Ask(side, all);
  composition->negated = true;
  Answer parts = Ask(side, all);
  composition->negated = false;
  composition->contains = {};
  const Answer whole = Ask(side, all);
  if (!Speaks(with) || !Speaks(parts) || !Speaks(whole)) return Silent();
  parts.rows.insert(parts.rows.end(), with.rows.begin(), with.rows.end());
  return Equal(whole, parts, all, RowOrder::kAny);
}

constexpr std::array kRelations = {
    Relation{"pages", Pages},
    Relation{"distinct", Distinct},
    Relation{"count", CountOfRows},
    Relation{"partition", Partition},
    Relation{"sorted", Sorted},
    Relation{"scope", Scope},
    Relation{"commute", Commute},
    Relation{"renamed", Renamed},
    Relation{"twice_not", TwiceNot},
    Relation{"parameters", ParameterValues},
    Relation{"contains", ContainsOrNot},
};

}  // namespace

std::span<const Relation> Relations() { return kRelations; }

}  // namespace socle::aql::property
