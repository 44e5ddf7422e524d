#include "rm/ordered.h"

#include <gtest/gtest.h>

#include <string>

#include "json/document.h"
#include "rm/json.h"

namespace socle::rm {
namespace {

/// '<', '=', '>' or '?' between two values.
char Between(std::string_view a, std::string_view b) {
  const json::Document first = json::Document::Parse(a), second = json::Document::Parse(b);
  const Tree left = ReadStoredJson(first.root()), right = ReadStoredJson(second.root());
  const auto order = CompareOrdered(left.root(), right.root());
  const auto back = CompareOrdered(right.root(), left.root());
  EXPECT_EQ(order.has_value(), back.has_value());
  if (!order) return '?';
  EXPECT_EQ(*order<0, *back> 0);
  return *order < 0 ? '<' : *order > 0 ? '>' : '=';
}

std::string Quantity(std::string_view magnitude, std::string_view units) {
  return R"({"_type":"DV_QUANTITY","magnitude":)" + std::string(magnitude) + R"(,"units":")" +
         std::string(units) + "\"}";
}
std::string Count(std::string_view magnitude) {
  return R"({"_type":"DV_COUNT","magnitude":)" + std::string(magnitude) + "}";
}
std::string Proportion(std::string_view numerator, std::string_view denominator,
                       std::string_view kind) {
  return R"({"_type":"DV_PROPORTION","numerator":)" + std::string(numerator) +
         R"(,"denominator":)" + std::string(denominator) + R"(,"type":)" + std::string(kind) + "}";
}
std::string Text(std::string_view type, std::string_view value) {
  return R"({"_type":")" + std::string(type) + R"(","value":")" + std::string(value) + "\"}";
}

TEST(Ordered, Numbers) {
  EXPECT_EQ(Between(Quantity("1.50", "mm"), Quantity("1.5", "mm")), '=');
  EXPECT_EQ(Between(Quantity("1.5", "mm"), Quantity("15e-1", "mm")), '=');
  EXPECT_EQ(Between(Quantity("0.1", "mm"), Quantity("0.10000000000000000000001", "mm")), '<');
  EXPECT_EQ(Between(Quantity("1", "mm"), Quantity("2", "cm")), '?');
  EXPECT_EQ(Between(Count("9223372036854775806"), Count("9223372036854775807")), '<');
  EXPECT_EQ(Between(Count("1"), Quantity("1", "mm")), '?');
  EXPECT_EQ(Between(R"({"_type":"DV_SCALE","value":0.5})", R"({"_type":"DV_SCALE","value":-1})"),
            '>');
  EXPECT_EQ(Between(R"({"_type":"DV_COUNT"})", Count("1")), '?');
}

TEST(Ordered, Proportions) {
  EXPECT_EQ(Between(Proportion("1", "3", "0"), Proportion("2", "3", "0")), '<');
  EXPECT_EQ(Between(Proportion("1", "2", "0"), Proportion("2", "4", "0")), '=');
  EXPECT_EQ(Between(Proportion("1", "-2", "0"), Proportion("2", "-2", "0")), '>');
  EXPECT_EQ(Between(Proportion("1", "1", "1"), Proportion("1", "100", "2")), '?');
  EXPECT_EQ(Between(Proportion("1", "0", "0"), Proportion("1", "1", "0")), '?');
}

TEST(Ordered, Times) {
  EXPECT_EQ(Between(Text("DV_DATE", "2021-05-03"), Text("DV_DATE", "20210504")), '<');
  EXPECT_EQ(Between(Text("DV_DATE", "2021"), Text("DV_DATE", "2022-01")), '<');
  EXPECT_EQ(Between(Text("DV_DATE", "2021"), Text("DV_DATE", "2021-05")), '?');
  EXPECT_EQ(Between(Text("DV_DATE", "2021-05"), Text("DV_DATE", "2021-05")), '=');
  EXPECT_EQ(Between(Text("DV_DATE", "x"), Text("DV_DATE", "2021-05")), '?');
  EXPECT_EQ(Between(Text("DV_TIME", "10:30Z"), Text("DV_TIME", "11:30+02:00")), '>');
  EXPECT_EQ(Between(Text("DV_TIME", "10:30Z"), Text("DV_TIME", "10:30")), '?');
  EXPECT_EQ(Between(Text("DV_DATE_TIME", "2021-05-03T10:00:00Z"),
                    Text("DV_DATE_TIME", "2021-05-03T12:00:00+02:00")),
            '=');
  EXPECT_EQ(
      Between(Text("DV_DATE_TIME", "2021-05-03"), Text("DV_DATE_TIME", "2021-05-03T12:00:00")),
      '?');
  EXPECT_EQ(
      Between(Text("DV_DATE_TIME", "2021-05-03"), Text("DV_DATE_TIME", "2021-05-04T12:00:00")),
      '<');
  EXPECT_EQ(Between(Text("DV_DURATION", "PT90M"), Text("DV_DURATION", "PT1H30M")), '=');
  EXPECT_EQ(Between(Text("DV_DURATION", "-P1D"), Text("DV_DURATION", "PT1S")), '<');
}

}  // namespace
}  // namespace socle::rm
