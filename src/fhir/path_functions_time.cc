#include <algorithm>

#include "fhir/path_equality.h"
#include "fhir/path_functions.h"
#include "fhir/path_quantity.h"

// FHIRPath N1, Current date and time; 2.1: lowBoundary, highBoundary, precision; comparable.
namespace socle::fhir::path_function {
namespace {

constexpr std::int64_t kMinute = 60'000'000;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

PathTemporal LocalNow(PathCall& call) {
  const std::int16_t zone = call.machine.environment().zone_minutes;
  PathTemporal now;
  // Milliseconds are what FHIR writes.
  now.micros = (call.machine.Now().micros + zone * kMinute) / 1000 * 1000;
  now.precision = PathPrecision::kFraction;
  now.fraction_digits = 3;
  now.zone_minutes = zone;
  return now;
}

enum class Side { kLow, kHigh };

/// The digits that a date or time has: 4 of a year, 6, 8, 10, 12, 14, 17; of times two less a
/// field: 2, 4, 6, 9.
constexpr int kDigits[] = {4, 6, 8, 10, 12, 14, 17};
constexpr int kDigitsOfDate = 8;

std::optional<PathPrecision> PrecisionOf(int digits) {
  for (int i = 0; i < 7; ++i) {
    if (kDigits[i] == digits) return static_cast<PathPrecision>(i);
  }
  return std::nullopt;
}

/// What is not said, at its least or greatest; then without what is finer than `precision`.
PathTemporal BoundaryOf(PathTemporal value, Side side, PathPrecision precision) {
  // An hour alone is no time in FHIR: it is the full hour.
  if (value.precision == PathPrecision::kHour) value.precision = PathPrecision::kMinute;
  if (side == Side::kHigh && value.precision < precision) {
    base::Civil civil = base::CivilFromDays(value.micros / kDay - (value.micros % kDay < 0));
    const std::int64_t of_day = value.micros - base::DaysFromCivil(civil) * kDay;
    if (value.precision < PathPrecision::kMonth) civil.month = 12;
    if (value.precision < PathPrecision::kDay)
      civil.day = base::DaysInMonth(civil.year, civil.month);
    std::int64_t time = of_day;
    if (value.precision < PathPrecision::kHour) time = kDay - 1000;
    if (value.precision == PathPrecision::kMinute) time += kMinute - 1000;
    if (value.precision == PathPrecision::kSecond) time += 999'000;
    value.micros = base::DaysFromCivil(civil) * kDay + time;
  }
  value.precision = precision;
  value.fraction_digits = precision == PathPrecision::kFraction ? 3 : 0;
  return value;
}

void TemporalBoundary(PathCall& call, const PathItem& item, Side side, std::optional<int> digits) {
  const bool is_time = item.kind() == PathKind::kTime;
  const bool is_date = item.kind() == PathKind::kDate;
  const int most = is_date ? kDigitsOfDate : 17;
  const int wanted = digits ? *digits + (is_time ? kDigitsOfDate : 0) : most;
  const auto precision = PrecisionOf(wanted);
  if (!precision || wanted > most || (is_time && *precision < PathPrecision::kHour)) {
    return call.ReturnNothing();
  }
  PathTemporal value = BoundaryOf(item.temporal(), side, *precision);
  // The earliest moment is in the easternmost zone, the latest in the westernmost.
  const bool has_time = *precision > PathPrecision::kDay;
  if (!has_time) value.zone_minutes = PathTemporal::kNoZone;
  if (has_time && !is_time && !value.has_zone()) {
    value.zone_minutes = side == Side::kLow ? 14 * 60 : -12 * 60;
  }
  call.Return(PathItem::Temporal(item.kind(), value));
}

/// The number half a unit of the last digit below or above, with `digits` behind the point.
/// DEVIATION: away from zero it is rounded, not widened; the official tests want that.
std::optional<base::FixedDecimal> NumberBoundary(const base::FixedDecimal& number, Side side,
                                                 int digits) {
  constexpr int kMost = 28;
  if (digits < 0 || digits > kMost || number.scale() >= base::FixedDecimal::kMostDigits) {
    return std::nullopt;
  }
  const base::FixedDecimal half(side == Side::kLow ? -5 : 5, number.scale() + 1);
  const auto edge = number.Plus(half);
  if (!edge) return std::nullopt;
  const bool away = (edge->sign() < 0) == (side == Side::kLow);
  return away ? edge->Rounded(digits) : edge->Truncated(digits);
}

void Boundary(PathCall& call, Side side) {
  const auto value = call.Input();
  if (!value) return call.ReturnNothing();
  std::optional<int> digits;
  if (call.Has(0)) {
    const auto wanted = call.IntegerArgument(0);
    if (wanted) digits = static_cast<int>(std::clamp<std::int64_t>(*wanted, -1, 100));
  }
  constexpr int kUsual = 8;
  switch (value->kind()) {
    case PathKind::kDate:
    case PathKind::kDateTime:
    case PathKind::kTime:
      return TemporalBoundary(call, *value, side, digits);
    case PathKind::kInteger:
    case PathKind::kDecimal: {
      const auto edge = NumberBoundary(*NumberOf(*value), side, digits.value_or(kUsual));
      if (!edge) return call.ReturnNothing();
      return call.Return(PathItem::Decimal(*edge));
    }
    case PathKind::kQuantity: {
      PathQuantity quantity = value->quantity();
      const auto edge = NumberBoundary(quantity.value, side, digits.value_or(kUsual));
      if (!edge) return call.ReturnNothing();
      quantity.value = *edge;
      return call.Return(PathItem::Quantity(call.machine.memory().Keep(quantity)));
    }
    default:
      throw call.Fault(
          "a number, quantity, date or time as the input of " + std::string(call.operation.text),
          DescribeItem(*value));
  }
}

}  // namespace

void Now(PathCall& call) { call.Return(PathItem::Temporal(PathKind::kDateTime, LocalNow(call))); }

void Today(PathCall& call) {
  PathTemporal today = LocalNow(call);
  today.micros -= today.micros % kDay + (today.micros % kDay < 0 ? kDay : 0);
  today.precision = PathPrecision::kDay;
  today.fraction_digits = 0;
  today.zone_minutes = PathTemporal::kNoZone;
  call.Return(PathItem::Temporal(PathKind::kDate, today));
}

void TimeOfDay(PathCall& call) {
  PathTemporal time = LocalNow(call);
  time.micros = time.micros % kDay + (time.micros % kDay < 0 ? kDay : 0);
  time.zone_minutes = PathTemporal::kNoZone;
  call.Return(PathItem::Temporal(PathKind::kTime, time));
}

void LowBoundary(PathCall& call) { Boundary(call, Side::kLow); }
void HighBoundary(PathCall& call) { Boundary(call, Side::kHigh); }

void Precision(PathCall& call) {
  const auto value = call.Input();
  if (!value) return call.ReturnNothing();
  switch (value->kind()) {
    case PathKind::kInteger:
      return call.ReturnInteger(0);
    case PathKind::kDecimal:
      return call.ReturnInteger(value->decimal().scale());
    case PathKind::kDate:
    case PathKind::kDateTime:
      return call.ReturnInteger(kDigits[static_cast<std::size_t>(value->temporal().precision)]);
    case PathKind::kTime:
      return call.ReturnInteger(kDigits[static_cast<std::size_t>(value->temporal().precision)] -
                                kDigitsOfDate);
    default:
      throw call.Fault("a number, date or time as the input of precision", DescribeItem(*value));
  }
}

void Comparable(PathCall& call) {
  const auto value = call.Input();
  const auto other = call.Argument(0);
  if (!value || !other) return call.ReturnNothing();
  if (value->kind() != PathKind::kQuantity || other->kind() != PathKind::kQuantity) {
    throw call.Fault("two quantities for comparable", DescribeItem(*value));
  }
  call.Return(AreComparable(value->quantity(), other->quantity()));
}

}  // namespace socle::fhir::path_function
