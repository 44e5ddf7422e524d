#pragma once

#include <cstdint>
#include <string>

#include "base/instant.h"

namespace socle::generate {

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
using Day = std::int32_t;

/// Seconds since 1970-01-01T00:00:00 on a clock on a wall in France.
using WallTime = std::int64_t;

inline constexpr WallTime kMinute = 60, kHour = 3600, kDay = 86400;

struct Date {
  int year = 0, month = 0, day = 0;
};

Day DayOf(Date date);
Date DateOf(Day day);
/// The day on which `time` falls, and the hour of it.
Day DayOf(WallTime time);
int HourOf(WallTime time);
/// Whole years from `birth` to `on`.
int AgeOn(Day birth, Day on);

/// Seconds that the French wall clock is ahead of UTC: 3600, or 7200 from the last Sunday of March
/// at 2:00 to the last Sunday of October at 3:00 (directive 2000/84/EC).
int UtcOffset(WallTime time);
base::Instant InstantOf(WallTime time);

/// Appends "2025-03-09".
void AppendDate(std::string& out, Day day);
/// Appends "2025-03-09T14:05:00+01:00" (ISO 8601-1:2019, 5.4.2.1).
void AppendDateTime(std::string& out, WallTime time);
/// Appends "09/03/2025", as texts for French readers write it.
void AppendFrenchDate(std::string& out, Day day);

}  // namespace socle::generate
