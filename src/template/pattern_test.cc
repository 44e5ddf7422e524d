#include "template/pattern.h"

#include <gtest/gtest.h>

namespace socle::tmpl {
namespace {

std::unique_ptr<const Pattern> Compiled(std::string_view expression) {
  std::string fault;
  auto pattern = Pattern::Compile(expression, fault);
  EXPECT_NE(pattern, nullptr) << expression << ": " << fault;
  return pattern;
}

TEST(Pattern, MatchesTheWholeText) {
  const auto pattern = Compiled("openEHR-EHR-CLUSTER\\.device(-[a-zA-Z0-9_]+)*\\.v1");
  EXPECT_TRUE(pattern->Matches("openEHR-EHR-CLUSTER.device.v1"));
  EXPECT_TRUE(pattern->Matches("openEHR-EHR-CLUSTER.device-pump-blue.v1"));
  EXPECT_FALSE(pattern->Matches("openEHR-EHR-CLUSTER.device.v10"));
  EXPECT_FALSE(pattern->Matches("xopenEHR-EHR-CLUSTER.device.v1"));
  EXPECT_FALSE(pattern->MatchesAll());
  EXPECT_TRUE(Compiled("a|b")->Matches("b"));
  EXPECT_FALSE(Compiled("a|b")->Matches("ab"));
}

TEST(Pattern, KnowsLiteralsAndWhatMatchesAll) {
  EXPECT_TRUE(Compiled(".*")->MatchesAll());
  EXPECT_TRUE(Compiled("/.*/")->MatchesAll());
  EXPECT_TRUE(Compiled(".*")->Matches("a\nb"));
  const auto literal = Compiled("a\\.b");
  EXPECT_TRUE(literal->Matches("a.b"));
  EXPECT_FALSE(literal->Matches("axb"));
  EXPECT_TRUE(Compiled("\\d+")->Matches("123")) << "an escaped letter is no literal";
}

TEST(Pattern, ReadsUtf8) { EXPECT_TRUE(Compiled("h.pital")->Matches("h\xC3\xB4pital")); }

TEST(Pattern, RefusesWhatItCannotRun) {
  for (const char* expression : {"(", "[", "a{2,1}", "(?=a)b", "(?<!a)b", "(a)\\1", "\\"}) {
    std::string fault;
    EXPECT_EQ(Pattern::Compile(expression, fault), nullptr) << expression;
    EXPECT_FALSE(fault.empty()) << expression;
  }
}

TEST(Pattern, HostileExpressionsTakeLinearTime) {
  EXPECT_FALSE(Compiled("(a*)*(a|aa)*b")->Matches(std::string(100'000, 'a')));
}

}  // namespace
}  // namespace socle::tmpl
