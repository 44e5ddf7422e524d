#include "aql/conditions.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <forward_list>
#include <optional>

#include "aql/fault.h"
#include "rm/ids.h"

namespace socle::aql {
namespace {

Truth Of(bool holds) { return holds ? Truth::kTrue : Truth::kFalse; }

bool IsNullLiteral(const bound::Expression& expression) {
  const ast::Literal* literal = bound::LiteralOf(expression);
  return literal != nullptr && literal->kind == ast::Literal::Kind::kNull;
}

const bound::Call* TerminologyCall(const bound::Expression& expression) {
  const auto* call = std::get_if<bound::Call>(&expression.value);
  return call != nullptr && call->function == ast::Function::kTerminology ? call : nullptr;
}

/// The code of a scalar, a CODE_PHRASE or a DV_CODED_TEXT; its terminology where it has one.
std::optional<Code> CodeOf(const Value& value) {
  if (value.kind == Value::Kind::kString) return Code{{}, value.text};
  if (value.kind != Value::Kind::kObject) return std::nullopt;
  const rm::Node* phrase = value.node;
  if (phrase->type == rm::type::kDvCodedText) phrase = phrase->Child(rm::attribute::kDefiningCode);
  if (phrase == nullptr || phrase->type != rm::type::kCodePhrase) return std::nullopt;
  const rm::Node* const id = phrase->Descend("terminology_id/value");
  return Code{id == nullptr ? std::string() : std::string(id->text),
              std::string(phrase->ChildText(rm::attribute::kCodeString))};
}

/// Whether a path ends in the uid of the source's own version.
bool NamesVersionUid(const bound::Access& access, const bound::Query& query) {
  const bound::Path& path = access.path;
  if (path.size() < 2 || path.size() > 3) return false;
  if (path.size() == 3 && path[0].attribute != rm::attribute::kData) return false;
  const rm::ClassId type = query.sources[access.source].type;
  const bool versioned = type == rm::type::kComposition || type == rm::type::kEhrStatus ||
                         type == rm::type::kFolder || rm::IsA(type, rm::type::kVersion) ||
                         rm::IsA(type, rm::type::kParty);
  return versioned && path[path.size() - 2].attribute == rm::attribute::kUid &&
         path.back().attribute == rm::attribute::kValue;
}

}  // namespace

TerminologyService& Conditions::Service() const {
  if (options_.terminology != nullptr) return *options_.terminology;
  throw base::Error(base::ErrorCode::kNotImplemented,
                    "No terminology service is configured that the query could ask.");
}

std::vector<Code> Conditions::CallTerminology(const bound::Call& call, const Row& row) {
  std::string texts[3];
  for (std::size_t i = 0; i < 3; ++i) {
    texts[i] = TextOf(ValueOf(call.arguments[i], row)).value_or("");
  }
  return Service().Call(texts[0], texts[1], texts[2]);
}

Value Conditions::ValueOf(const bound::Expression& expression, const Row& row) {
  if (const Value* known = Known(expression, row)) return *known;
  const auto& call = std::get<bound::Call>(expression.value);
  if (call.function == ast::Function::kTerminology) {
    const std::vector<Code> codes = CallTerminology(call, row);
    if (codes.empty()) return {};
    if (codes[0].code == "true" || codes[0].code == "false") {
      return Value::Boolean(codes[0].code == "true");
    }
    return Value::String(codes[0].code);
  }
  constexpr std::size_t kUsual = 4;
  boost::container::small_vector<const Value*, kUsual> arguments;
  // What a list holds stays where it is.
  std::forward_list<Value> rooms;
  for (const bound::Expression& argument : call.arguments) {
    const Value* known = Known(argument, row);
    if (known == nullptr) known = &rooms.emplace_front(ValueOf(argument, row));
    arguments.push_back(known);
  }
  return CallFunction(call.function, {arguments.data(), arguments.size()}, options_.now);
}

const Value* Conditions::Known(const bound::Expression& expression, const Row& row) {
  if (const auto* path = std::get_if<bound::PathUse>(&expression.value)) return &row[path->access];
  const auto* constant = std::get_if<bound::Constant>(&expression.value);
  return constant == nullptr ? nullptr : &constant->value;
}

const Value& Conditions::Look(const bound::Expression& expression, const Row& row, Value& room) {
  if (const Value* known = Known(expression, row)) return *known;
  room = ValueOf(expression, row);
  return room;
}

Truth Conditions::TruthOf(const bound::Condition& condition, const Row& row) {
  using Kind = bound::Condition::Kind;
  switch (condition.kind) {
    case Kind::kAnd:
    case Kind::kOr:
      return Chain(condition, row);
    case Kind::kNot: {
      const Truth truth = TruthOf(condition.operands[0], row);
      if (truth == Truth::kUnknown) return truth;
      return Of(truth == Truth::kFalse);
    }
    case Kind::kExists:
      return Of(!ValueOf(condition.expressions[0], row).is_null());
    case Kind::kComparison:
      return Comparison(condition, row);
    case Kind::kLike: {
      Value rooms[2];
      const auto text = TextOf(Look(condition.expressions[0], row, rooms[0]));
      const auto pattern = TextOf(Look(condition.expressions[1], row, rooms[1]));
      return text && pattern ? Of(IsLike(*text, *pattern)) : Truth::kUnknown;
    }
    default:
      return Matches(condition, row);
  }
}

/// AND is the least of its operands, OR the greatest.
Truth Conditions::Chain(const bound::Condition& condition, const Row& row) {
  const bool is_and = condition.kind == bound::Condition::Kind::kAnd;
  Truth truth = is_and ? Truth::kTrue : Truth::kFalse;
  for (const bound::Condition& operand : condition.operands) {
    const Truth next = TruthOf(operand, row);
    truth = is_and ? std::min(truth, next) : std::max(truth, next);
    if (truth == (is_and ? Truth::kFalse : Truth::kTrue)) break;
  }
  return truth;
}

Truth Conditions::Comparison(const bound::Condition& condition, const Row& row) {
  const bound::Expression& left = condition.expressions[0];
  const bound::Expression& right = condition.expressions[1];
  const bool equality = condition.comparison == ast::Comparison::kEqual ||
                        condition.comparison == ast::Comparison::kNotEqual;
  if (equality && (IsNullLiteral(left) || IsNullLiteral(right))) {
    const bool both = ValueOf(left, row).is_null() && ValueOf(right, row).is_null();
    return Of(both == (condition.comparison == ast::Comparison::kEqual));
  }
  Value rooms[2];
  return Compare(Look(left, row, rooms[0]), condition.comparison, Look(right, row, rooms[1]));
}

Truth Conditions::Matches(const bound::Condition& condition, const Row& row) {
  Value room;
  const Value& value = Look(condition.expressions[0], row, room);
  if (condition.kind == bound::Condition::Kind::kMatchesRegex) {
    const auto text = TextOf(value);
    return text ? Of(condition.pattern->Matches(*text)) : Truth::kUnknown;
  }
  if (condition.kind == bound::Condition::Kind::kMatchesUri) {
    return IsOneOf(value, Service().Expand(condition.text));
  }
  Truth truth = Truth::kFalse;
  for (std::size_t i = 1; i < condition.expressions.size(); ++i) {
    const bound::Expression& item = condition.expressions[i];
    if (const auto* call = TerminologyCall(item)) {
      truth = std::max(truth, IsOneOf(value, CallTerminology(*call, row)));
    } else if (IsNullLiteral(item)) {
      truth = std::max(truth, Of(value.is_null()));
    } else {
      truth = std::max(truth, Compare(value, ast::Comparison::kEqual, ValueOf(item, row)));
    }
  }
  return truth;
}

Truth Conditions::IsOneOf(const Value& value, const std::vector<Code>& codes) const {
  const auto code = CodeOf(value);
  if (!code) return Truth::kUnknown;
  return Of(std::any_of(codes.begin(), codes.end(), [&](const Code& known) {
    return known.code == code->code && (known.terminology.empty() || code->terminology.empty() ||
                                        known.terminology == code->terminology);
  }));
}

void Conditions::Check(const bound::Condition& condition, const bound::Query& query) const {
  for (const bound::Condition& operand : condition.operands) Check(operand, query);
  const bool names_uid =
      std::any_of(condition.expressions.begin(), condition.expressions.end(),
                  [&](const bound::Expression& expression) {
                    const auto* path = std::get_if<bound::PathUse>(&expression.value);
                    return path != nullptr && NamesVersionUid(query.accesses[path->access], query);
                  });
  if (!names_uid || condition.kind == bound::Condition::Kind::kLike) return;
  for (const bound::Expression& expression : condition.expressions) {
    const ast::Literal* literal = bound::LiteralOf(expression);
    if (literal == nullptr) continue;
    const std::size_t system = literal->text.find("::");
    if (system == std::string::npos) continue;
    const std::size_t number = literal->text.find("::", system + 2);
    if (number == std::string::npos ||
        literal->text.substr(system + 2, number - system - 2) == system_id_) {
      continue;
    }
    throw Fault(base::ErrorCode::kBadRequest, literal->place, "foreign_system",
                "a version id of the system " + system_id_, "one of another system");
  }
}

}  // namespace socle::aql
