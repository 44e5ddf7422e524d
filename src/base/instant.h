#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace socle::base {

/// A point in time: microseconds since 1970-01-01T00:00:00Z, no leap seconds.
struct Instant {
  std::int64_t micros = 0;
  auto operator<=>(const Instant&) const = default;
};

/// A day of the proleptic Gregorian calendar. Month 1 to 12, day 1 to 31.
struct Civil {
  std::int64_t year = 1970;
  int month = 1;
  int day = 1;
  auto operator<=>(const Civil&) const = default;
};

/// Days since 1970-01-01.
constexpr std::int64_t DaysFromCivil(const Civil& date) {
  // Years begin in March, so that the leap day is a year's last; 400 years are one era.
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t of_era = year - era * 400;
  const std::int64_t of_year =
      (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/// The day that is `days` after 1970-01-01.
constexpr Civil CivilFromDays(std::int64_t days) {
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const std::int64_t of_era = shifted - era * 146097;
  const std::int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::int64_t month = (5 * of_year + 2) / 153;
  return {year + era * 400 + (month >= 10 ? 1 : 0),
          static_cast<int>(month < 10 ? month + 3 : month - 9),
          static_cast<int>(of_year - (153 * month + 2) / 5 + 1)};
}

constexpr bool IsLeapYear(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/// 28 to 31; `month` is 1 to 12.
constexpr int DaysInMonth(std::int64_t year, int month) {
  if (month == 2) return IsLeapYear(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// The system clock's time.
Instant Now();
/// "2026-03-01T12:30:45.123456Z": UTC; the fraction, six digits, is left out when it is zero.
std::string FormatIso(Instant instant);
/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
std::string FormatHttpDate(Instant instant);

}  // namespace socle::base
