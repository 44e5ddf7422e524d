#include "template/temporal.h"

#include <gtest/gtest.h>

namespace socle::tmpl {
namespace {

TemporalRule Rule(TemporalKind kind, std::string_view pattern) {
  TemporalRule rule;
  rule.kind = kind;
  EXPECT_TRUE(rule.ReadPattern(pattern)) << pattern;
  return rule;
}

TEST(TemporalRule, ReadsThePatternsOfTheStandard) {
  const TemporalRule rule = Rule(TemporalKind::kDateTime, "yyyy-mm-\?\?THH:XX:XX");
  EXPECT_EQ(rule.month, FieldRule::kMandatory);
  EXPECT_EQ(rule.day, FieldRule::kOptional);
  EXPECT_EQ(rule.hour, FieldRule::kMandatory);
  EXPECT_EQ(rule.minute, FieldRule::kForbidden);
  EXPECT_EQ(rule.second, FieldRule::kForbidden);
  EXPECT_EQ(rule.zone, FieldRule::kOptional);
  Rule(TemporalKind::kDate, "YYYY-MM-DD");
  Rule(TemporalKind::kDate, "yyyy-\?\?-XX");
  Rule(TemporalKind::kTime, "hh:mm:\?\?");
  Rule(TemporalKind::kDateTime, "yyyy-\?\?-\?\?T\?\?:\?\?:\?\?");
  Rule(TemporalKind::kDateTime, "yyyy-mm-ddTHH:MM:SS.sss");
  EXPECT_EQ(Rule(TemporalKind::kTime, "HH:MM:SSZ").zone, FieldRule::kMandatory);
  EXPECT_EQ(Rule(TemporalKind::kDateTime, "yyyy-mm-ddTHH:MM:SS+hhmm").zone, FieldRule::kMandatory);
}

TEST(TemporalRule, RefusesWhatIsNoPattern) {
  for (const char* pattern : {"", "y", "dd-mm-yyyy", "yyyy-dd-mm", "yyyy-mm-dd ", "yyyy-mm-ddT",
                              "yyyy-mm-ddTHH:MM:SSx", "HH:MM"}) {
    TemporalRule rule;
    rule.kind = TemporalKind::kDateTime;
    EXPECT_FALSE(rule.ReadPattern(pattern)) << pattern;
  }
}

TEST(TemporalRule, ChecksFields) {
  const auto fits = [](TemporalKind kind, std::string_view pattern, std::string_view value) {
    return Check(Rule(kind, pattern), value) == TemporalFit::kFits;
  };
  using enum TemporalKind;
  EXPECT_TRUE(fits(kDate, "yyyy-mm-dd", "20200131"));
  EXPECT_FALSE(fits(kDate, "yyyy-mm-dd", "2020-01"));
  EXPECT_TRUE(fits(kDate, "yyyy-\?\?-XX", "2020"));
  EXPECT_FALSE(fits(kDate, "yyyy-\?\?-XX", "2020-01-31"));
  EXPECT_TRUE(fits(kTime, "HH:MM:\?\?", "10:30"));
  EXPECT_FALSE(fits(kTime, "HH:MM:XX", "10:30:00"));
  EXPECT_TRUE(fits(kDateTime, "yyyy-mm-ddTHH:MM:SS", "2020-01-31T10:30:00,5+01:00"));
  EXPECT_FALSE(fits(kDateTime, "yyyy-mm-ddTHH:MM:SS", "2020-01-31T10:30"));
  EXPECT_FALSE(fits(kDateTime, "yyyy-mm-ddTHH:MM:SSZ", "2020-01-31T10:30:00"));
  EXPECT_FALSE(fits(kDateTime, "yyyy-\?\?-\?\?T\?\?:\?\?:\?\?", "yesterday"));
}

TEST(DurationRule, AllowsTheUnitsOfItsPattern) {
  DurationRule rule;
  ASSERT_TRUE(rule.ReadPattern("PYMTHS"));
  EXPECT_EQ(Check(rule, "P1Y2MT3H4.5S"), TemporalFit::kFits);
  EXPECT_EQ(Check(rule, "-P1Y"), TemporalFit::kFits);
  EXPECT_EQ(Check(rule, "P1W"), TemporalFit::kPattern);
  EXPECT_EQ(Check(rule, "PT1M"), TemporalFit::kPattern) << "minutes are no months";
  EXPECT_EQ(Check(rule, "P0D"), TemporalFit::kFits) << "nothing has no unit";
  EXPECT_EQ(Check(rule, "1Y"), TemporalFit::kNotIso);
  for (const char* pattern : {"", "YMD", "PX", "PH", "PTY", "PTT"}) {
    EXPECT_FALSE(DurationRule().ReadPattern(pattern)) << pattern;
  }
}

TEST(Ends, KnowTheirBoundsAndWhenTheyAreEmpty) {
  Ends<double> ends{.lower = 1, .upper = 2, .lower_included = false, .upper_included = true};
  EXPECT_FALSE(ends.Has(1));
  EXPECT_TRUE(ends.Has(2));
  EXPECT_FALSE(ends.IsEmpty());
  ends.upper = 1;
  EXPECT_TRUE(ends.IsEmpty());
  EXPECT_TRUE((Ends<double>{}.Has(-1e300)));
}

}  // namespace
}  // namespace socle::tmpl
