#include <algorithm>
#include <string>
#include <string_view>

#include "aql/plan_draft.h"
#include "base/decimal.h"
#include "base/iso8601.h"

namespace socle::aql {
namespace {

using ast::Comparison;
using ast::Literal;
using bound::Condition;
using Family = DraftAccess::Family;

sql::Expr Unknown() { return sql::NullValue(); }

sql::Expr Compared(Comparison comparison, const sql::Expr& a, const sql::Expr& b) {
  switch (comparison) {
    case Comparison::kEqual:
      return a == b;
    case Comparison::kNotEqual:
      return a != b;
    case Comparison::kLess:
      return a < b;
    case Comparison::kLessOrEqual:
      return a <= b;
    case Comparison::kGreater:
      return a > b;
    default:
      return a >= b;
  }
}

/// Doubles tell numbers of so many digits apart.
constexpr int kExactDigits = 15;

std::optional<Bound> NumberBound(const std::string& text) {
  const auto decimal = base::Decimal::Parse(text);
  if (!decimal) return std::nullopt;
  const auto digits =
      std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits > kExactDigits) return std::nullopt;
  if (const auto whole = decimal->ToInt64()) return Bound(*whole);
  return Bound(decimal->ToDouble());
}

/// A literal as the family of what it is compared with reads it; absent: it does not compare.
std::optional<Bound> TemporalBound(Family family, const std::string& text) {
  if (family == Family::kInstant) {
    const auto parsed = base::IsoDateTime::Parse(text);
    if (!parsed) return std::nullopt;
    return Bound(parsed->Start().micros);
  }
  if (family == Family::kTime) {
    const auto parsed = base::IsoTime::Parse(text);
    if (!parsed) return std::nullopt;
    return Bound(parsed->StartMicros());
  }
  const auto parsed = base::IsoDuration::Parse(text);
  if (!parsed) return std::nullopt;
  return Bound(parsed->NominalSeconds());
}

/// Longer patterns are the evaluator's: SQLite takes 50,000 bytes.
constexpr std::size_t kLongestPattern = 20000;

/// AQL's pattern as LIKE writes it.
std::string LikePattern(std::string_view pattern) {
  std::string out;
  const auto plain = [&out](char c) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  };
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '*') {
      out += '%';
    } else if (c == '?') {
      out += '_';
    } else if (c == '\\' && i + 1 < pattern.size()) {
      plain(pattern[++i]);
    } else {
      plain(c);
    }
  }
  return out;
}

const DraftAccess* AccessOf(const Draft& draft, const bound::Expression& expression) {
  const auto* use = std::get_if<bound::PathUse>(&expression.value);
  if (use == nullptr || !draft.accesses[use->access]) return nullptr;
  return &*draft.accesses[use->access];
}

Comparison Mirrored(Comparison comparison) {
  switch (comparison) {
    case Comparison::kLess:
      return Comparison::kGreater;
    case Comparison::kLessOrEqual:
      return Comparison::kGreaterOrEqual;
    case Comparison::kGreater:
      return Comparison::kLess;
    case Comparison::kGreaterOrEqual:
      return Comparison::kLessOrEqual;
    default:
      return comparison;
  }
}

DraftCondition OfPaths(const DraftAccess& a, Comparison comparison, const DraftAccess& b) {
  if (a.family == Family::kNone || b.family == Family::kNone) return {};
  if (a.units && b.units) return {};  // only equal units compare
  if (a.family != b.family) {
    // A text compares with a time by what it says.
    if (a.family == Family::kText || b.family == Family::kText) return {};
    return {Unknown(), true};
  }
  return {Compared(comparison, a.compared, b.compared), true};
}

DraftCondition OfComparison(Draft& draft, const Condition& condition) {
  const DraftAccess* const left = AccessOf(draft, condition.expressions[0]);
  const DraftAccess* const right = AccessOf(draft, condition.expressions[1]);
  if (left != nullptr && right != nullptr) return OfPaths(*left, condition.comparison, *right);
  const Literal* b = bound::LiteralOf(condition.expressions[1]);
  if (left != nullptr && b != nullptr)
    return DraftComparison(draft, *left, condition.comparison, *b);
  const Literal* a = bound::LiteralOf(condition.expressions[0]);
  if (right != nullptr && a != nullptr) {
    return DraftComparison(draft, *right, Mirrored(condition.comparison), *a);
  }
  return {};
}

DraftCondition OfMatches(Draft& draft, const Condition& condition) {
  const DraftAccess* const access = AccessOf(draft, condition.expressions[0]);
  if (access == nullptr) return {};
  const std::size_t bound = draft.binds.size();
  std::vector<sql::Expr> any;
  for (std::size_t i = 1; i < condition.expressions.size(); ++i) {
    const Literal* literal = bound::LiteralOf(condition.expressions[i]);
    DraftCondition one;
    if (literal != nullptr) one = DraftComparison(draft, *access, Comparison::kEqual, *literal);
    if (!one.exact) {
      draft.binds.Forget(bound);
      return {};
    }
    any.push_back(std::move(one.sql));
  }
  return {sql::AnyOf(std::move(any)), true};
}

DraftCondition OfLike(Draft& draft, const Condition& condition) {
  const DraftAccess* const access = AccessOf(draft, condition.expressions[0]);
  const Literal* pattern = bound::LiteralOf(condition.expressions[1]);
  if (access == nullptr || access->text.empty() || pattern == nullptr ||
      pattern->kind != Literal::Kind::kString || pattern->text.size() > kLongestPattern) {
    return {};
  }
  return {sql::Like(access->text, draft.binds.Add(LikePattern(pattern->text))), true};
}

/// All operands or none; of AND at least those that have SQL.
DraftCondition OfChain(Draft& draft, const Condition& condition) {
  const bool is_and = condition.kind == Condition::Kind::kAnd;
  const std::size_t bound = draft.binds.size();
  std::vector<sql::Expr> operands;
  bool exact = true;
  for (const Condition& operand : condition.operands) {
    DraftCondition one = DraftWhere(draft, operand);
    exact = exact && one.exact;
    if (!one.sql.empty()) {
      operands.push_back(std::move(one.sql));
    } else if (!is_and) {
      draft.binds.Forget(bound);
      return {};
    }
  }
  if (operands.empty()) return {};
  return {is_and ? sql::AllOf(std::move(operands)) : sql::AnyOf(std::move(operands)), exact};
}

void AddPaths(const bound::Expression& expression, std::vector<std::size_t>& accesses) {
  if (const auto* use = std::get_if<bound::PathUse>(&expression.value)) {
    accesses.push_back(use->access);
    return;
  }
  const auto* call = std::get_if<bound::Call>(&expression.value);
  // CONCAT_WS passes over nulls; a terminology may know something of them.
  if (call == nullptr || call->function == ast::Function::kConcatWs ||
      call->function == ast::Function::kTerminology) {
    return;
  }
  for (const bound::Expression& argument : call->arguments) AddPaths(argument, accesses);
}

bool IsNull(const bound::Expression& expression) {
  const Literal* literal = bound::LiteralOf(expression);
  return literal != nullptr && literal->kind == Literal::Kind::kNull;
}

}  // namespace

DraftCondition DraftComparison(Draft& draft, const DraftAccess& access, Comparison comparison,
                               const Literal& literal) {
  if (literal.kind == Literal::Kind::kNull) {
    const bool equality = comparison == Comparison::kEqual || comparison == Comparison::kNotEqual;
    if (!equality) return {Unknown(), true};
    if (access.present.empty()) return {};
    return {comparison == Comparison::kEqual ? sql::IsNull(access.present)
                                             : sql::IsNotNull(access.present),
            true};
  }
  switch (access.family) {
    case Family::kNone:
      return {};
    case Family::kBoolean:
      if (literal.kind != Literal::Kind::kBoolean) return {Unknown(), true};
      return {Compared(comparison, access.compared,
                       draft.binds.Add(std::int64_t{literal.text == "true"})),
              true};
    case Family::kNumber: {
      if (literal.kind != Literal::Kind::kNumber) return {Unknown(), true};
      const auto number = NumberBound(literal.text);
      if (!number) return {};
      return {Compared(comparison, access.compared, draft.binds.Add(*number)), true};
    }
    case Family::kText:
      if (literal.kind != Literal::Kind::kString) return {Unknown(), true};
      return {Compared(comparison, access.compared, draft.binds.Add(literal.text)), true};
    default:
      break;
  }
  if (literal.kind != Literal::Kind::kString) return {Unknown(), true};
  const auto time = TemporalBound(access.family, literal.text);
  if (!time) return {Unknown(), true};
  return {Compared(comparison, access.compared, draft.binds.Add(*time)), true};
}

DraftCondition DraftWhere(Draft& draft, const Condition& condition) {
  using Kind = Condition::Kind;
  switch (condition.kind) {
    case Kind::kAnd:
    case Kind::kOr:
      return OfChain(draft, condition);
    case Kind::kNot: {
      const std::size_t bound = draft.binds.size();
      DraftCondition operand = DraftWhere(draft, condition.operands[0]);
      if (!operand.exact) {
        draft.binds.Forget(bound);
        return {};
      }
      return {!operand.sql, true};
    }
    case Kind::kExists: {
      const DraftAccess* const access = AccessOf(draft, condition.expressions[0]);
      if (access == nullptr || access->present.empty()) return {};
      return {sql::IsNotNull(access->present), true};
    }
    case Kind::kComparison:
      return OfComparison(draft, condition);
    case Kind::kLike:
      return OfLike(draft, condition);
    case Kind::kMatches:
      return OfMatches(draft, condition);
    default:
      return {};
  }
}

void AddRequired(const Condition& condition, std::vector<std::size_t>& accesses) {
  using Kind = Condition::Kind;
  if (condition.kind == Kind::kAnd) {
    for (const Condition& operand : condition.operands) AddRequired(operand, accesses);
    return;
  }
  if (condition.kind == Kind::kOr || condition.kind == Kind::kNot) return;
  if (condition.kind == Kind::kMatchesUri) return;
  if (std::any_of(condition.expressions.begin(), condition.expressions.end(), IsNull)) return;
  // Of MATCHES the value alone: one item that is null leaves the others.
  if (condition.kind == Kind::kMatches) return AddPaths(condition.expressions[0], accesses);
  for (const bound::Expression& expression : condition.expressions) AddPaths(expression, accesses);
}

}  // namespace socle::aql
