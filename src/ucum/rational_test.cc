#include "ucum/rational.h"

#include <gtest/gtest.h>

#include <cmath>

namespace socle::ucum {
namespace {

Rational Of(std::string_view text) { return Rational::Parse(text).value(); }

std::string Text(const Rational& value) { return value.ToText().value_or("none"); }

TEST(Rational, TextHasAllDigits) {
  for (const char* text : {"0", "1", "-1", "0.0254", "-12.5", "1000000", "0.000000001",
                           "12345678901234567890123456789.123456789", "1e50", "-5e-60"}) {
    EXPECT_EQ(Text(Of(text)), text);
  }
  EXPECT_EQ(Text(Of("-0.0")), "0");
  EXPECT_EQ(Text(Of("1.500")), "1.5");
  EXPECT_EQ(Text(Of("15e-1")), "1.5");
  EXPECT_FALSE(Rational::Parse("1."));
  EXPECT_FALSE(Rational::Parse("+1"));
}

TEST(Rational, ArithmeticIsExact) {
  EXPECT_EQ(Text(Of("0.1") + Of("0.2")), "0.3");
  EXPECT_EQ(Text(Of("1") / Of("8")), "0.125");
  EXPECT_EQ(Text(Of("-1") / Of("-80")), "0.0125");
  EXPECT_EQ(Text(Of("1") / Of("3") * Of("3")), "1");
  EXPECT_EQ(Text(Of("1") / Of("3") - Of("1") / Of("3")), "0");
  EXPECT_EQ(Text(Of("2") / Of("7") + Of("5") / Of("7")), "1");
  EXPECT_EQ(Text(Of("0.5").Power(-3)), "8");
  EXPECT_EQ(Text(Of("7").Power(0)), "1");
  EXPECT_EQ(Text(Rational::Pi() / Rational::Pi()), "1");
}

TEST(Rational, OrderIsThatOfTheValues) {
  EXPECT_EQ(Of("1").Compare(Of("1.0")), std::partial_ordering::equivalent);
  EXPECT_EQ(Of("-2").Compare(Of("1")), std::partial_ordering::less);
  EXPECT_EQ((Of("1") / Of("3")).Compare(Of("0.3333333333333333333333")),
            std::partial_ordering::greater);
  EXPECT_EQ(Rational::Pi().Compare(Of("3.2")), std::partial_ordering::less);
  EXPECT_EQ(Of("1e300").Compare(Of("1")), std::partial_ordering::greater);
}

TEST(Rational, TooLargeBecomesADouble) {
  const Rational large = Of("123456789012345678901234567890123456789012345");
  EXPECT_FALSE(large.exact());
  EXPECT_EQ(large.ToDouble(), 123456789012345678901234567890123456789012345.0);
  const Rational odd = Of("3").Power(60) * Of("7").Power(60);
  EXPECT_FALSE(odd.exact());
  EXPECT_NEAR(odd.ToDouble() / std::pow(21.0, 60), 1, 1e-12);
  const Rational small = Of("1") / (Of("2").Power(120));
  EXPECT_NEAR(small.ToDouble() * std::pow(2.0, 120), 1, 1e-12);
  EXPECT_EQ(Text(Of("1e99999999999999999999")), "none");
  EXPECT_EQ(Of("1e-99999999999999999999").ToDouble(), 0);
}

TEST(Rational, DoubleIsTheNearest) {
  EXPECT_EQ(Of("0.1").ToDouble(), 0.1);
  EXPECT_EQ(Of("6.0221367e23").ToDouble(), 6.0221367e23);
  EXPECT_EQ(Of("9007199254740993").ToDouble(), 9007199254740992.0);
  EXPECT_EQ(Of("1.7976931348623157e308").ToDouble(), 1.7976931348623157e308);
  EXPECT_EQ(Rational::Pi().ToDouble(), 3.141592653589793);
}

}  // namespace
}  // namespace socle::ucum
