#include "base/iso8601.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace socle::base {
namespace {

std::string StartOf(std::string_view text) {
  const auto parsed = IsoDateTime::Parse(text);
  return parsed ? FormatIso(parsed->Start()) : "refused";
}

struct Case {
  std::string_view text, start;
};

TEST(IsoDateTime, ReadsEveryForm) {
  const Case cases[] = {
      {"2021-05-03T10:30:45", "2021-05-03T10:30:45Z"},
      {"2021-05-03T10:30:45Z", "2021-05-03T10:30:45Z"},
      {"2021-05-03T10:30:45.5Z", "2021-05-03T10:30:45.500000Z"},
      {"2021-05-03T10:30:45,123456Z", "2021-05-03T10:30:45.123456Z"},
      {"2021-05-03T10:30:45.1234567+02:00", "2021-05-03T08:30:45.123456Z"},
      {"2021-05-03T10:30:45+0200", "2021-05-03T08:30:45Z"},
      {"2021-05-03T10:30:45+02", "2021-05-03T08:30:45Z"},
      {"2021-05-03T10:30:45-00:00", "2021-05-03T10:30:45Z"},
      {"2021-05-03T10:30:45-03:30", "2021-05-03T14:00:45Z"},
      {"2021-05-03T00:30:45+14:00", "2021-05-02T10:30:45Z"},
      {"2021-12-31T23:30:45-12:00", "2022-01-01T11:30:45Z"},
      {"20210503T103045,5+0200", "2021-05-03T08:30:45.500000Z"},
      {"20210503T1030", "2021-05-03T10:30:00Z"},
      {"20210503T10", "2021-05-03T10:00:00Z"},
      {"2021-05-03T10:30", "2021-05-03T10:30:00Z"},
      {"2021-05-03T10", "2021-05-03T10:00:00Z"},
      {"2021-05-03T10Z", "2021-05-03T10:00:00Z"},
      {"2021-05-03T10-01", "2021-05-03T11:00:00Z"},
      {"2021-05-03", "2021-05-03T00:00:00Z"},
      {"2021-05", "2021-05-01T00:00:00Z"},
      {"202105", "2021-05-01T00:00:00Z"},
      {"20210503", "2021-05-03T00:00:00Z"},
      {"2021", "2021-01-01T00:00:00Z"},
      {"0000", "0000-01-01T00:00:00Z"},
      {"2021-12-31T24:00:00Z", "2022-01-01T00:00:00Z"},
      {"20211231T240000", "2022-01-01T00:00:00Z"},
      {"9999-12-31T24:00:00-12:00", "10000-01-01T12:00:00Z"},
      {"2024-02-29", "2024-02-29T00:00:00Z"},
  };
  for (const Case& each : cases) EXPECT_EQ(StartOf(each.text), each.start) << each.text;
}

TEST(IsoDateTime, RefusesTheRest) {
  for (const std::string_view bad : {"",
                                     "2",
                                     "202",
                                     "20211",
                                     "2021-",
                                     "2021-0",
                                     "2021-00",
                                     "2021-13",
                                     "2021-05-",
                                     "2021-05-00",
                                     "2021-05-32",
                                     "2021-04-31",
                                     "2023-02-29",
                                     "1900-02-29",
                                     "2021-5-3",
                                     "2021-0503",
                                     "202105-03",
                                     "2021-05-03T",
                                     "2021-05-03 10:30",
                                     "2021-05-03t10:30",
                                     "2021-05-03T1",
                                     "2021-05-03T10:",
                                     "2021-05-03T10:3",
                                     "2021-05-03T10:30:",
                                     "2021-05-03T10:30:60",
                                     "2021-05-03T10:60:00",
                                     "2021-05-03T25:00:00",
                                     "2021-05-03T24",
                                     "2021-05-03T24:00",
                                     "2021-05-03T24:00:01",
                                     "2021-05-03T24:01:00",
                                     "2021-05-03T24:00:00.1",
                                     "2021-05-03T10:3045",
                                     "2021-05-03T1030:45",
                                     "2021-05-03T1030",
                                     "20210503T10:30",
                                     "2021-05T10",
                                     "2021T10",
                                     "202105T10",
                                     "2021-05-03T10:30:45.",
                                     "2021-05-03T10:30:45.Z",
                                     "2021-05-03T10:30.5",
                                     "2021-05-03T10.5",
                                     "2021-05-03T10:30:45z",
                                     "2021-05-03T10:30:45+",
                                     "2021-05-03T10:30:45+2",
                                     "2021-05-03T10:30:45+02:",
                                     "2021-05-03T10:30:45+02:0",
                                     "2021-05-03T10:30:45+02:60",
                                     "2021-05-03T10:30:45+14:01",
                                     "2021-05-03T10:30:45+15",
                                     "2021-05-03T10:30:45-12:30",
                                     "2021-05-03T10:30:45-13",
                                     "2021-05-03T10:30:45Z ",
                                     "2021-05-03T10:30:45ZZ",
                                     " 2021-05-03",
                                     "-2021-05-03",
                                     "+2021-05-03",
                                     "2021-W05",
                                     "2021-123",
                                     "2021-05-03Z",
                                     "10:30",
                                     "T10:30",
                                     "2021-05-03TT10"}) {
    EXPECT_EQ(StartOf(bad), "refused") << bad;
  }
}

TEST(IsoDateTime, SaysWhatIsWritten) {
  const auto parsed = IsoDateTime::Parse("2021-05-03T10:30:45.1200-03:00");
  ASSERT_TRUE(parsed && parsed->time);
  EXPECT_EQ(parsed->date.precision, DatePrecision::kDay);
  EXPECT_EQ(parsed->date.form, IsoForm::kExtended);
  EXPECT_EQ(parsed->time->precision, TimePrecision::kFraction);
  EXPECT_EQ(parsed->time->micros, 120'000);
  EXPECT_EQ(parsed->time->fraction_digits, 4);
  EXPECT_EQ(parsed->time->zone_minutes, -180);
  EXPECT_EQ(IsoDateTime::Parse("2021-05-03T10")->time->precision, TimePrecision::kHour);
  EXPECT_EQ(IsoDateTime::Parse("2021-05-03T10")->time->form, IsoForm::kEither);
  EXPECT_EQ(IsoDateTime::Parse("2021-05-03T10")->time->zone_minutes, std::nullopt);
  EXPECT_EQ(IsoDateTime::Parse("2021-05")->time, std::nullopt);
}

TEST(IsoDateTime, ReadsBackEveryInstant) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 20'000; ++i) {
    const Instant instant{static_cast<std::int64_t>(random() % 315'537'897'600'000'000) -
                          62'135'596'800'000'000};
    const auto parsed = IsoDateTime::Parse(FormatIso(instant));
    ASSERT_TRUE(parsed.has_value()) << FormatIso(instant);
    ASSERT_EQ(parsed->Start(), instant);
  }
}

TEST(IsoDate, ReadsWholeAndPartialDates) {
  EXPECT_EQ(IsoDate::Parse("2021-05-03")->precision, DatePrecision::kDay);
  EXPECT_EQ(IsoDate::Parse("2021-05")->precision, DatePrecision::kMonth);
  EXPECT_EQ(IsoDate::Parse("2021")->precision, DatePrecision::kYear);
  EXPECT_EQ(IsoDate::Parse("2021")->form, IsoForm::kEither);
  EXPECT_EQ(IsoDate::Parse("20210503")->form, IsoForm::kCompact);
  EXPECT_EQ(IsoDate::Parse("20210503")->day, 3);
  EXPECT_LT(IsoDate::Parse("1969-12-31")->Start().micros, 0);
  for (const std::string_view bad : {"2021-05-03T10", "2021T", "21-05-03", ""}) {
    EXPECT_FALSE(IsoDate::Parse(bad)) << bad;
  }
}

TEST(IsoTime, ReadsWholeAndPartialTimes) {
  const auto micros = [](std::string_view text) {
    const auto time = IsoTime::Parse(text);
    return time ? time->StartMicros() : -1;
  };
  EXPECT_EQ(micros("10:30:45"), 37'845'000'000);
  EXPECT_EQ(micros("T10:30:45"), 37'845'000'000);
  EXPECT_EQ(micros("103045"), 37'845'000'000);
  EXPECT_EQ(micros("T10:30"), 37'800'000'000);
  EXPECT_EQ(micros("1030"), 37'800'000'000);
  EXPECT_EQ(micros("10"), 36'000'000'000);
  EXPECT_EQ(micros("00:00:00.000001"), 1);
  EXPECT_EQ(micros("24:00:00"), 86'400'000'000);
  EXPECT_EQ(micros("10:00+02:00"), 28'800'000'000);
  EXPECT_EQ(IsoTime::Parse("01:00+02:00")->StartMicros(), -3'600'000'000);
  for (const std::string_view bad :
       {"", "T", "1", "10:3", "103", "10304", "24", "25:00:00", "10:30:60", "TT10:30", "10:30:45.",
        "10:30:45.5.5", "10-30", "-1:00"}) {
    EXPECT_FALSE(IsoTime::Parse(bad)) << bad;
  }
  EXPECT_EQ(IsoTime::Parse("00:00:00." + std::string(50, '9'))->micros, 999'999);
  EXPECT_EQ(IsoTime::Parse("00:00:00." + std::string(50, '9'))->fraction_digits, 50);
}

TEST(IsoDuration, ReadsEveryUnit) {
  const auto all = IsoDuration::Parse("-P1Y2M3W4DT5H6M7,5S");
  ASSERT_TRUE(all.has_value());
  EXPECT_TRUE(all->negative);
  EXPECT_EQ(all->years, 1);
  EXPECT_EQ(all->months, 2);
  EXPECT_EQ(all->weeks, 3);
  EXPECT_EQ(all->days, 4);
  EXPECT_EQ(all->hours, 5);
  EXPECT_EQ(all->minutes, 6);
  EXPECT_EQ(all->seconds, 7);
  EXPECT_EQ(all->micros, 500'000);
  EXPECT_EQ(all->fraction_digits, 1);
  EXPECT_EQ(all->units, 127);
  EXPECT_EQ(IsoDuration::Parse("PT5M")->units, 32);
  EXPECT_EQ(IsoDuration::Parse("PT5M")->minutes, 5);
  EXPECT_EQ(IsoDuration::Parse("P5M")->months, 5);
}

TEST(IsoDuration, HasANominalLength) {
  const auto length = [](std::string_view text) {
    return IsoDuration::Parse(text)->NominalSeconds();
  };
  EXPECT_DOUBLE_EQ(length("P1Y"), 365.24 * 86400);
  EXPECT_DOUBLE_EQ(length("P1M"), 30.42 * 86400);
  EXPECT_DOUBLE_EQ(length("P1W"), 604800);
  EXPECT_DOUBLE_EQ(length("P7D"), length("P1W"));
  EXPECT_DOUBLE_EQ(length("PT36H"), length("P1DT12H"));
  EXPECT_DOUBLE_EQ(length("PT90M"), 5400);
  EXPECT_DOUBLE_EQ(length("-PT0.25S"), -0.25);
  EXPECT_DOUBLE_EQ(length("PT0S"), 0);
}

TEST(IsoDuration, RefusesTheRest) {
  for (const std::string_view bad : {"",         "P",         "-P",
                                     "PT",       "P1",        "1Y",
                                     "P1YT",     "P1H",       "PT1D",
                                     "PT1W",     "P1M1Y",     "P1Y1Y",
                                     "PT1M1M",   "PT1S1M",    "P1.5Y",
                                     "PT1.5H",   "PT1.S",     "PT.5S",
                                     "P-1Y",     "+P1Y",      "--P1Y",
                                     "p1y",      "P1Y ",      "P 1Y",
                                     "PT1.5.5S", "P1YT1.5D",  "P1234567890123456Y",
                                     "PTT1S",    "P1DT1HT1M", "P1D1",
                                     "P1DT1"}) {
    EXPECT_FALSE(IsoDuration::Parse(bad)) << bad;
  }
}

TEST(IsoDuration, HoldsLongNumbers) {
  const auto parsed = IsoDuration::Parse("P999999999999999YT999999999999999S");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->years, 999'999'999'999'999);
  EXPECT_GT(parsed->NominalSeconds(), 3e22);
}

}  // namespace
}  // namespace socle::base
