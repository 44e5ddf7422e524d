#include "base/fixed_decimal.h"

#include <gtest/gtest.h>

namespace socle::base {
namespace {

FixedDecimal D(std::string_view text) { return FixedDecimal::Parse(text).value(); }

TEST(FixedDecimalTest, KeepsTheDigitsThatWereWritten) {
  for (const std::string_view text :
       {"0", "1", "-1", "1.50", "-0.5", "0.00000001", "12345678901234567890123456789012345678",
        "0.00", "99999999999999999999999999999999999999"}) {
    EXPECT_EQ(D(text).ToString(), text);
  }
  EXPECT_EQ(D("1.5e3").ToString(), "1500");
  EXPECT_EQ(D("15e-3").ToString(), "0.015");
  EXPECT_EQ(D("-0.0").ToString(), "0.0");
}

TEST(FixedDecimalTest, RoundsWhatIsTooLongAndRefusesWhatIsTooLarge) {
  EXPECT_EQ(D("0.123456789012345678901234567890123456789").ToString(),
            "0.12345678901234567890123456789012345679");
  EXPECT_EQ(D("1e-400"), D("0"));
  EXPECT_EQ(D("1e-99999999999999999999"), D("0"));
  EXPECT_FALSE(FixedDecimal::Parse("1e38"));
  EXPECT_FALSE(FixedDecimal::Parse("1e99999999999999999999"));
  EXPECT_FALSE(FixedDecimal::Parse("123456789012345678901234567890123456789"));
  EXPECT_FALSE(FixedDecimal::Parse("1."));
  EXPECT_FALSE(FixedDecimal::Parse(""));
}

TEST(FixedDecimalTest, Calculates) {
  EXPECT_EQ(D("1.2").Plus(D("1.8"))->ToString(), "3.0");
  EXPECT_EQ(D("1.8").Minus(D("1.2"))->ToString(), "0.6");
  EXPECT_EQ(D("1.2").Times(D("1.8"))->ToString(), "2.16");
  EXPECT_EQ(D("1.2").DividedBy(D("1.8"), 8)->ToString(), "0.66666667");
  EXPECT_EQ(D("1").DividedBy(D("2"), 8)->ToString(), "0.5");
  EXPECT_EQ(D("-2").DividedBy(D("3"), 0)->ToString(), "-1");
  EXPECT_EQ(D("4.0").DividedBy(D("2.0"), 8)->ToString(), "2");
  EXPECT_EQ(D("2.2").IntegerQuotient(D("1.8"))->ToString(), "1");
  EXPECT_EQ(D("2.2").Remainder(D("1.8"))->ToString(), "0.4");
  EXPECT_EQ(D("-5").Remainder(D("3"))->ToString(), "-2");
  EXPECT_FALSE(D("1").DividedBy(D("0.0"), 8));
  EXPECT_FALSE(D("1").Remainder(D("0")));
  EXPECT_FALSE(D("99999999999999999999999999999999999999").Plus(D("1")));
  EXPECT_FALSE(D("99999999999999999999999999999999999999")
                   .Plus(D("99999999999999999999999999999999999999")));
  EXPECT_FALSE(D("1e20").Times(D("1e20")));
}

TEST(FixedDecimalTest, Rounds) {
  EXPECT_EQ(D("3.14159").Rounded(3)->ToString(), "3.142");
  EXPECT_EQ(D("-2.5").Rounded(0)->ToString(), "-3");
  EXPECT_EQ(D("2.5").Truncated(0)->ToString(), "2");
  EXPECT_EQ(D("-2.1").Floor().ToString(), "-3");
  EXPECT_EQ(D("-1.1").Ceiling().ToString(), "-1");
  EXPECT_EQ(D("1.1").Ceiling().ToString(), "2");
  EXPECT_EQ(D("7").Rounded(2)->ToString(), "7.00");
  EXPECT_FALSE(D("99999999999999999999999999999999999999").Rounded(1));
}

TEST(FixedDecimalTest, OrdersByValue) {
  EXPECT_EQ(D("1.0"), D("1"));
  EXPECT_LT(D("-1"), D("0.5"));
  const FixedDecimal huge = D("99999999999999999999999999999999999999");
  const FixedDecimal tiny = D("0.00000000000000000000000000000000000001");
  EXPECT_GT(huge, tiny);
  EXPECT_LT(tiny, huge);
  EXPECT_LT(huge.Negated(), tiny);
  EXPECT_GT(tiny.Negated(), huge.Negated());
  EXPECT_EQ(D("1.000").ToInt64(), 1);
  EXPECT_FALSE(D("1.5").ToInt64());
  EXPECT_EQ(FixedDecimal::FromDouble(9.0, 8)->WithoutTrailingZeros().ToString(), "9");
}

}  // namespace
}  // namespace socle::base
