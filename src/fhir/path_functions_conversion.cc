#include <algorithm>
#include <array>

#include "fhir/path_equality.h"
#include "fhir/path_functions.h"
#include "fhir/path_quantity.h"
#include "fhir/path_text.h"

// FHIRPath N1, Conversion.
namespace socle::fhir::path_function {
namespace {

using Converted = std::optional<PathItem>;

std::string_view WithoutPlus(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  return text;
}

/// A number as FHIRPath writes it: no exponent; leading zeros are allowed.
std::optional<base::FixedDecimal> ParseNumber(std::string_view text) {
  text = WithoutPlus(text);
  std::string digits(text.starts_with('-') ? "-" : "");
  if (text.starts_with('-')) text.remove_prefix(1);
  while (text.size() > 1 && text[0] == '0' && text[1] != '.') text.remove_prefix(1);
  if (text.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  return base::FixedDecimal::Parse(digits.append(text));
}

Converted BooleanFrom(const PathItem& item) {
  if (item.kind() == PathKind::kBoolean) return item;
  if (const auto number = NumberOf(item)) {
    if (*number == base::FixedDecimal::FromInteger(1)) return PathItem::Boolean(true);
    if (*number == base::FixedDecimal::FromInteger(0)) return PathItem::Boolean(false);
    return std::nullopt;
  }
  if (item.kind() != PathKind::kString) return std::nullopt;
  constexpr std::array<std::string_view, 6> kTrue = {"true", "t", "yes", "y", "1", "1.0"};
  constexpr std::array<std::string_view, 6> kFalse = {"false", "f", "no", "n", "0", "0.0"};
  const std::string text = ToLower(item.text().substr(0, 8));
  const auto is_in = [&](const auto& words) {
    return std::find(words.begin(), words.end(), text) != words.end();
  };
  if (is_in(kTrue)) return PathItem::Boolean(true);
  if (is_in(kFalse)) return PathItem::Boolean(false);
  return std::nullopt;
}

Converted IntegerFrom(const PathItem& item) {
  if (item.kind() == PathKind::kInteger) return item;
  if (item.kind() == PathKind::kBoolean) return PathItem::Integer(item.boolean() ? 1 : 0);
  if (item.kind() != PathKind::kString || item.text().find('.') != std::string_view::npos) {
    return std::nullopt;
  }
  const auto number = ParseNumber(item.text());
  const auto integer = number ? number->ToInt64() : std::nullopt;
  if (!integer || *integer > INT32_MAX || *integer < INT32_MIN) return std::nullopt;
  return PathItem::Integer(*integer);
}

Converted DecimalFrom(const PathItem& item) {
  if (const auto number = NumberOf(item)) return PathItem::Decimal(*number);
  if (item.kind() == PathKind::kBoolean) {
    return PathItem::Decimal(base::FixedDecimal(item.boolean() ? 10 : 0, 1));
  }
  if (item.kind() != PathKind::kString) return std::nullopt;
  const auto number = ParseNumber(item.text());
  return number ? Converted(PathItem::Decimal(*number)) : std::nullopt;
}

Converted DateFrom(const PathItem& item) {
  if (item.kind() == PathKind::kDate) return item;
  if (item.kind() == PathKind::kDateTime) {
    const auto date = PathTemporal::ParseDate(item.temporal().DateText());
    return date ? Converted(PathItem::Temporal(PathKind::kDate, *date)) : std::nullopt;
  }
  if (item.kind() != PathKind::kString) return std::nullopt;
  const auto date = PathTemporal::ParseDate(item.text());
  return date ? Converted(PathItem::Temporal(PathKind::kDate, *date)) : std::nullopt;
}

Converted DateTimeFrom(const PathItem& item) {
  if (item.kind() == PathKind::kDateTime) return item;
  if (item.kind() == PathKind::kDate) {
    return PathItem::Temporal(PathKind::kDateTime, item.temporal());
  }
  if (item.kind() != PathKind::kString) return std::nullopt;
  const auto value = PathTemporal::ParseDateTime(item.text());
  return value ? Converted(PathItem::Temporal(PathKind::kDateTime, *value)) : std::nullopt;
}

Converted TimeFrom(const PathItem& item) {
  if (item.kind() == PathKind::kTime) return item;
  if (item.kind() != PathKind::kString) return std::nullopt;
  const auto value = PathTemporal::ParseTime(item.text());
  return value ? Converted(PathItem::Temporal(PathKind::kTime, *value)) : std::nullopt;
}

bool IsText(const PathItem& item) {
  return item.kind() >= PathKind::kBoolean && item.kind() <= PathKind::kQuantity;
}

using Conversion = Converted (*)(const PathItem&);

void Convert(PathCall& call, Conversion conversion) {
  const auto value = call.Input();
  const auto converted = value ? conversion(*value) : std::nullopt;
  if (!converted) return call.ReturnNothing();
  call.Return(*converted);
}

void Converts(PathCall& call, Conversion conversion) {
  const auto value = call.Input();
  if (!value) return call.ReturnNothing();
  call.Return(conversion(*value).has_value());
}

std::optional<PathQuantity> QuantityFrom(const PathItem& item) {
  if (item.kind() == PathKind::kQuantity) return item.quantity();
  if (item.kind() == PathKind::kBoolean) {
    return PathQuantity{base::FixedDecimal(item.boolean() ? 10 : 0, 1), "1", {}};
  }
  if (const auto number = NumberOf(item)) return PathQuantity{*number, "1", {}};
  return item.kind() == PathKind::kString ? ParseQuantity(item.text()) : std::nullopt;
}

/// The input as a quantity, in the unit of the argument where there is one.
std::optional<PathQuantity> QuantityOfCall(PathCall& call) {
  const auto value = call.Input();
  auto quantity = value ? QuantityFrom(*value) : std::nullopt;
  if (!quantity || !call.Has(0)) return quantity;
  const auto unit = call.StringArgument(0);
  if (!unit) return std::nullopt;
  return ConvertQuantity(*quantity, *unit);
}

}  // namespace

void ToBoolean(PathCall& call) { Convert(call, BooleanFrom); }
void ToInteger(PathCall& call) { Convert(call, IntegerFrom); }
void ToDecimal(PathCall& call) { Convert(call, DecimalFrom); }
void ToDate(PathCall& call) { Convert(call, DateFrom); }
void ToDateTime(PathCall& call) { Convert(call, DateTimeFrom); }
void ToTime(PathCall& call) { Convert(call, TimeFrom); }
void ConvertsToBoolean(PathCall& call) { Converts(call, BooleanFrom); }
void ConvertsToInteger(PathCall& call) { Converts(call, IntegerFrom); }
void ConvertsToDecimal(PathCall& call) { Converts(call, DecimalFrom); }
void ConvertsToDate(PathCall& call) { Converts(call, DateFrom); }
void ConvertsToDateTime(PathCall& call) { Converts(call, DateTimeFrom); }
void ConvertsToTime(PathCall& call) { Converts(call, TimeFrom); }

void ToQuantity(PathCall& call) {
  const auto quantity = QuantityOfCall(call);
  if (!quantity) return call.ReturnNothing();
  call.Return(PathItem::Quantity(call.machine.memory().Keep(*quantity)));
}

void ConvertsToQuantity(PathCall& call) {
  if (!call.Input()) return call.ReturnNothing();
  call.Return(QuantityOfCall(call).has_value());
}

void ToString(PathCall& call) {
  const auto value = call.Input();
  if (!value || !IsText(*value)) return call.ReturnNothing();
  if (value->kind() == PathKind::kString) return call.Return(*value);
  call.ReturnString(value->ToString());
}

void ConvertsToString(PathCall& call) {
  const auto value = call.Input();
  if (!value) return call.ReturnNothing();
  call.Return(IsText(*value));
}

}  // namespace socle::fhir::path_function
