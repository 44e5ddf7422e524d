#include "fhir/path_quantity.h"

#include <algorithm>
#include <array>
#include <string>

#include "fhir/ids.h"

namespace socle::fhir {
namespace {

constexpr int kQuotientDigits = 16;

struct TimeCode {
  std::string_view code, word;
  PathTimeUnit unit;
};

constexpr std::array<TimeCode, 8> kTimeCodes = {{
    {"a", "year", PathTimeUnit::kYear},
    {"mo", "month", PathTimeUnit::kMonth},
    {"wk", "week", PathTimeUnit::kWeek},
    {"d", "day", PathTimeUnit::kDay},
    {"h", "hour", PathTimeUnit::kHour},
    {"min", "minute", PathTimeUnit::kMinute},
    {"s", "second", PathTimeUnit::kSecond},
    {"ms", "millisecond", PathTimeUnit::kMillisecond},
}};

const TimeCode* FindTimeCode(std::string_view code) {
  for (const TimeCode& known : kTimeCodes) {
    if (known.code == code) return &known;
  }
  return nullptr;
}

bool IsLong(PathTimeUnit unit) {
  return unit == PathTimeUnit::kYear || unit == PathTimeUnit::kMonth;
}

/// Months of years and months, milliseconds of the others.
std::int64_t FactorOf(PathTimeUnit unit) {
  switch (unit) {
    case PathTimeUnit::kYear:
      return 12;
    case PathTimeUnit::kMonth:
      return 1;
    case PathTimeUnit::kWeek:
      return 7 * 86'400'000;
    case PathTimeUnit::kDay:
      return 86'400'000;
    case PathTimeUnit::kHour:
      return 3'600'000;
    case PathTimeUnit::kMinute:
      return 60'000;
    case PathTimeUnit::kSecond:
      return 1000;
    case PathTimeUnit::kMillisecond:
      return 1;
  }
  return 1;
}

/// The quantity's unit as one of time: of the calendar, or UCUM's of fixed length.
std::optional<PathTimeUnit> TimeOf(const PathQuantity& quantity) {
  if (quantity.calendar) return quantity.calendar;
  const TimeCode* code = FindTimeCode(quantity.unit);
  if (code == nullptr || IsLong(code->unit)) return std::nullopt;
  return code->unit;
}

/// `a` and `b` in one unit.
struct Aligned {
  base::FixedDecimal a, b;
};

/// `value` of `from` in `to`; both of the calendar's kind or both of fixed length.
std::optional<base::FixedDecimal> InUnit(const base::FixedDecimal& value, PathTimeUnit from,
                                         PathTimeUnit to) {
  const auto small = value.Times(base::FixedDecimal::FromInteger(FactorOf(from)));
  if (!small) return std::nullopt;
  return small->DividedBy(base::FixedDecimal::FromInteger(FactorOf(to)), kQuotientDigits);
}

std::optional<Aligned> Align(const PathQuantity& a, const PathQuantity& b) {
  if (!a.calendar && !b.calendar && a.unit == b.unit) return Aligned{a.value, b.value};
  const auto first = TimeOf(a), second = TimeOf(b);
  if (first && second) {
    if (IsLong(*first) != IsLong(*second)) return std::nullopt;
    const auto other = InUnit(b.value, *second, *first);
    return other ? std::optional(Aligned{a.value, *other}) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<PathQuantity> QuantityOf(const Node& node) {
  const Node* value = node.Child(name::kValue);
  if (value == nullptr || !value->has_value || node.Child(name::kComparator) != nullptr) {
    return std::nullopt;
  }
  const auto number = base::FixedDecimal::Parse(value->text);
  if (!number) return std::nullopt;
  PathQuantity quantity{*number, "1", {}};
  const Node* system = node.Child(name::kSystem);
  const Node* code = node.Child(name::kCode);
  const Node* unit = node.Child(name::kUnit);
  const bool is_ucum = system != nullptr && system->text == "http://unitsofmeasure.org";
  if (code != nullptr && code->has_value && is_ucum) {
    quantity.unit = code->text;
    const TimeCode* time = FindTimeCode(code->text);
    if (time != nullptr && time->unit != PathTimeUnit::kWeek &&
        time->unit != PathTimeUnit::kMillisecond) {
      quantity.unit = time->word;
      quantity.calendar = time->unit;
    }
  } else if (unit != nullptr && unit->has_value) {
    quantity.unit = unit->text;
  }
  return quantity;
}

std::optional<std::strong_ordering> CompareQuantities(const PathQuantity& a,
                                                      const PathQuantity& b) {
  const auto both = Align(a, b);
  if (!both) return std::nullopt;
  return both->a <=> both->b;
}

bool AreEquivalent(const PathQuantity& a, const PathQuantity& b) {
  const auto as_ucum = [](PathQuantity quantity) {
    if (quantity.calendar) {
      quantity.unit = kTimeCodes[static_cast<std::size_t>(*quantity.calendar)].code;
      if (IsLong(*quantity.calendar)) quantity.calendar.reset();
    }
    return quantity;
  };
  const auto both = Align(as_ucum(a), as_ucum(b));
  if (!both) return false;
  const int digits =
      std::min(both->a.WithoutTrailingZeros().scale(), both->b.WithoutTrailingZeros().scale());
  return both->a.Rounded(digits) == both->b.Rounded(digits);
}

bool AreComparable(const PathQuantity& a, const PathQuantity& b) {
  return Align({base::FixedDecimal::FromInteger(1), a.unit, a.calendar},
               {base::FixedDecimal::FromInteger(1), b.unit, b.calendar})
      .has_value();
}

std::optional<PathQuantity> ConvertQuantity(const PathQuantity& quantity, std::string_view unit) {
  const auto both = Align({base::FixedDecimal(), unit, FindTimeUnit(unit)}, quantity);
  if (!both) return std::nullopt;
  return PathQuantity{both->b, unit, FindTimeUnit(unit)};
}

std::optional<PathQuantity> AddQuantities(const PathQuantity& a, const PathQuantity& b) {
  const auto both = Align(a, b);
  const auto sum = both ? both->a.Plus(both->b) : std::nullopt;
  if (!sum) return std::nullopt;
  return PathQuantity{*sum, a.unit, a.calendar};
}

namespace {

/// A unit as one factor of a product.
std::string Factor(const PathQuantity& quantity) {
  if (quantity.calendar) {
    return std::string(kTimeCodes[static_cast<std::size_t>(*quantity.calendar)].code);
  }
  const bool is_simple = quantity.unit.find_first_of("./") == std::string_view::npos;
  return is_simple ? std::string(quantity.unit) : '(' + std::string(quantity.unit) + ')';
}

}  // namespace

std::optional<PathQuantity> MultiplyQuantities(const PathQuantity& a, const PathQuantity& b,
                                               PathMemory& memory) {
  const auto product = a.value.Times(b.value);
  if (!product) return std::nullopt;
  if (a.unit == "1") return PathQuantity{*product, b.unit, b.calendar};
  if (b.unit == "1") return PathQuantity{*product, a.unit, a.calendar};
  return PathQuantity{*product, memory.Keep(Factor(a) + '.' + Factor(b)), {}};
}

std::optional<PathQuantity> DivideQuantities(const PathQuantity& a, const PathQuantity& b,
                                             PathMemory& memory) {
  const auto both = Align(a, b);
  if (both) {
    const auto ratio = both->a.DividedBy(both->b, kQuotientDigits);
    return ratio ? std::optional(PathQuantity{*ratio, "1", {}}) : std::nullopt;
  }
  const auto quotient = a.value.DividedBy(b.value, kQuotientDigits);
  if (!quotient) return std::nullopt;
  if (b.unit == "1") return PathQuantity{*quotient, a.unit, a.calendar};
  const std::string top = a.unit == "1" ? "" : Factor(a);
  return PathQuantity{*quotient, memory.Keep(top + '/' + Factor(b)), {}};
}

std::optional<PathTimeUnit> DurationUnitOf(const PathQuantity& quantity) {
  if (const auto unit = TimeOf(quantity)) return unit;
  return FindTimeUnit(quantity.unit);
}

std::optional<PathQuantity> ParseQuantity(std::string_view text) {
  std::size_t end = text.starts_with('+') || text.starts_with('-') ? 1 : 0;
  while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.')) ++end;
  std::string_view number = text.substr(0, end);
  if (number.starts_with('+')) number.remove_prefix(1);
  const auto value = base::FixedDecimal::Parse(number);
  if (!value) return std::nullopt;
  const std::size_t unit = text.find_first_not_of(" \t\r\n", end);
  if (unit == std::string_view::npos) {
    return end == text.size() ? std::optional(PathQuantity{*value, "1", {}}) : std::nullopt;
  }
  const std::string_view rest = text.substr(unit);
  if (rest.size() > 2 && rest.front() == '\'' && rest.back() == '\'') {
    const std::string_view code = rest.substr(1, rest.size() - 2);
    if (code.find('\'') != std::string_view::npos) return std::nullopt;
    return PathQuantity{*value, code, {}};
  }
  const auto calendar = FindTimeUnit(rest);
  if (!calendar || unit == end) return std::nullopt;
  return PathQuantity{*value, rest, calendar};
}

}  // namespace socle::fhir
