#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/fixed_decimal.h"

namespace socle::fhir {

enum class PathPrecision : std::uint8_t { kYear, kMonth, kDay, kHour, kMinute, kSecond, kFraction };

/// The units of calendar durations, and of what is added to dates and times.
enum class PathTimeUnit : std::uint8_t {
  kYear,
  kMonth,
  kWeek,
  kDay,
  kHour,
  kMinute,
  kSecond,
  kMillisecond
};

/// A date, a date with a time, or a time of day, as precise as it was written. A value.
/// Source: FHIRPath N1, Date, DateTime and Time; years 0001 to 9999.
struct PathTemporal {
  static constexpr std::int16_t kNoZone = INT16_MIN;

  /// The fields as if they were UTC, since 1970-01-01; of a time of day since midnight. What is
  /// less than the precision is zero (or the first day, the first month).
  std::int64_t micros = 0;
  PathPrecision precision = PathPrecision::kDay;
  std::uint8_t fraction_digits = 0;     // 1 to 6 where the precision is kFraction
  std::int16_t zone_minutes = kNoZone;  // east of Greenwich

  bool has_zone() const { return zone_minutes != kNoZone; }

  /// "2015", "2015-02", "2015-02-04".
  static std::optional<PathTemporal> ParseDate(std::string_view text);
  /// A date, or one with "T14", "T14:34", "T14:34:28", "T14:34:28.123", each perhaps with "Z" or
  /// "+10:00" behind. Digits beyond the sixth of a fraction are cut off.
  static std::optional<PathTemporal> ParseDateTime(std::string_view text);
  /// "14", "14:34", "14:34:28", "14:34:28.123".
  static std::optional<PathTemporal> ParseTime(std::string_view text);

  /// As it is parsed; a time zone of zero is "Z".
  std::string DateText() const;
  std::string DateTimeText() const;
  std::string TimeText() const;
};

/// The order of two dates, date-times or times; nothing where they agree as far as the less precise
/// one goes, or where one has a time zone, the other a time without, and some zone could turn them.
/// Seconds with and without a fraction are one precision. Source: FHIRPath N1, Comparison.
std::optional<std::strong_ordering> Compare(const PathTemporal& a, const PathTemporal& b);

/// The date or date-time `amount` units later; a part of a unit is left out, but of seconds and
/// milliseconds. A unit finer than the precision counts in whole units of the precision (a year has
/// 365 days, a month 30). The last day of a month stands for one that the month does not have.
/// Nothing outside of the years 0001 to 9999. Source: FHIRPath N1, Date/Time Arithmetic.
std::optional<PathTemporal> AddToDate(const PathTemporal& date, const base::FixedDecimal& amount,
                                      PathTimeUnit unit);
/// The time of day `amount` later, around midnight where it must; nothing for days and longer.
std::optional<PathTemporal> AddToTime(const PathTemporal& time, const base::FixedDecimal& amount,
                                      PathTimeUnit unit);

/// "year", "years" and so on.
std::optional<PathTimeUnit> FindTimeUnit(std::string_view word);

}  // namespace socle::fhir
