#include "http/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/bytes.h"
#include "base/error.h"

namespace socle::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(Target, DecodesSegmentsOneByOne) {
  const Target target = ParseTarget("/ehr/a%2Fb%20c/%C3%A9?x=1");
  EXPECT_THAT(target.segments, ElementsAre("ehr", "a/b c", "é"));
  EXPECT_EQ(target.path, "/ehr/a/b c/é");
}

TEST(Target, ATrailingSlashAddsNoSegment) {
  EXPECT_THAT(ParseTarget("/ehr/").segments, ElementsAre("ehr"));
  EXPECT_EQ(ParseTarget("/ehr/").path, "/ehr");
  EXPECT_THAT(ParseTarget("/").segments, IsEmpty());
  EXPECT_EQ(ParseTarget("/").path, "/");
  EXPECT_EQ(ParseTarget("/?a").path, "/");
  EXPECT_THAT(ParseTarget("/a//b").segments, ElementsAre("a", "", "b"));
  EXPECT_THAT(ParseTarget("/a//").segments, ElementsAre("a", ""));
  EXPECT_THAT(ParseTarget("//").segments, ElementsAre(""));
}

TEST(Target, QueriesKeepOrderAndRepetition) {
  const Target target = ParseTarget("/q?b=1+2&a=%26%3D&b=&c&=d&&e=f=g");
  EXPECT_THAT(target.query, ElementsAre(Pair("b", "1 2"), Pair("a", "&="), Pair("b", ""),
                                        Pair("c", ""), Pair("", "d"), Pair("e", "f=g")));
  EXPECT_THAT(ParseTarget("/a+b").segments, ElementsAre("a+b"));
}

TEST(Target, TakesAbsoluteAndAsteriskForms) {
  EXPECT_EQ(ParseTarget("http://host:80/a/b?c").path, "/a/b");
  EXPECT_EQ(ParseTarget("http://host").path, "/");
  EXPECT_EQ(ParseTarget("https://host?x=1").query.size(), 1u);
  EXPECT_EQ(ParseTarget("*").path, "*");
}

TEST(Target, RefusesWhatIsNone) {
  for (std::string_view bad :
       {"",     "a",     "ftp://x/",  "http:///x", "/%",    "/%4",    "/%zz",
        "/%00", "/a%2",  "/?a=%",     "/?%00=1",   "/%ff",  "/%C3",   "/%ED%A0%80",
        "/a b", "/\x7f", "/\xC3\xA9", "/a#b",      "/a\nb", "host:80"}) {
    EXPECT_THROW(ParseTarget(bad), base::Error) << bad;
  }
}

TEST(Target, EveryTextSurvivesEncoding) {
  std::mt19937 random(7);
  for (std::size_t round = 0; round < 500; ++round) {
    std::string text, encoded;
    for (std::size_t i = 0; i < 1 + round % 20; ++i) {
      const char c = static_cast<char>(1 + random() % 127);
      text += c;
      encoded += "%" + base::ToHex({&c, 1});
    }
    EXPECT_THAT(ParseTarget("/" + encoded).segments, ElementsAre(text));
    EXPECT_THAT(ParseTarget("/?" + encoded + "=" + encoded).query, ElementsAre(Pair(text, text)));
  }
}

}  // namespace
}  // namespace socle::http
