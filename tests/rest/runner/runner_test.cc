#include <gtest/gtest.h>

#include "base/error.h"
#include "json_edit.h"
#include "json_pattern.h"
#include "run.h"
#include "script.h"
#include "test_server.h"
#include "text_pattern.h"

namespace socle::rest {
namespace {

std::optional<Difference> Compare(std::string_view pattern, std::string_view value,
                                  bool superset = false) {
  Variables variables{{"known", "k"}};
  const auto a = json::Document::Parse(WithEllipses(pattern));
  const auto b = json::Document::Parse(value);
  return MatchJson(a.root(), b.root(), superset, variables);
}

std::string PathOf(std::string_view pattern, std::string_view value, bool superset = false) {
  const auto difference = Compare(pattern, value, superset);
  return difference ? difference->path : "fits";
}

TEST(JsonPattern, NamesTheFirstDifference) {
  EXPECT_EQ(PathOf(R"({"a":1})", R"({"a":1})"), "fits");
  EXPECT_EQ(PathOf(R"({"a":1})", R"({"a":2})"), "/a");
  EXPECT_EQ(PathOf(R"({"a":1})", R"({"a":"1"})"), "/a");
  EXPECT_EQ(PathOf(R"({"a":1})", R"({"a":1,"b/c":2})"), "/b~1c");
  EXPECT_EQ(PathOf(R"({"a":1,...})", R"({"a":1,"b":2})"), "fits");
  EXPECT_EQ(PathOf(R"({"a":[1,2]})", R"({"a":[1]})"), "/a/1");
  EXPECT_EQ(PathOf(R"({"a":[1]})", R"({"a":[1,2]})"), "/a/1");
  EXPECT_EQ(PathOf(R"({"a":[1,...]})", R"({"a":[1,2]})"), "fits");
  EXPECT_EQ(PathOf(R"({"a":[...]})", R"({"a":{}})"), "/a");
  EXPECT_EQ(PathOf(R"({"a":{"b":null}})", R"({"a":{"b":false}})"), "/a/b");
  EXPECT_EQ(PathOf(R"({"a":"{{absent}}"})", R"({"a":null})"), "/a");
  EXPECT_EQ(PathOf(R"({"a":{"x":1}})", R"({"a":{"x":1,"y":2},"z":0})", true), "fits");
  EXPECT_EQ(PathOf(R"({"a":{"x":1}})", R"({"a":{"y":2}})", true), "/a/x");
  EXPECT_EQ(PathOf(R"([true])", R"([false])"), "/0");
}

TEST(JsonPattern, WildcardsFitTheirKindOnly) {
  EXPECT_EQ(PathOf(R"(["{{*}}","{{*}}","{{*}}"])", R"([null,{"a":[]},"x"])"), "fits");
  EXPECT_EQ(PathOf(R"(["{{number}}"])", R"(["1"])"), "/0");
  EXPECT_EQ(PathOf(R"(["{{integer}}"])", R"([1.5])"), "/0");
  EXPECT_EQ(PathOf(R"(["{{string}}"])", R"([1])"), "/0");
  EXPECT_EQ(PathOf(R"(["{{uuid}}"])", R"(["8849182c-82ad-4088-a07f-48ead4180515"])"), "fits");
  EXPECT_EQ(PathOf(R"(["{{uuid}}"])", R"(["8849182c-82ad-4088-a07f-48ead418051"])"), "/0");
  EXPECT_EQ(PathOf(R"(["{{date-time}}"])", R"(["2026-03-01T12:30:45.123Z"])"), "fits");
  EXPECT_EQ(PathOf(R"(["{{date-time}}"])", R"(["2026-03-01"])"), "/0");
  EXPECT_EQ(PathOf(R"(["{{known}}-{{~[0-9]+~}}"])", R"(["k-12"])"), "fits");
  EXPECT_EQ(PathOf(R"(["{{known}}-{{~[0-9]+~}}"])", R"(["k-x"])"), "/0");
  EXPECT_EQ(PathOf(R"(["a.c"])", R"(["abc"])"), "/0");
  EXPECT_EQ(PathOf(R"(["{{any order}}",1,2])", "[2,1]"), "fits");
  EXPECT_EQ(PathOf(R"(["{{any order}}",1,1])", "[2,1]"), "/");
  EXPECT_EQ(PathOf(R"(["{{any order}}",1])", "[2,1]"), "/");
  EXPECT_EQ(PathOf(R"(["{{any order}}",1,...])", "[2,1]"), "fits");
  EXPECT_THROW(Compare(R"(["{{unknown}}"])", R"(["x"])"), base::Error);
}

TEST(JsonPattern, NumbersCompareAsDecimals) {
  for (auto [a, b] : {std::pair("1", "1.0"), {"100", "1e2"}, {"0.10", "1E-1"}, {"-0", "0"}}) {
    EXPECT_TRUE(SameNumber(a, b)) << a << " " << b;
  }
  for (auto [a, b] : {std::pair("1", "10"),
                      {"1", "-1"},
                      {"0.1", "0.01"},
                      {"0.1", "0.1000000000000000055511151231257827"}}) {
    EXPECT_FALSE(SameNumber(a, b)) << a << " " << b;
  }
}

TEST(TextPattern, CapturesAndUses) {
  Variables variables;
  EXPECT_TRUE(MatchText(R"(W/"{{uid = *::*::1}}")", R"(W/"a::b::1")", variables));
  EXPECT_EQ(variables["uid"], "a::b::1");
  EXPECT_EQ(Substitute("/x/{{uid}}?", variables), "/x/a::b::1?");
  EXPECT_TRUE(MatchText("{{uid}}", "a::b::1", variables));
  EXPECT_FALSE(MatchText("{{uid}}", "a::b::2", variables));
  EXPECT_THROW(Substitute("{{other}}", variables), base::Error);
  EXPECT_THROW(Substitute("{{other", variables), base::Error);
}

TEST(JsonEdit, PutsAndTakes) {
  const std::string document = R"({"a":{"b":[1,2]},"c~/":3})";
  EXPECT_EQ(WithValue(document, "/a/b/0", "9"), R"({"a":{"b":[9,2]},"c~/":3})");
  EXPECT_EQ(WithValue(document, "/a/b/-", "9"), R"({"a":{"b":[1,2,9]},"c~/":3})");
  EXPECT_EQ(WithValue(document, "/a/n", "{}"), R"({"a":{"b":[1,2],"n":{}},"c~/":3})");
  EXPECT_EQ(WithoutValue(document, "/a/b/1"), R"({"a":{"b":[1]},"c~/":3})");
  EXPECT_EQ(WithoutValue(document, "/c~0~1"), R"({"a":{"b":[1,2]}})");
  EXPECT_THROW(WithoutValue(document, "/a/x"), base::Error);
  EXPECT_THROW(WithValue(document, "/x/y/z", "1"), base::Error);
}

TEST(Script, RefusesWhatItDoesNotUnderstand) {
  for (const char* text :
       {"", "# nothing", "GET /x\n", "GET /x\n---- \n", "GET /x\n---- 200 sometimes\n",
        "GET /x\n---- 204 empty\n\n{}\n", "GET /x\n---- 200 text\n", "get /x\n---- 200\n",
        "POST /x\n< file\nwith /a 1\n---- 200\n", "set x\nGET /\n---- 200\n"}) {
    EXPECT_THROW(ParseScript("x.test", text), base::Error) << text;
  }
}

TEST(RunScript, ReportsFileLineAndPath) {
  const auto server = MakeServer();
  const auto report = [&](std::string_view text) {
    return RunScript(ParseScript("case.test", text), server->port(), {".", "."}).value_or("well");
  };
  const std::string add = "POST /note\n\n{\"a\": 1}\n---- 201\nLocation: {{at = *}}\n====\n";
  EXPECT_EQ(report(add + "GET {{at}}\n---- 200 superset\n{\"note\": {\"a\": 1}}\n"), "well");
  const std::string wrong =
      report(add + "# title\nGET {{at}}\n---- 200 superset\n{\"note\": {\"a\": 2}}\n");
  EXPECT_NE(wrong.find("case.test:10: title"), std::string::npos) << wrong;
  EXPECT_NE(wrong.find("at /note/a\nexpected 2\n     got 1"), std::string::npos) << wrong;
  EXPECT_NE(report("GET /note/x\n---- 200\n").find("expected status 200, got 404"),
            std::string::npos);
  EXPECT_NE(report("GET /count\n---- 200\nContent-Type: text/html\n")
                .find("got Content-Type: text/plain"),
            std::string::npos);
  EXPECT_NE(report("GET /count\n---- 200\nContent-Type: {{absent}}\n").find("expected no header"),
            std::string::npos);
  EXPECT_NE(report("GET /count\n---- 200 empty\n").find("expected no body"), std::string::npos);
  EXPECT_NE(report("GET /count\n---- 200 text\nnine notes\n").find("not the expected text"),
            std::string::npos);
  EXPECT_NE(report("GET /count\n---- 200 contains\nnine\n").find("to contain nine"),
            std::string::npos);
  EXPECT_NE(report("GET /count\n---- 200\n[]\n").find("expected JSON"), std::string::npos);
  EXPECT_NE(report("GET /{{none}}\n---- 200\n").find("not a variable"), std::string::npos);
  EXPECT_NE(report("template nowhere.opt\nGET /x\n---- 200\n").find("cannot be read"),
            std::string::npos);
}

}  // namespace
}  // namespace socle::rest
