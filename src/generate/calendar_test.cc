#include "generate/calendar.h"

#include <gtest/gtest.h>

namespace socle::generate {
namespace {

WallTime At(Date date, int hour, int minute = 0) {
  return WallTime{DayOf(date)} * kDay + hour * kHour + minute * kMinute;
}

std::string Text(WallTime time) {
  std::string out;
  AppendDateTime(out, time);
  return out;
}

TEST(Calendar, DaysAndDatesAreEachOthersInverse) {
  EXPECT_EQ(DayOf(Date{1970, 1, 1}), 0);
  EXPECT_EQ(DayOf(Date{2000, 3, 1}), 11017);
  for (Day day = DayOf(Date{1899, 12, 28}); day < DayOf(Date{2101, 1, 3}); ++day) {
    ASSERT_EQ(DayOf(DateOf(day)), day);
  }
}

TEST(Calendar, DayOfATimeBefore1970) {
  EXPECT_EQ(DayOf(WallTime{-1}), -1);
  EXPECT_EQ(DayOf(WallTime{-kDay}), -1);
  EXPECT_EQ(HourOf(WallTime{-1}), 23);
}

TEST(Calendar, AgeGrowsOnTheBirthday) {
  const Day birth = DayOf(Date{1980, 6, 15});
  EXPECT_EQ(AgeOn(birth, DayOf(Date{2024, 6, 14})), 43);
  EXPECT_EQ(AgeOn(birth, DayOf(Date{2024, 6, 15})), 44);
  EXPECT_EQ(AgeOn(DayOf(Date{2004, 2, 29}), DayOf(Date{2025, 2, 28})), 20);
  EXPECT_EQ(AgeOn(DayOf(Date{2004, 2, 29}), DayOf(Date{2025, 3, 1})), 21);
}

TEST(Calendar, SummerTimeBeginsAndEndsOnLastSundays) {
  EXPECT_EQ(Text(At({2025, 1, 15}, 12)), "2025-01-15T12:00:00+01:00");
  EXPECT_EQ(Text(At({2025, 7, 15}, 12)), "2025-07-15T12:00:00+02:00");
  EXPECT_EQ(UtcOffset(At({2025, 3, 30}, 1, 59)), 3600);
  EXPECT_EQ(UtcOffset(At({2025, 3, 30}, 3)), 7200);
  EXPECT_EQ(UtcOffset(At({2025, 10, 26}, 1)), 7200);
  EXPECT_EQ(UtcOffset(At({2025, 10, 26}, 3)), 3600);
  EXPECT_EQ(UtcOffset(At({2024, 3, 31}, 3)), 7200);  // the 31st itself is a Sunday
  EXPECT_EQ(UtcOffset(At({2024, 3, 24}, 12)), 3600);
  EXPECT_EQ(UtcOffset(At({2024, 10, 27}, 12)), 3600);
}

TEST(Calendar, InstantsAreUtc) {
  EXPECT_EQ(base::FormatIso(InstantOf(At({2025, 7, 15}, 0, 30))), "2025-07-14T22:30:00Z");
  EXPECT_EQ(base::FormatIso(InstantOf(At({2025, 1, 15}, 0, 30))), "2025-01-14T23:30:00Z");
}

TEST(Calendar, WritesDates) {
  std::string out;
  AppendDate(out, DayOf(Date{1931, 4, 9}));
  AppendFrenchDate(out, DayOf(Date{1931, 4, 9}));
  EXPECT_EQ(out, "1931-04-0909/04/1931");
}

}  // namespace
}  // namespace socle::generate
