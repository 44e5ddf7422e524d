#include "base/instant.h"

#include <gtest/gtest.h>

#include <limits>

namespace socle::base {
namespace {

TEST(Instant, FormatsIso) {
  EXPECT_EQ(FormatIso({0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatIso({-1}), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(FormatIso({1772368245123456}), "2026-03-01T12:30:45.123456Z");
  EXPECT_EQ(FormatIso({951782400000000 + 500}), "2000-02-29T00:00:00.000500Z");
  EXPECT_EQ(FormatIso({-62167219200000000}), "0000-01-01T00:00:00Z");
  EXPECT_EQ(FormatIso({-62167219200000001}), "-0001-12-31T23:59:59.999999Z");
  EXPECT_EQ(FormatIso({std::numeric_limits<std::int64_t>::max()}), "294247-01-10T04:00:54.775807Z");
  EXPECT_EQ(FormatIso({std::numeric_limits<std::int64_t>::min()}),
            "-290308-12-21T19:59:05.224192Z");
}

// RFC 9110, 5.6.7.
TEST(Instant, FormatsHttpDate) {
  EXPECT_EQ(FormatHttpDate({784111777000000}), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(FormatHttpDate({784111777999999}), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(FormatHttpDate({-1}), "Wed, 31 Dec 1969 23:59:59 GMT");
}

TEST(Instant, CalendarRoundTripsAndGrowsByADay) {
  Civil before = CivilFromDays(-800'000);
  for (std::int64_t day = -799'999; day < 3'000'000; ++day) {
    const Civil date = CivilFromDays(day);
    ASSERT_EQ(DaysFromCivil(date), day);
    ASSERT_LT(before, date);
    ASSERT_TRUE(date.day == before.day + 1 ||
                (date.day == 1 && before.day == DaysInMonth(before.year, before.month)));
    before = date;
  }
  EXPECT_TRUE(IsLeapYear(2000) && IsLeapYear(2024) && !IsLeapYear(1900) && !IsLeapYear(2023));
}

TEST(Instant, NowIsAfterThisWasWritten) { EXPECT_GT(FormatIso(Now()), "2024"); }

}  // namespace
}  // namespace socle::base
