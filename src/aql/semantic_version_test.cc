#include "aql/semantic_version.h"

#include <gtest/gtest.h>

#include <vector>

namespace socle::aql {
namespace {

SemanticVersion Version(std::string_view text) { return SemanticVersion::Parse(text).value(); }

TEST(SemanticVersion, ReadsBackAsItWasWritten) {
  for (const std::string_view text :
       {"0.0.0", "1.2.3", "10.20.999999999", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-0.3.7",
        "1.0.0-x-y-z.--", "1.0.0-1a", "1.0.0-99999999999999999999"}) {
    EXPECT_EQ(Version(text).ToString(), text);
  }
}

TEST(SemanticVersion, IsNothingElse) {
  for (const std::string_view text : {"",
                                      "1",
                                      "1.2",
                                      "1.2.",
                                      "1.2.3.",
                                      "1.2.3.4",
                                      ".1.2.3",
                                      "1..3",
                                      "01.2.3",
                                      "1.2.03",
                                      "1.2.x",
                                      "v1.2.3",
                                      "-1.2.3",
                                      "+1.2.3",
                                      "1.2.3-",
                                      "1.2.3-a..b",
                                      "1.2.3-a.",
                                      "1.2.3-.a",
                                      "1.2.3-01",
                                      "1.2.3-a_b",
                                      "1.2.3+build",
                                      "1.2.3-a+build",
                                      "1.2.1000000000",
                                      " 1.2.3",
                                      "1.2.3 ",
                                      "99999999999999999999.0.0"}) {
    EXPECT_FALSE(SemanticVersion::Parse(text)) << text;
  }
}

TEST(SemanticVersion, HasPrecedence) {
  // The chains of the specification's item 11, joined.
  const std::vector<std::string_view> rising{
      "0.9.9",        "1.0.0-1",       "1.0.0-2",          "1.0.0-10",
      "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
      "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",       "1.0.0",
      "1.0.1",        "1.0.10",        "1.1.0-a",          "1.1.0",
      "2.0.0",        "10.0.0"};
  for (std::size_t i = 0; i < rising.size(); ++i) {
    for (std::size_t j = 0; j < rising.size(); ++j) {
      EXPECT_EQ(Version(rising[i]) <=> Version(rising[j]), i <=> j)
          << rising[i] << ' ' << rising[j];
    }
  }
}

TEST(SemanticVersion, KnowsTheNextRelease) {
  EXPECT_EQ(Version("1.2.3").NextRelease(), Version("1.2.4"));
  EXPECT_EQ(Version("2.0.0-rc.1").NextRelease(), Version("2.0.0"));
  EXPECT_EQ(Version("1.0.999999999").NextRelease(), std::nullopt);
}

TEST(VersionPattern, MatchesWhatBeginsSo) {
  const auto matches = [](std::string_view pattern, std::string_view version) {
    return VersionPattern::Parse(pattern).value().Matches(Version(version));
  };
  EXPECT_TRUE(matches("1", "1.0.0"));
  EXPECT_TRUE(matches("1", "1.9.4-beta"));
  EXPECT_FALSE(matches("1", "10.0.0"));
  EXPECT_FALSE(matches("0", "1.0.0"));
  EXPECT_TRUE(matches("1.2", "1.2.30"));
  EXPECT_FALSE(matches("1.2", "1.20.0"));
  EXPECT_FALSE(matches("1.0", "1.2.0"));
  EXPECT_TRUE(matches("1.2.3", "1.2.3"));
  EXPECT_FALSE(matches("1.2.3", "1.2.3-beta"));
  EXPECT_FALSE(matches("1.2.3-beta", "1.2.3"));
  for (const std::string_view text :
       {"", ".", "1.", "1.2.", "x", "1.2-beta", "1-beta", "01", "*"}) {
    EXPECT_FALSE(VersionPattern::Parse(text)) << text;
  }
}

}  // namespace
}  // namespace socle::aql
