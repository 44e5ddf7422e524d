#include <algorithm>
#include <string>

#include "fhir/path_equality.h"
#include "fhir/path_evaluator.h"
#include "fhir/path_fault.h"
#include "fhir/path_quantity.h"

namespace socle::fhir {
namespace {

/// Decimals have 8 digits behind the point: a quotient is rounded there.
/// Source: FHIRPath N1, Decimal.
constexpr int kQuotientDigits = 8;

std::string_view Symbol(PathOp op) {
  switch (op) {
    case PathOp::kPositive:
    case PathOp::kAdd:
      return "+";
    case PathOp::kNegative:
    case PathOp::kSubtract:
      return "-";
    case PathOp::kMultiply:
      return "*";
    case PathOp::kDivide:
      return "/";
    case PathOp::kIntegerDivide:
      return "div";
    case PathOp::kModulo:
      return "mod";
    case PathOp::kConcatenate:
      return "&";
    case PathOp::kLess:
      return "<";
    case PathOp::kLessOrEqual:
      return "<=";
    case PathOp::kGreater:
      return ">";
    case PathOp::kGreaterOrEqual:
      return ">=";
    default:
      return "an operator";
  }
}

/// One operator at work. Its result replaces what stands from `base` on.
class Operator {
 public:
  Operator(PathEvaluator& machine, const PathOperation& operation, const PathFocus& focus)
      : machine_(machine), operation_(operation), focus_(focus), base_(machine.size()) {}

  void Run();

 private:
  PathRange Left() { return machine_.Evaluate(operation_.left, focus_); }
  PathRange Right() { return machine_.Evaluate(operation_.right, focus_); }
  void Return(const PathItem& item) {
    machine_.Shrink(base_);
    machine_.Push(item);
  }
  void ReturnMaybe(const std::optional<bool>& value) {
    machine_.Shrink(base_);
    if (value) machine_.Push(PathItem::Boolean(*value));
  }
  void ReturnNothing() { machine_.Shrink(base_); }
  void ReturnNumber(const std::optional<base::FixedDecimal>& number, bool is_integer);
  void ReturnQuantity(const std::optional<PathQuantity>& quantity) {
    if (!quantity) return ReturnNothing();
    Return(PathItem::Quantity(machine_.memory().Keep(*quantity)));
  }
  std::optional<PathItem> Single(const PathRange& range) {
    return machine_.Single(range, operation_.place,
                           "an operand of " + std::string(Symbol(operation_.op)));
  }
  base::Error Mismatch(const PathItem& left, const PathItem& right) const {
    return PathFault(operation_.place, "type",
                     "operands that go together for " + std::string(Symbol(operation_.op)),
                     DescribeItem(left) + " and " + DescribeItem(right));
  }

  void Sign();
  void Arithmetic();
  void ArithmeticOf(const PathItem& left, const PathItem& right);
  void NumberArithmetic(const base::FixedDecimal& a, const base::FixedDecimal& b, bool integers);
  bool QuantityArithmetic(const PathItem& left, const PathItem& right);
  void AddDuration(const PathItem& moment, const PathQuantity& duration);
  void Concatenate();
  void Type();
  void Union();
  void Comparison();
  void Equality();
  void Membership();
  void Logic();

  PathEvaluator& machine_;
  const PathOperation& operation_;
  const PathFocus& focus_;
  const std::size_t base_;
};

void Operator::Run() {
  switch (operation_.op) {
    case PathOp::kPositive:
    case PathOp::kNegative:
      return Sign();
    case PathOp::kMultiply:
    case PathOp::kDivide:
    case PathOp::kIntegerDivide:
    case PathOp::kModulo:
    case PathOp::kAdd:
    case PathOp::kSubtract:
      return Arithmetic();
    case PathOp::kConcatenate:
      return Concatenate();
    case PathOp::kIs:
    case PathOp::kAs:
      return Type();
    case PathOp::kUnion:
      return Union();
    case PathOp::kLess:
    case PathOp::kLessOrEqual:
    case PathOp::kGreater:
    case PathOp::kGreaterOrEqual:
      return Comparison();
    case PathOp::kIn:
    case PathOp::kContains:
      return Membership();
    case PathOp::kAnd:
    case PathOp::kOr:
    case PathOp::kXor:
    case PathOp::kImplies:
      return Logic();
    default:
      return Equality();
  }
}

void Operator::Sign() {
  const auto value = Single(Left());
  if (!value) return ReturnNothing();
  const bool negative = operation_.op == PathOp::kNegative;
  const auto number = NumberOf(*value);
  if (number) {
    return ReturnNumber(negative ? number->Negated() : *number,
                        value->kind() == PathKind::kInteger);
  }
  if (value->kind() != PathKind::kQuantity) {
    throw PathFault(operation_.place, "type", "a number behind a sign", DescribeItem(*value));
  }
  PathQuantity quantity = value->quantity();
  if (negative) quantity.value = quantity.value.Negated();
  ReturnQuantity(quantity);
}

/// Nothing where it overflows: an Integer has 32 bits, a Decimal 38 digits.
void Operator::ReturnNumber(const std::optional<base::FixedDecimal>& number, bool is_integer) {
  if (!number) return ReturnNothing();
  if (!is_integer) return Return(PathItem::Decimal(*number));
  const auto integer = number->ToInt64();
  if (!integer || *integer > INT32_MAX || *integer < INT32_MIN) return ReturnNothing();
  Return(PathItem::Integer(*integer));
}

void Operator::Arithmetic() {
  const auto left = Single(Left());
  const auto right = Single(Right());
  if (!left || !right) return ReturnNothing();
  ArithmeticOf(*left, *right);
}

void Operator::ArithmeticOf(const PathItem& left, const PathItem& right) {
  const auto a = NumberOf(left), b = NumberOf(right);
  const bool integers = left.kind() == PathKind::kInteger && right.kind() == PathKind::kInteger;
  if (a && b) return NumberArithmetic(*a, *b, integers);
  const bool adds = operation_.op == PathOp::kAdd;
  if (adds && left.kind() == PathKind::kString && right.kind() == PathKind::kString) {
    std::string text(left.text());
    text += right.text();
    return Return(PathItem::String(machine_.Keep(text)));
  }
  const bool is_moment = left.kind() == PathKind::kDate || left.kind() == PathKind::kDateTime ||
                         left.kind() == PathKind::kTime;
  if (is_moment && right.kind() == PathKind::kQuantity &&
      (adds || operation_.op == PathOp::kSubtract)) {
    return AddDuration(left, right.quantity());
  }
  if (!QuantityArithmetic(left, right)) throw Mismatch(left, right);
}

void Operator::NumberArithmetic(const base::FixedDecimal& a, const base::FixedDecimal& b,
                                bool integers) {
  switch (operation_.op) {
    case PathOp::kAdd:
      return ReturnNumber(a.Plus(b), integers);
    case PathOp::kSubtract:
      return ReturnNumber(a.Minus(b), integers);
    case PathOp::kMultiply:
      return ReturnNumber(a.Times(b), integers);
    case PathOp::kDivide:
      return ReturnNumber(a.DividedBy(b, kQuotientDigits), false);
    case PathOp::kIntegerDivide:
      return ReturnNumber(a.IntegerQuotient(b), true);
    default:
      return ReturnNumber(a.Remainder(b), integers);
  }
}

bool Operator::QuantityArithmetic(const PathItem& left, const PathItem& right) {
  const auto as_quantity = [](const PathItem& item) -> std::optional<PathQuantity> {
    if (item.kind() == PathKind::kQuantity) return item.quantity();
    const auto number = NumberOf(item);
    return number ? std::optional(PathQuantity{*number, "1", {}}) : std::nullopt;
  };
  auto a = as_quantity(left), b = as_quantity(right);
  if (!a || !b) return false;
  switch (operation_.op) {
    case PathOp::kSubtract:
      b->value = b->value.Negated();
      [[fallthrough]];
    case PathOp::kAdd:
      ReturnQuantity(AddQuantities(*a, *b));
      return true;
    case PathOp::kMultiply:
      ReturnQuantity(MultiplyQuantities(*a, *b, machine_.memory()));
      return true;
    case PathOp::kDivide:
      ReturnQuantity(DivideQuantities(*a, *b, machine_.memory()));
      return true;
    default:
      return false;
  }
}

// Source: FHIRPath N1, Date/Time Arithmetic.
void Operator::AddDuration(const PathItem& moment, const PathQuantity& duration) {
  const auto unit = DurationUnitOf(duration);
  if (!unit) {
    throw PathFault(operation_.place, "type",
                    "a duration in units of the calendar, or in wk, d, h, min, s or ms",
                    "the unit '" + std::string(duration.unit) + "'");
  }
  base::FixedDecimal amount = duration.value;
  // DEVIATION: N1 keeps the fraction of seconds; the official tests drop it for the UCUM unit.
  if (!duration.calendar) amount = amount.Truncated(0).value_or(amount);
  if (operation_.op == PathOp::kSubtract) amount = amount.Negated();
  const bool is_time = moment.kind() == PathKind::kTime;
  if (is_time && *unit < PathTimeUnit::kHour) {
    throw PathFault(operation_.place, "type", "hours or less to add to a time",
                    std::string(duration.unit));
  }
  const auto later = is_time ? AddToTime(moment.temporal(), amount, *unit)
                             : AddToDate(moment.temporal(), amount, *unit);
  if (!later) return ReturnNothing();
  PathTemporal value = *later;
  // A Date has no time of day, whatever was added.
  if (moment.kind() == PathKind::kDate) value.precision = moment.temporal().precision;
  Return(PathItem::Temporal(moment.kind(), value));
}

void Operator::Concatenate() {
  std::string text;
  for (const PathRange& range : {Left(), Right()}) {
    const auto value = Single(range);
    if (value && value->kind() != PathKind::kString) {
      throw PathFault(operation_.place, "type", "strings on both sides of &", DescribeItem(*value));
    }
    if (value) text += value->text();
  }
  Return(PathItem::String(machine_.Keep(text)));
}

void Operator::Type() {
  const PathRange left = Left();
  if (operation_.op == PathOp::kIs) {
    if (left.size() > 1) Single(left);
    if (left.size() == 0) return;
    return Return(PathItem::Boolean(operation_.type.Matches(machine_[left.begin])));
  }
  // DEVIATION: of several items `as` keeps those of the type, because the search parameters of R4
  // are written so (Observation.component.value as Quantity).
  std::size_t kept = left.begin;
  for (std::size_t i = left.begin; i < left.end; ++i) {
    if (operation_.type.Selects(machine_[i])) machine_[kept++] = machine_[i];
  }
  machine_.Shrink(kept);
}

void Operator::Union() {
  Left();
  const PathRange all{base_, Right().end};
  machine_.Shrink(KeepDistinct(machine_, all));
}

void Operator::Comparison() {
  const auto left = Single(Left());
  const auto right = Single(Right());
  if (!left || !right) return ReturnNothing();
  bool comparable = false;
  const auto order = CompareValues(*left, *right, comparable);
  if (!comparable) throw Mismatch(*left, *right);
  if (!order) return ReturnNothing();
  switch (operation_.op) {
    case PathOp::kLess:
      return ReturnMaybe(*order < 0);
    case PathOp::kLessOrEqual:
      return ReturnMaybe(*order <= 0);
    case PathOp::kGreater:
      return ReturnMaybe(*order > 0);
    default:
      return ReturnMaybe(*order >= 0);
  }
}

void Operator::Equality() {
  const PathRange left = Left();
  const PathRange right = Right();
  switch (operation_.op) {
    case PathOp::kEquivalent:
      return ReturnMaybe(AreEquivalentCollections(machine_, left, right));
    case PathOp::kNotEquivalent:
      return ReturnMaybe(!AreEquivalentCollections(machine_, left, right));
    default:
      break;
  }
  if (left.size() == 0 || right.size() == 0) return ReturnNothing();
  auto equal = AreEqual(machine_, left, right);
  if (equal && operation_.op == PathOp::kNotEqual) equal = !*equal;
  ReturnMaybe(equal);
}

void Operator::Membership() {
  const PathRange left = Left();
  const PathRange right = Right();
  const bool is_in = operation_.op == PathOp::kIn;
  const PathRange& item = is_in ? left : right;
  const PathRange& collection = is_in ? right : left;
  if (item.size() > 1) {
    throw PathFault(operation_.place, "singleton",
                    is_in ? "one item before in" : "one item behind contains",
                    std::to_string(item.size()) + " items");
  }
  if (item.size() == 0) return ReturnNothing();
  const PathItem sought = machine_[item.begin];
  ReturnMaybe(HoldsItem(machine_, collection, sought));
}

// Source: FHIRPath N1, Boolean logic: three values. What the left side decides needs no right one.
void Operator::Logic() {
  const auto left = machine_.Truth(Left(), operation_.place);
  machine_.Shrink(base_);
  const PathOp op = operation_.op;
  if (op == PathOp::kAnd && left == false) return ReturnMaybe(false);
  if (op == PathOp::kOr && left == true) return ReturnMaybe(true);
  if (op == PathOp::kImplies && left == false) return ReturnMaybe(true);
  const auto right = machine_.Truth(Right(), operation_.place);
  switch (op) {
    case PathOp::kAnd:
      return ReturnMaybe(right == false ? right : left ? right : std::nullopt);
    case PathOp::kOr:
      return ReturnMaybe(right == true ? right : left ? right : std::nullopt);
    case PathOp::kXor:
      return ReturnMaybe(left && right ? std::optional(*left != *right) : std::nullopt);
    default:
      return ReturnMaybe(right == true ? right : left ? right : std::nullopt);
  }
}

}  // namespace

void EvaluateOperator(PathEvaluator& machine, const PathOperation& operation,
                      const PathFocus& focus) {
  Operator(machine, operation, focus).Run();
}

}  // namespace socle::fhir
