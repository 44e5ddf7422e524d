#include "generate/calendar.h"

namespace socle::generate {
namespace {

constexpr int kWinter = 3600, kSummer = 7200;

/// The last Sunday of a month with 31 days.
Day LastSunday(int year, int month) {
  const Day last = DayOf(Date{year, month, 31});
  return last - (last + 4) % 7;  // 1970-01-01 was a Thursday
}

void AppendTwo(std::string& out, int value) {
  out += static_cast<char>('0' + value / 10);
  out += static_cast<char>('0' + value % 10);
}

}  // namespace

// Both directions: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
Day DayOf(Date date) {
  const int y = date.month <= 2 ? date.year - 1 : date.year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int year_of_era = y - era * 400;
  const int day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

Date DateOf(Day day) {
  const int z = day + 719468;
  const int era = (z >= 0 ? z : z - 146096) / 146097;
  const int day_of_era = z - era * 146097;
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted = (5 * day_of_year + 2) / 153;
  const int month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          day_of_year - (153 * shifted + 2) / 5 + 1};
}

Day DayOf(WallTime time) { return static_cast<Day>((time >= 0 ? time : time - (kDay - 1)) / kDay); }

int HourOf(WallTime time) {
  return static_cast<int>((time - WallTime{DayOf(time)} * kDay) / kHour);
}

int AgeOn(Day birth, Day on) {
  const Date from = DateOf(birth), to = DateOf(on);
  const bool before = to.month < from.month || (to.month == from.month && to.day < from.day);
  return to.year - from.year - (before ? 1 : 0);
}

int UtcOffset(WallTime time) {
  const Date date = DateOf(DayOf(time));
  if (date.month < 3 || date.month > 10) return kWinter;
  if (date.month > 3 && date.month < 10) return kSummer;
  const WallTime change =
      WallTime{LastSunday(date.year, date.month)} * kDay + (date.month == 3 ? 2 : 3) * kHour;
  return (time >= change) == (date.month == 3) ? kSummer : kWinter;
}

base::Instant InstantOf(WallTime time) { return {(time - UtcOffset(time)) * 1'000'000}; }

void AppendDate(std::string& out, Day day) {
  const Date date = DateOf(day);
  AppendTwo(out, date.year / 100);
  AppendTwo(out, date.year % 100);
  out += '-';
  AppendTwo(out, date.month);
  out += '-';
  AppendTwo(out, date.day);
}

void AppendDateTime(std::string& out, WallTime time) {
  const Day day = DayOf(time);
  const int second = static_cast<int>(time - WallTime{day} * kDay);
  AppendDate(out, day);
  out += 'T';
  AppendTwo(out, second / 3600);
  out += ':';
  AppendTwo(out, second / 60 % 60);
  out += ':';
  AppendTwo(out, second % 60);
  out += UtcOffset(time) == kSummer ? "+02:00" : "+01:00";
}

void AppendFrenchDate(std::string& out, Day day) {
  const Date date = DateOf(day);
  AppendTwo(out, date.day);
  out += '/';
  AppendTwo(out, date.month);
  out += '/';
  AppendTwo(out, date.year / 100);
  AppendTwo(out, date.year % 100);
}

}  // namespace socle::generate
