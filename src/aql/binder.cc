#include "aql/binder.h"

#include <charconv>
#include <map>
#include <string_view>
#include <utility>

#include "aql/fault.h"
#include "aql/lexer.h"
#include "aql/names.h"
#include "aql/printer.h"
#include "base/nearest.h"
#include "rm/ids.h"

namespace socle::aql {
namespace {

using base::ErrorCode;

std::vector<std::string_view> ClassNames() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < rm::ClassCount(); ++i) {
    const rm::ClassInfo& info = rm::Class(static_cast<rm::ClassId>(i));
    if (!info.is_primitive) names.push_back(info.name);
  }
  return names;
}

/// The attributes of `type` and of all that inherit from it.
std::vector<std::string_view> AttributesBelow(rm::ClassId type) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < rm::ClassCount(); ++i) {
    const auto id = static_cast<rm::ClassId>(i);
    if (!rm::IsA(id, type)) continue;
    for (const rm::AttributeInfo& attribute : rm::Class(id).attributes) {
      names.push_back(attribute.name);
    }
  }
  return names;
}

class Binder {
 public:
  Binder(const ast::Query& query, const Parameters& parameters)
      : query_(query), parameters_(parameters) {}

  bound::Query Run() {
    out_.from = BindContainment(query_.from);
    out_.distinct = query_.distinct;
    for (const ast::Column& column : query_.columns) BindColumn(column);
    if (query_.where) out_.where = BindCondition(*query_.where);
    for (const ast::Order& order : query_.order) BindOrder(order);
    BindLimits();
    return std::move(out_);
  }

 private:
  // FROM

  bound::Containment BindContainment(const ast::Containment& node) {
    bound::Containment out;
    out.kind = node.kind;
    for (const ast::Containment& operand : node.operands) {
      out.operands.push_back(BindContainment(operand));
    }
    if (node.kind != ast::Containment::Kind::kClass) return out;
    out.source = BindSource(node);
    out.negated = node.negated;
    if (node.contains) out.contains = BindContainment(*node.contains);
    return out;
  }

  std::size_t BindSource(const ast::Containment& node) {
    bound::Source source;
    source.type = rm::FindClassAnyCase(node.class_name);
    if (source.type == rm::ClassId::kNone || rm::Class(source.type).is_primitive) {
      throw UnknownName(node.place, "unknown_class", "a class of the reference model",
                        node.class_name, ClassNames());
    }
    source.alias = node.alias;
    source.versions = node.versions;
    if (node.predicate) source.predicate = BindPredicate(*node.predicate);
    const std::size_t index = out_.sources.size();
    if (!node.alias.empty() && !aliases_.emplace(node.alias, index).second) {
      throw Fault(ErrorCode::kBadRequest, node.alias_place, "duplicate_alias",
                  "an alias that no other class has", node.alias);
    }
    if (node.predicate) CheckFirstSteps(*node.predicate, source.type);
    out_.sources.push_back(std::move(source));
    return index;
  }

  void CheckFirstSteps(const ast::Predicate& predicate, rm::ClassId type) {
    for (const ast::Predicate& operand : predicate.operands) CheckFirstSteps(operand, type);
    if (!predicate.path.steps.empty()) CheckFirstStep(predicate.path.steps[0], type);
  }

  /// The first attribute of a path is one that some class of the source has.
  void CheckFirstStep(const ast::PathStep& step, rm::ClassId type) {
    for (std::size_t i = 0; i < rm::ClassCount(); ++i) {
      const auto id = static_cast<rm::ClassId>(i);
      if (rm::IsA(id, type) && rm::FindAttribute(id, step.attribute) != nullptr) return;
    }
    throw UnknownName(step.place, "unknown_attribute",
                      "an attribute of " + std::string(rm::Class(type).name), step.attribute,
                      AttributesBelow(type));
  }

  // Predicates and paths

  bound::Path BindPath(const ast::Path& path) {
    bound::Path out;
    for (const ast::PathStep& step : path.steps) {
      bound::Step bound{rm::FindAttributeName(step.attribute), {}, step.place};
      if (bound.attribute == rm::AttributeId::kNone) Warn(step);
      if (step.predicate) bound.predicate = BindPredicate(*step.predicate);
      out.push_back(std::move(bound));
    }
    return out;
  }

  void Warn(const ast::PathStep& step) {
    const auto names = AttributesBelow(rm::type::kAny);
    base::Issue issue = UnknownName(step.place, "unknown_attribute",
                                    "an attribute of the reference model", step.attribute, names)
                            .issues()
                            .front();
    out_.warnings.push_back(std::move(issue));
  }

  bound::Predicate BindPredicate(const ast::Predicate& predicate) {
    bound::Predicate out;
    out.kind = predicate.kind;
    for (const ast::Predicate& operand : predicate.operands) {
      out.operands.push_back(BindPredicate(operand));
    }
    switch (predicate.kind) {
      case ast::Predicate::Kind::kNode:
        BindNode(predicate, out);
        break;
      case ast::Predicate::Kind::kComparison:
        out.path = BindPath(predicate.path);
        out.comparison = predicate.comparison;
        if (const auto* path = std::get_if<ast::Path>(&predicate.operand)) {
          out.operand = BindPath(*path);
        } else if (const auto* parameter = std::get_if<ast::Parameter>(&predicate.operand)) {
          out.operand = One(*parameter);
        } else {
          out.operand = std::get<ast::Literal>(predicate.operand);
        }
        break;
      case ast::Predicate::Kind::kMatches:
        out.path = BindPath(predicate.path);
        out.pattern = Compile(predicate.regex, predicate.place);
        break;
      default:
        break;
    }
    out.text = Print(predicate);
    return out;
  }

  void BindNode(const ast::Predicate& predicate, bound::Predicate& out) {
    if (const auto* parameter = std::get_if<ast::Parameter>(&predicate.id)) {
      out.node_id = Text(*parameter);
    } else {
      out.node_id = std::get<std::string>(predicate.id);
    }
    if (!predicate.name) return;
    if (const auto* parameter = std::get_if<ast::Parameter>(&*predicate.name)) {
      out.name = Text(*parameter);
    } else if (const auto* literal = std::get_if<ast::Literal>(&*predicate.name)) {
      out.name = literal->text;
    } else {
      out.name = std::get<ast::TermCode>(*predicate.name);
    }
  }

  std::shared_ptr<const tmpl::Pattern> Compile(const std::string& regex, const Place& place) {
    // "\/" is the slash that does not end the expression.
    std::string expression;
    for (std::size_t i = 0; i < regex.size(); ++i) {
      if (regex[i] == '\\' && i + 1 < regex.size() && regex[i + 1] == '/') continue;
      expression += regex[i];
      if (regex[i] == '\\' && i + 1 < regex.size()) expression += regex[++i];
    }
    std::string fault;
    std::shared_ptr<const tmpl::Pattern> pattern = tmpl::Pattern::Compile(expression, fault);
    if (pattern == nullptr) {
      throw Fault(ErrorCode::kBadRequest, place, "wrong_regex",
                  "a regular expression without look-around and back references", fault);
    }
    return pattern;
  }

  // Parameters

  const Argument& Find(const ast::Parameter& parameter) {
    const auto found = parameters_.find(parameter.name);
    if (found != parameters_.end()) return found->second;
    std::vector<std::string_view> names;
    for (const auto& [name, value] : parameters_) names.push_back(name);
    throw UnknownName(parameter.place, "missing_parameter", "a value for the parameter",
                      "$" + parameter.name, names);
  }

  ast::Literal One(const ast::Parameter& parameter) {
    const Argument& argument = Find(parameter);
    if (argument.list || argument.values.size() != 1) {
      throw Fault(ErrorCode::kBadRequest, parameter.place, "wrong_parameter", "one value",
                  "a list as $" + parameter.name);
    }
    ast::Literal literal = argument.values[0];
    literal.place = parameter.place;
    return literal;
  }

  std::string Text(const ast::Parameter& parameter) {
    ast::Literal literal = One(parameter);
    if (literal.kind == ast::Literal::Kind::kString) return std::move(literal.text);
    throw Fault(ErrorCode::kBadRequest, parameter.place, "wrong_parameter", "a text",
                "another value as $" + parameter.name);
  }

  // Expressions

  std::size_t BindAccess(const ast::IdentifiedPath& path) {
    const auto source = aliases_.find(path.alias);
    if (source == aliases_.end()) {
      std::vector<std::string_view> names;
      for (const auto& [name, index] : aliases_) names.push_back(name);
      throw UnknownName(path.place, "unknown_name", "an alias that FROM defines", path.alias,
                        names);
    }
    std::string text = Print(path);
    if (const auto known = accesses_.find(text); known != accesses_.end()) return known->second;
    if (!path.path.steps.empty()) {
      CheckFirstStep(path.path.steps[0], out_.sources[source->second].type);
    }
    bound::Access access{source->second, {}, BindPath(path.path), text};
    if (path.predicate) access.predicate = BindPredicate(*path.predicate);
    out_.accesses.push_back(std::move(access));
    accesses_.emplace(std::move(text), out_.accesses.size() - 1);
    return out_.accesses.size() - 1;
  }

  bound::Expression BindExpression(const ast::Expression& expression) {
    if (const auto* path = std::get_if<ast::IdentifiedPath>(&expression.value)) {
      return {bound::PathUse{BindAccess(*path)}};
    }
    if (const auto* literal = std::get_if<ast::Literal>(&expression.value)) {
      return {bound::Constant(*literal)};
    }
    if (const auto* parameter = std::get_if<ast::Parameter>(&expression.value)) {
      return {bound::Constant(One(*parameter))};
    }
    const auto& call = std::get<ast::Call>(expression.value);
    bound::Call out{call.function, call.distinct, call.star, {}};
    for (const ast::Expression& argument : call.arguments) {
      out.arguments.push_back(BindExpression(argument));
    }
    return {std::move(out)};
  }

  bound::Condition BindCondition(const ast::Condition& condition) {
    bound::Condition out;
    out.kind = condition.kind;
    out.comparison = condition.comparison;
    out.text = condition.text;
    for (const ast::Condition& operand : condition.operands) {
      out.operands.push_back(BindCondition(operand));
    }
    for (const ast::Expression& expression : condition.expressions) {
      const auto* parameter = std::get_if<ast::Parameter>(&expression.value);
      const bool item =
          condition.kind == ast::Condition::Kind::kMatches && !out.expressions.empty();
      if (parameter == nullptr || !item) {
        out.expressions.push_back(BindExpression(expression));
        continue;
      }
      for (const ast::Literal& literal : Find(*parameter).values) {
        out.expressions.push_back({bound::Constant(literal)});
      }
    }
    if (condition.kind == ast::Condition::Kind::kMatchesRegex) {
      out.pattern = Compile(condition.text, condition.place);
    }
    return out;
  }

  void BindColumn(const ast::Column& column) {
    bound::Column out;
    out.expression = BindExpression(column.expression);
    const auto* call = std::get_if<ast::Call>(&column.expression.value);
    out.aggregate = call != nullptr && Describe(call->function).aggregate;
    out_.aggregated = out_.aggregated || out.aggregate;
    out.path = Print(column.expression);
    out.name = column.alias.empty() ? "#" + std::to_string(out_.columns.size()) : column.alias;
    if (!out.aggregate) paths_.emplace(out.path, out_.columns.size());
    if (!column.alias.empty() && !names_.emplace(column.alias, out_.columns.size()).second) {
      throw Fault(ErrorCode::kBadRequest, column.alias_place, "duplicate_alias",
                  "a name that no other column has", column.alias);
    }
    out_.columns.push_back(std::move(out));
  }

  // ORDER BY and LIMIT

  /// The column that `path` names by its alias or is equal to.
  std::optional<std::size_t> ColumnOf(const ast::IdentifiedPath& path) const {
    if (const auto found = paths_.find(Print(path)); found != paths_.end()) return found->second;
    if (!path.path.steps.empty() || path.predicate || aliases_.contains(path.alias)) {
      return std::nullopt;
    }
    const auto found = names_.find(path.alias);
    return found == names_.end() ? std::nullopt : std::optional(found->second);
  }

  void BindOrder(const ast::Order& order) {
    bound::Order out;
    out.descending = order.descending;
    if (const auto column = ColumnOf(order.path)) {
      out.key = *column;
    } else {
      out.key = bound::PathUse{BindAccess(order.path)};
      const std::string path = Print(order.path);
      if (out_.distinct) {
        throw Fault(ErrorCode::kBadRequest, order.path.place, "not_selected",
                    "a selected path, because DISTINCT leaves no other to order by", path);
      }
      if (out_.aggregated) {
        throw Fault(ErrorCode::kBadRequest, order.path.place, "not_grouped",
                    "a selected path or a column's alias, because the rows are grouped", path);
      }
    }
    out_.order.push_back(out);
  }

  std::uint64_t Count(const std::variant<ast::Literal, ast::Parameter>& count) {
    const auto* parameter = std::get_if<ast::Parameter>(&count);
    const ast::Literal literal =
        parameter != nullptr ? One(*parameter) : std::get<ast::Literal>(count);
    std::uint64_t value = 0;
    const char* const end = literal.text.data() + literal.text.size();
    const auto [at, error] = std::from_chars(literal.text.data(), end, value);
    if (error != std::errc() || at != end || literal.text.empty()) {
      throw Fault(ErrorCode::kBadRequest, literal.place, "wrong_parameter",
                  "a number of rows from 0", "another value");
    }
    return value;
  }

  void BindLimits() {
    if (query_.limit) out_.limit = Count(*query_.limit);
    if (query_.offset) out_.offset = Count(*query_.offset);
    if (!query_.top) return;
    if (query_.limit) {
      throw Fault(ErrorCode::kBadRequest, query_.limit_place, "two_limits",
                  "TOP or LIMIT, not both", "LIMIT");
    }
    out_.limit = Count(query_.top->count);
    out_.backward = query_.top->backward;
  }

  const ast::Query& query_;
  const Parameters& parameters_;
  bound::Query out_;
  std::map<std::string, std::size_t, std::less<>> aliases_;
  std::map<std::string, std::size_t, std::less<>> accesses_;  // by text
  std::map<std::string, std::size_t> paths_;                  // the columns that are no aggregates
  std::map<std::string, std::size_t> names_;                  // the columns with an alias
};

}  // namespace

bound::Query Bind(const ast::Query& query, const Parameters& parameters) {
  return Binder(query, parameters).Run();
}

}  // namespace socle::aql
