#include "base/decimal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace socle::base {
namespace {

constexpr std::string_view kNoNumbers[] = {
    "",   "-",   "+1",  "01",  "-01", "1.",  ".5", "1e",    "e5",    "1e+",   "1.e",     " 1",
    "1 ", "0x1", "1,5", "NaN", "1-",  "--1", "00", "1.0.0", "1e5.0", "1e1e1", "Infinity"};

TEST(Decimal, KnowsNumbersAndIntegers) {
  for (const std::string_view bad : kNoNumbers) {
    EXPECT_FALSE(IsDecimal(bad)) << bad;
    EXPECT_FALSE(IsInteger(bad)) << bad;
    EXPECT_FALSE(Decimal::Parse(bad)) << bad;
  }
  for (const std::string_view good : {"0", "-0", "10", "-12", "123456789012345678901234567890"}) {
    EXPECT_TRUE(IsDecimal(good)) << good;
    EXPECT_TRUE(IsInteger(good)) << good;
  }
  for (const std::string_view good : {"0.0", "1e5", "1E+05", "-1.5e-3"}) {
    EXPECT_TRUE(IsDecimal(good)) << good;
    EXPECT_FALSE(IsInteger(good)) << good;
  }
}

TEST(Decimal, ComparesValuesNotTexts) {
  const std::string_view ascending[][3] = {
      {"-1e400", "-10e399", "-0.1e401"},
      {"-12.5", "-12.50", "-125e-1"},
      {"-12.49999999999999999999999999", "-12.49999999999999999999999999",
       "-1249999999999999999999999999e-26"},
      {"-1e-500", "-0.1e-499", "-10e-501"},
      {"0", "-0.000", "0e99"},
      {"1e-400", "0.1e-399", "10e-401"},
      {"0.001", "0.0010", "1e-3"},
      {"0.99999999999999999999999999999", "0.99999999999999999999999999999",
       "99999999999999999999999999999e-29"},
      {"1", "1.0", "0.1e1"},
      {"1.00000000000000000000000000001", "1.00000000000000000000000000001",
       "1.000000000000000000000000000010"},
      {"2", "2.000", "20e-1"},
      {"10", "1e1", "100E-1"},
      {"120.05", "12005e-2", "0.12005e+3"},
      {"9007199254740993", "9007199254740993.0", "9007199254740.993e3"},
      {"123456789012345678901234567890", "123456789012345678901234567890.0",
       "1234567890123456789012345678900e-1"},
  };
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      for (const auto a : ascending[i]) {
        for (const auto b : ascending[j]) {
          EXPECT_EQ(CompareDecimals(a, b), i <=> j) << a << " and " << b;
        }
      }
    }
  }
  EXPECT_EQ(CompareDecimals("1e99999999999999999999", "1e999"), std::strong_ordering::greater);
  EXPECT_EQ(CompareDecimals("1e-99999999999999999999", "1e-999"), std::strong_ordering::less);
  EXPECT_EQ(CompareDecimals("-1e99999999999999999999", "0"), std::strong_ordering::less);
  EXPECT_EQ(CompareDecimals("1", "x"), std::nullopt);
  EXPECT_EQ(CompareDecimals("", "1"), std::nullopt);
}

TEST(Decimal, CountsDigitsBehindThePoint) {
  const auto digits = [](std::string_view text) { return Decimal::Parse(text)->fraction_digits(); };
  EXPECT_EQ(digits("120"), 0);
  EXPECT_EQ(digits("120.0"), 1);
  EXPECT_EQ(digits("-0.050"), 3);
  EXPECT_EQ(digits("1.25e10"), 2);
}

TEST(Decimal, GivesIntegers) {
  const auto integer = [](std::string_view text) { return Decimal::Parse(text)->ToInt64(); };
  EXPECT_EQ(integer("0"), 0);
  EXPECT_EQ(integer("-0.0"), 0);
  EXPECT_EQ(integer("42"), 42);
  EXPECT_EQ(integer("-42.000"), -42);
  EXPECT_EQ(integer("4.2e1"), 42);
  EXPECT_EQ(integer("1.5e1"), 15);
  EXPECT_EQ(integer("1000e-3"), 1);
  EXPECT_EQ(integer("1.5"), std::nullopt);
  EXPECT_EQ(integer("1e-1"), std::nullopt);
  EXPECT_EQ(integer("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(integer("9223372036854775808"), std::nullopt);
  EXPECT_EQ(integer("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(integer("-9223372036854775809"), std::nullopt);
  EXPECT_EQ(integer("9999999999999999999"), std::nullopt);
  EXPECT_EQ(integer("1e19"), std::nullopt);
  EXPECT_EQ(integer("1e18"), 1'000'000'000'000'000'000);
  EXPECT_EQ(integer("1e99999999999999999999999"), std::nullopt);
  EXPECT_TRUE(Decimal::Parse("1e99999999999999999999999")->IsIntegral());
  EXPECT_TRUE(Decimal::Parse("0e-5")->IsIntegral());
  EXPECT_FALSE(Decimal::Parse("1e-99999999999999999999999")->IsIntegral());
}

TEST(Decimal, GivesDoubles) {
  const auto real = [](std::string_view text) { return Decimal::Parse(text)->ToDouble(); };
  EXPECT_EQ(real("120.5"), 120.5);
  EXPECT_EQ(real("-1e-3"), -0.001);
  EXPECT_EQ(real("1e400"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(real("-1e400"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(real("1e-400"), 0.0);
  EXPECT_FALSE(std::signbit(real("1e-400")));
  EXPECT_TRUE(std::signbit(real("-1e-400")));
  EXPECT_TRUE(std::signbit(real("-0.0")));
  EXPECT_EQ(real("0.1"), 0.1);
}

TEST(Decimal, GivesSigns) {
  EXPECT_EQ(Decimal::Parse("-0.001")->sign(), -1);
  EXPECT_EQ(Decimal::Parse("-0.0e5")->sign(), 0);
  EXPECT_EQ(Decimal::Parse("5")->sign(), 1);
}

/// `value` × 10^-scale, written with a random exponent and random zeros at the end.
std::string Write(std::int64_t value, int scale, std::mt19937& random) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  if (value != 0 && random() % 2 == 0) digits += "0", ++scale;
  const auto places = static_cast<int>(random() % 6);  // digits behind the written point
  while (static_cast<int>(digits.size()) <= places) digits.insert(0, "0");
  std::string text = value < 0 ? "-" : "";
  text += digits.substr(0, digits.size() - static_cast<std::size_t>(places));
  if (places > 0) text += "." + digits.substr(digits.size() - static_cast<std::size_t>(places));
  if (places != scale) text += "e" + std::to_string(places - scale);
  return text;
}

TEST(Decimal, OrderIsThatOfTheIntegersBehind) {
  std::mt19937 random(11);
  for (int i = 0; i < 50'000; ++i) {
    const auto number = [&random] {
      const auto bound = std::int64_t{1} << random() % 30;
      return static_cast<std::int64_t>(random()) % bound * (random() % 2 == 0 ? 1 : -1);
    };
    const std::int64_t a = number(), b = random() % 4 == 0 ? a : number();
    const std::string left = Write(a, 4, random), right = Write(b, 4, random);
    ASSERT_EQ(CompareDecimals(left, right), a <=> b) << left << " and " << right;
    ASSERT_EQ(Decimal::Parse(left)->IsIntegral(), a % 10'000 == 0) << left;
    ASSERT_EQ(Decimal::Parse(left)->ToInt64(),
              a % 10'000 == 0 ? std::optional(a / 10'000) : std::nullopt)
        << left;
  }
}

}  // namespace
}  // namespace socle::base
