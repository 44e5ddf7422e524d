#include "base/url_query.h"

#include <gtest/gtest.h>

namespace socle::base {
namespace {

TEST(UrlQuery, GivesNamesAndValuesInOrder) {
  const UrlParameters expected{{"a", "1 2"}, {"b", ""}, {"a", "é=&"}, {"c", "x"}};
  EXPECT_EQ(ParseUrlQuery("a=1+2&b&&a=%C3%A9%3D%26& c=x "), expected);
  EXPECT_EQ(ParseUrlQuery(""), UrlParameters{});
}

TEST(UrlQuery, RefusesWhatIsNoText) {
  for (const std::string_view bad : {"a=%", "a=%2", "a=%zz", "a=%00", "%ff=1", "a=%C3"}) {
    EXPECT_EQ(ParseUrlQuery(bad), std::nullopt) << bad;
  }
}

TEST(UrlQuery, WhatIsWrittenReadsBack) {
  std::string every;
  for (char c = 1; c > 0; ++c) every += c;
  const UrlParameters parameters{{"code", "http://loinc.org|8302-2$gt1"}, {every, "é€" + every}};
  EXPECT_EQ(ParseUrlQuery(FormatUrlQuery(parameters)), parameters);
  EXPECT_EQ(FormatUrlQuery({{"a", "x y|1$2"}, {"b", "1&2"}}), "a=x%20y|1$2&b=1%262");
}

}  // namespace
}  // namespace socle::base
