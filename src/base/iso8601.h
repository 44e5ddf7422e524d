#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/instant.h"

namespace socle::base {

// ISO 8601 as openEHR uses it (BASE 1.2.0, Foundation Types, Time types: Iso8601_date, _time,
// _date_time, _duration). Extended ("2021-05-03") and compact ("20210503") forms, partial from the
// right ("2021-05", "2021-05-03T10"); a fraction, behind '.' or ',', only on the last of seconds.
// Nothing here allocates; a text that is none of these gives nothing. The types are values.

enum class DatePrecision : std::uint8_t { kYear, kMonth, kDay };
enum class TimePrecision : std::uint8_t { kHour, kMinute, kSecond, kFraction };

/// How the fields are set apart. A text with one field ("2021", "T10") is kEither.
enum class IsoForm : std::uint8_t { kEither, kExtended, kCompact };

/// A day, a month or a year: "2021-05-03", "20210503", "2021-05", "202105", "2021".
/// Years 0000 to 9999 of the proleptic Gregorian calendar; the day exists in its month.
struct IsoDate {
  int year = 0;
  int month = 1;  // 1 where it is not said
  int day = 1;    // likewise
  DatePrecision precision = DatePrecision::kDay;
  IsoForm form = IsoForm::kExtended;

  static std::optional<IsoDate> Parse(std::string_view text);
  /// The first moment of the day, month or year, in UTC.
  Instant Start() const;
};

/// A time of day: "10:30:00.5+02:00", "103000,5+02", "T10:30", "10".
/// Hours 0 to 23, minutes and seconds 0 to 59, and 24:00:00, the day's end.
/// Zones: Z, ±hh, ±hhmm, ±hh:mm in either form, from -12:00 to +14:00; -00:00 is +00:00.
struct IsoTime {
  int hour = 0;
  int minute = 0;  // 0 where it is not said
  int second = 0;  // likewise
  int micros = 0;  // of the fraction; digits beyond the sixth are cut off
  int fraction_digits = 0;
  std::optional<int> zone_minutes;  // east of Greenwich
  TimePrecision precision = TimePrecision::kSecond;
  IsoForm form = IsoForm::kExtended;

  /// A leading 'T' is allowed.
  static std::optional<IsoTime> Parse(std::string_view text);
  /// Microseconds from 00:00 UTC of the day to the first moment meant; UTC where no zone is said.
  /// From -14 h to +36 h.
  std::int64_t StartMicros() const;
};

/// A date, and with a whole one perhaps a time in the same form: "2021-05-03T10:30:00Z",
/// "20210503T1030", "2021-05-03T10", "2021-05".
struct IsoDateTime {
  IsoDate date;
  std::optional<IsoTime> time;

  static std::optional<IsoDateTime> Parse(std::string_view text);
  /// The first moment meant; UTC where no zone is said.
  Instant Start() const;
};

/// "P1Y2M3W4DT5H6M7.5S": openEHR lets weeks stand with the other units, and a minus sign before P.
/// At least one unit; after T at least one unit of time; each unit at most 15 digits.
struct IsoDuration {
  bool negative = false;
  std::int64_t years = 0, months = 0, weeks = 0, days = 0;
  std::int64_t hours = 0, minutes = 0, seconds = 0;
  std::int64_t micros = 0;  // of the fraction of the seconds; digits beyond the sixth are cut off
  int fraction_digits = 0;
  /// The units that are written, a bit each: 1 years, 2 months, 4 weeks, 8 days, 16 hours,
  /// 32 minutes, 64 seconds.
  std::uint8_t units = 0;

  static std::optional<IsoDuration> Parse(std::string_view text);
  /// The length for comparisons, with its sign: a year is 365.24 days and a month 30.42.
  /// Source: BASE 1.2.0, Foundation Types, Time_Definitions.
  double NominalSeconds() const;
};

}  // namespace socle::base
