#include "aql/text_parameters.h"

#include <algorithm>

#include "base/decimal.h"
#include "rm/ids.h"
#include "rm/model.h"

namespace socle::aql {
namespace {

/// What a use of a parameter takes.
enum class Need : std::uint8_t { kText, kTyped };

bool IsNeverText(std::string_view attribute) {
  bool known = false;
  for (std::size_t i = 0; i < rm::ClassCount(); ++i) {
    const auto* found = rm::FindAttribute(static_cast<rm::ClassId>(i), attribute);
    if (found == nullptr) continue;
    const rm::ClassInfo& type = rm::Class(found->type);
    const bool number = type.is_primitive && type.name != "String" && type.name != "Character";
    // DV_INTERVAL and others hold what is ordered, numbers or times.
    if (!number && type.name != "Ordered" && type.name != "Ordered_Numeric") return false;
    known = true;
  }
  return known;
}

Need NeedBeside(const ast::Path& path) {
  if (path.steps.empty()) return Need::kTyped;
  const std::string& last = path.steps.back().attribute;
  if (last == "value") {
    if (path.steps.size() == 1) return Need::kTyped;
    const std::string& before = path.steps[path.steps.size() - 2].attribute;
    return before == "items" || before == "item" ? Need::kTyped : Need::kText;
  }
  return IsNeverText(last) ? Need::kTyped : Need::kText;
}

Need NeedBeside(const ast::Literal& literal) {
  using Kind = ast::Literal::Kind;
  return literal.kind == Kind::kNumber || literal.kind == Kind::kBoolean ? Need::kTyped
                                                                         : Need::kText;
}

Need NeedBeside(const ast::Call& call) {
  using F = ast::Function;
  switch (call.function) {
    case F::kSubstring:
    case F::kConcat:
    case F::kConcatWs:
    case F::kCurrentDate:
    case F::kCurrentTime:
    case F::kCurrentDateTime:
    case F::kNow:
    case F::kCurrentTimezone:
    case F::kTerminology:
      return Need::kText;
    default:
      return Need::kTyped;
  }
}

Need NeedBeside(const ast::Expression& expression) {
  if (const auto* path = std::get_if<ast::IdentifiedPath>(&expression.value)) {
    return NeedBeside(path->path);
  }
  if (const auto* literal = std::get_if<ast::Literal>(&expression.value)) {
    return NeedBeside(*literal);
  }
  if (const auto* call = std::get_if<ast::Call>(&expression.value)) return NeedBeside(*call);
  return Need::kText;
}

/// What an argument of a function is, by its place.
Need NeedOf(const ast::Call& call, std::size_t argument) {
  using F = ast::Function;
  switch (call.function) {
    case F::kAbs:
    case F::kMod:
    case F::kCeil:
    case F::kFloor:
    case F::kRound:
      return Need::kTyped;
    case F::kSubstring:
      return argument > 0 ? Need::kTyped : Need::kText;
    default:
      return Need::kText;
  }
}

/// Gathers the uses of one parameter.
class Uses {
 public:
  explicit Uses(std::string_view name) : name_(name) {}

  void Query(const ast::Query& query) {
    if (query.top) Of(query.top->count);
    for (const ast::Column& column : query.columns) In(column.expression, Need::kText);
    In(query.from);
    if (query.where) In(*query.where);
    for (const ast::Order& order : query.order) In(order.path);
    if (query.limit) Of(*query.limit);
    if (query.offset) Of(*query.offset);
  }
  bool any() const { return any_; }
  bool all_typed() const { return any_ && all_typed_; }

 private:
  void Use(const ast::Parameter& parameter, Need need) {
    if (parameter.name != name_) return;
    any_ = true;
    all_typed_ = all_typed_ && need == Need::kTyped;
  }
  void Of(const std::variant<ast::Literal, ast::Parameter>& count) {
    if (const auto* use = std::get_if<ast::Parameter>(&count)) Use(*use, Need::kTyped);
  }

  void In(const ast::Predicate& predicate) {
    for (const ast::Predicate& operand : predicate.operands) In(operand);
    if (const auto* use = std::get_if<ast::Parameter>(&predicate.id)) Use(*use, Need::kText);
    if (predicate.name) {
      if (const auto* use = std::get_if<ast::Parameter>(&*predicate.name)) Use(*use, Need::kText);
    }
    if (const auto* use = std::get_if<ast::Parameter>(&predicate.operand)) {
      Use(*use, NeedBeside(predicate.path));
    }
    if (const auto* path = std::get_if<ast::Path>(&predicate.operand)) In(*path);
    In(predicate.path);
  }
  void In(const ast::Path& path) {
    for (const ast::PathStep& step : path.steps) {
      if (step.predicate) In(*step.predicate);
    }
  }
  void In(const ast::IdentifiedPath& path) {
    if (path.predicate) In(*path.predicate);
    In(path.path);
  }
  void In(const ast::Expression& expression, Need need) {
    if (const auto* use = std::get_if<ast::Parameter>(&expression.value)) Use(*use, need);
    if (const auto* path = std::get_if<ast::IdentifiedPath>(&expression.value)) In(*path);
    const auto* call = std::get_if<ast::Call>(&expression.value);
    if (call == nullptr) return;
    for (std::size_t i = 0; i < call->arguments.size(); ++i) {
      In(call->arguments[i], NeedOf(*call, i));
    }
  }
  void In(const ast::Containment& containment) {
    for (const ast::Containment& operand : containment.operands) In(operand);
    if (containment.predicate) In(*containment.predicate);
    if (containment.contains) In(*containment.contains);
  }
  void In(const ast::Condition& condition) {
    using Kind = ast::Condition::Kind;
    for (const ast::Condition& operand : condition.operands) In(operand);
    const auto& all = condition.expressions;
    const bool compares = condition.kind == Kind::kComparison || condition.kind == Kind::kMatches;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::size_t beside = i == 0 && all.size() > 1 ? 1 : 0;
      In(all[i], compares && all.size() > 1 ? NeedBeside(all[beside]) : Need::kText);
    }
  }

  const std::string_view name_;
  bool any_ = false, all_typed_ = true;
};

ast::Literal LiteralOf(const std::string& text, bool typed) {
  using Kind = ast::Literal::Kind;
  if (typed && (text == "true" || text == "false")) return {Kind::kBoolean, text, {}};
  if (typed && base::Decimal::Parse(text)) return {Kind::kNumber, text, {}};
  return {Kind::kString, text, {}};
}

}  // namespace

bool UsesParameter(const ast::Query& query, std::string_view name) {
  Uses uses(name);
  uses.Query(query);
  return uses.any();
}

Argument TextArgument(const ast::Query& query, std::string_view name,
                      const std::vector<std::string>& texts) {
  Uses uses(name);
  uses.Query(query);
  Argument argument;
  argument.list = texts.size() > 1;
  for (const std::string& text : texts) {
    argument.values.push_back(LiteralOf(text, uses.all_typed()));
  }
  return argument;
}

}  // namespace socle::aql
