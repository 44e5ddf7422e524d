#include <cmath>

#include "fhir/path_equality.h"
#include "fhir/path_functions.h"

// FHIRPath N1, Math. Sums, products and roundings are exact; exp, ln, log, sqrt and broken powers
// are those of doubles, to the 8 digits that a Decimal has.
namespace socle::fhir::path_function {
namespace {

constexpr int kDigits = 8;

bool IsInteger(const PathItem& item) { return item.kind() == PathKind::kInteger; }

/// The input as a number. Errors: kBadRequest for something else.
std::optional<PathItem> NumberInput(PathCall& call) {
  auto value = call.Input();
  if (value && !NumberOf(*value)) {
    throw call.Fault("a number as the input of " + std::string(call.operation.text),
                     DescribeItem(*value));
  }
  return value;
}

std::optional<base::FixedDecimal> NumberArgument(PathCall& call, std::size_t index) {
  const auto value = call.Argument(index);
  if (!value) return std::nullopt;
  const auto number = NumberOf(*value);
  if (!number) {
    throw call.Fault("a number as an argument of " + std::string(call.operation.text),
                     DescribeItem(*value));
  }
  return number;
}

void ReturnInteger32(PathCall& call, const base::FixedDecimal& number) {
  const auto integer = number.ToInt64();
  if (!integer || *integer > INT32_MAX || *integer < INT32_MIN) return call.ReturnNothing();
  call.ReturnInteger(*integer);
}

void ReturnDouble(PathCall& call, double value) {
  const auto number = base::FixedDecimal::FromDouble(value, kDigits);
  if (!number) return call.ReturnNothing();
  call.Return(PathItem::Decimal(number->WithoutTrailingZeros()));
}

/// Calls `function` with the input as a double.
template <typename Function>
void WithDouble(PathCall& call, Function function) {
  const auto value = NumberInput(call);
  if (!value) return call.ReturnNothing();
  ReturnDouble(call, function(NumberOf(*value)->ToDouble()));
}

/// `value` to a whole power, exactly; nothing where it does not fit.
std::optional<base::FixedDecimal> WholePower(base::FixedDecimal value, std::int64_t exponent) {
  base::FixedDecimal power = base::FixedDecimal::FromInteger(1);
  std::uint64_t left = static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent);
  while (true) {
    if ((left & 1) != 0) {
      const auto product = power.Times(value);
      if (!product) return std::nullopt;
      power = *product;
    }
    left >>= 1;
    if (left == 0) break;
    const auto square = value.Times(value);
    if (!square) return std::nullopt;
    value = *square;
  }
  if (exponent >= 0) return power;
  return base::FixedDecimal::FromInteger(1).DividedBy(power, kDigits);
}

}  // namespace

void Abs(PathCall& call) {
  const auto value = call.Input();
  if (!value) return call.ReturnNothing();
  if (value->kind() == PathKind::kQuantity) {
    PathQuantity quantity = value->quantity();
    quantity.value = quantity.value.Absolute();
    return call.Return(PathItem::Quantity(call.machine.memory().Keep(quantity)));
  }
  const auto number = NumberOf(*NumberInput(call));
  if (IsInteger(*value)) return ReturnInteger32(call, number->Absolute());
  call.Return(PathItem::Decimal(number->Absolute()));
}

void Ceiling(PathCall& call) {
  const auto value = NumberInput(call);
  if (!value) return call.ReturnNothing();
  ReturnInteger32(call, NumberOf(*value)->Ceiling());
}

void Floor(PathCall& call) {
  const auto value = NumberInput(call);
  if (!value) return call.ReturnNothing();
  ReturnInteger32(call, NumberOf(*value)->Floor());
}

void Truncate(PathCall& call) {
  const auto value = NumberInput(call);
  if (!value) return call.ReturnNothing();
  const auto number = NumberOf(*value);
  ReturnInteger32(call, number->sign() < 0 ? number->Ceiling() : number->Floor());
}

void Exp(PathCall& call) {
  WithDouble(call, [](double x) { return std::exp(x); });
}

void Ln(PathCall& call) {
  WithDouble(call, [](double x) { return x > 0 ? std::log(x) : NAN; });
}

void Sqrt(PathCall& call) {
  WithDouble(call, [](double x) { return std::sqrt(x); });
}

void Log(PathCall& call) {
  const auto base = NumberArgument(call, 0);
  if (!base) return call.ReturnNothing();
  const double b = base->ToDouble();
  WithDouble(call,
             [b](double x) { return x > 0 && b > 0 && b != 1 ? std::log(x) / std::log(b) : NAN; });
}

void Power(PathCall& call) {
  const auto value = NumberInput(call);
  const auto exponent = NumberArgument(call, 0);
  if (!value || !exponent) return call.ReturnNothing();
  const auto number = NumberOf(*value);
  const auto whole = exponent->ToInt64();
  if (!whole) return ReturnDouble(call, std::pow(number->ToDouble(), exponent->ToDouble()));
  const bool is_whole = IsInteger(*value) && *whole >= 0 && exponent->scale() == 0;
  const auto power = WholePower(*number, *whole);
  if (!power) return ReturnDouble(call, std::pow(number->ToDouble(), exponent->ToDouble()));
  if (is_whole) return ReturnInteger32(call, *power);
  call.Return(PathItem::Decimal(*power));
}

void Round(PathCall& call) {
  const auto value = NumberInput(call);
  if (!value) return call.ReturnNothing();
  const std::int64_t digits = call.Has(0) ? call.IntegerArgument(0).value_or(0) : 0;
  if (digits < 0) throw call.Fault("a precision of 0 and more", "a negative one");
  const auto number = NumberOf(*value);
  // More digits than there are change nothing.
  const int scale = digits < number->scale() ? static_cast<int>(digits) : number->scale();
  call.Return(PathItem::Decimal(number->Rounded(scale).value_or(*number)));
}

}  // namespace socle::fhir::path_function
