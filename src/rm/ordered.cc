#include "rm/ordered.h"

#include "base/decimal.h"
#include "base/iso8601.h"
#include "rm/ids.h"

namespace socle::rm {
namespace {

using Order = std::optional<std::strong_ordering>;

Order CompareChildren(const Node& a, const Node& b, AttributeId attribute) {
  return base::CompareDecimals(a.ChildText(attribute), b.ChildText(attribute));
}

template <class T>
Order CompareNumbers(T a, T b) {
  if (a < b) return std::strong_ordering::less;
  if (b < a) return std::strong_ordering::greater;
  return std::strong_ordering::equal;
}

/// Numerators where the denominators agree, which is exact; else the quotients.
Order CompareProportions(const Node& a, const Node& b) {
  const auto same = CompareChildren(a, b, attribute::kDenominator);
  if (!same) return std::nullopt;
  const auto below_a = base::Decimal::Parse(a.ChildText(attribute::kDenominator));
  const auto below_b = base::Decimal::Parse(b.ChildText(attribute::kDenominator));
  if (*same == 0 && below_a->sign() > 0) return CompareChildren(a, b, attribute::kNumerator);
  const auto above_a = base::Decimal::Parse(a.ChildText(attribute::kNumerator));
  const auto above_b = base::Decimal::Parse(b.ChildText(attribute::kNumerator));
  if (!above_a || !above_b || below_a->sign() == 0 || below_b->sign() == 0) return std::nullopt;
  return CompareNumbers(above_a->ToDouble() / below_a->ToDouble(),
                        above_b->ToDouble() / below_b->ToDouble());
}

/// Field by field as far as both say: "2021" and "2021-05" do not compare.
Order CompareDates(const base::IsoDate& a, const base::IsoDate& b) {
  if (a.year != b.year) return CompareNumbers(a.year, b.year);
  const auto shorter = std::min(a.precision, b.precision);
  if (shorter != base::DatePrecision::kYear && a.month != b.month) {
    return CompareNumbers(a.month, b.month);
  }
  if (shorter == base::DatePrecision::kDay && a.day != b.day) return CompareNumbers(a.day, b.day);
  if (a.precision != b.precision) return std::nullopt;
  return std::strong_ordering::equal;
}

Order CompareDateTexts(std::string_view a, std::string_view b) {
  const auto first = base::IsoDate::Parse(a);
  const auto second = base::IsoDate::Parse(b);
  if (!first || !second) return std::nullopt;
  return CompareDates(*first, *second);
}

Order CompareTimeTexts(std::string_view a, std::string_view b) {
  const auto first = base::IsoTime::Parse(a);
  const auto second = base::IsoTime::Parse(b);
  if (!first || !second || first->zone_minutes.has_value() != second->zone_minutes.has_value()) {
    return std::nullopt;
  }
  return CompareNumbers(first->StartMicros(), second->StartMicros());
}

Order CompareDateTimeTexts(std::string_view a, std::string_view b) {
  const auto first = base::IsoDateTime::Parse(a);
  const auto second = base::IsoDateTime::Parse(b);
  if (!first || !second) return std::nullopt;
  if (!first->time || !second->time) {
    const Order days = CompareDates(first->date, second->date);
    if (days && *days == 0 && (first->time || second->time)) return std::nullopt;
    return days;
  }
  if (first->time->zone_minutes.has_value() != second->time->zone_minutes.has_value()) {
    return std::nullopt;
  }
  return first->Start() <=> second->Start();
}

Order CompareDurationTexts(std::string_view a, std::string_view b) {
  const auto first = base::IsoDuration::Parse(a);
  const auto second = base::IsoDuration::Parse(b);
  if (!first || !second) return std::nullopt;
  return CompareNumbers(first->NominalSeconds(), second->NominalSeconds());
}

}  // namespace

bool AreStrictlyComparable(const Node& a, const Node& b) {
  if (a.type != b.type) return false;
  if (a.type == type::kDvQuantity) {
    return a.ChildText(attribute::kUnits) == b.ChildText(attribute::kUnits);
  }
  if (a.type == type::kDvProportion) {
    return a.ChildText(attribute::kType) == b.ChildText(attribute::kType);
  }
  return true;
}

std::optional<std::strong_ordering> CompareOrdered(const Node& a, const Node& b) {
  if (!AreStrictlyComparable(a, b)) return std::nullopt;
  if (a.type == type::kDvQuantity || a.type == type::kDvCount) {
    return CompareChildren(a, b, attribute::kMagnitude);
  }
  if (a.type == type::kDvOrdinal || a.type == type::kDvScale) {
    return CompareChildren(a, b, attribute::kValue);
  }
  if (a.type == type::kDvProportion) return CompareProportions(a, b);
  const std::string_view first = a.ChildText(attribute::kValue);
  const std::string_view second = b.ChildText(attribute::kValue);
  if (a.type == type::kDvDate) return CompareDateTexts(first, second);
  if (a.type == type::kDvTime) return CompareTimeTexts(first, second);
  if (a.type == type::kDvDateTime) return CompareDateTimeTexts(first, second);
  if (a.type == type::kDvDuration) return CompareDurationTexts(first, second);
  return std::nullopt;
}

}  // namespace socle::rm
