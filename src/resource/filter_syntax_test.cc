#include "resource/filter_syntax.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace socle::resource {
namespace {

std::string Shown(const Filter& filter) {
  switch (filter.kind) {
    case Filter::Kind::kTest: {
      std::string text;
      for (const Filter::Step& step : filter.path) {
        if (!text.empty()) text += '.';
        text += step.name;
        for (const Filter& where : step.where) text += "[" + Shown(where) + "]";
      }
      return text + " " + std::string(OperatorText(filter.op)) + " <" + filter.value + ">";
    }
    case Filter::Kind::kNot:
      return "not(" + Shown(filter.parts.front()) + ")";
    default: {
      std::string text = filter.kind == Filter::Kind::kAnd ? "all(" : "any(";
      for (const Filter& part : filter.parts)
        text += Shown(part) + (&part == &filter.parts.back() ? ")" : ", ");
      return text;
    }
  }
}

std::string Read(std::string_view text) { return Shown(ParseFilter("_filter", text)); }

std::string Fault(std::string_view text) {
  try {
    ParseFilter("_filter", text);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kBadRequest);
    return error.message();
  }
  return "none";
}

TEST(FilterSyntax, ReadsTests) {
  EXPECT_EQ(Read("a eq b"), "a eq <b>");
  EXPECT_EQ(Read("  a-b_1   ge\t2020-01  "), "a-b_1 ge <2020-01>");
  EXPECT_EQ(Read(R"(a co "b ) ] \"c\" \u00e9")"), "a co <b ) ] \"c\" é>");
  EXPECT_EQ(Read("a.b[c eq d and e pr true].f re Patient/1"),
            "a.b[all(c eq <d>, e pr <true>)].f re <Patient/1>");
}

TEST(FilterSyntax, WhatStandsFirstIsDoneFirst) {
  EXPECT_EQ(Read("a eq 1 and b eq 2 and c eq 3"), "all(a eq <1>, b eq <2>, c eq <3>)");
  EXPECT_EQ(Read("a eq 1 or b eq 2 and c eq 3"), "all(any(a eq <1>, b eq <2>), c eq <3>)");
  EXPECT_EQ(Read("a eq 1 or (b eq 2 and c eq 3)"), "any(a eq <1>, all(b eq <2>, c eq <3>))");
  EXPECT_EQ(Read("not(a eq 1) or not (b eq 2)"), "any(not(a eq <1>), not(b eq <2>))");
}

TEST(FilterSyntax, WordsMayBeNames) {
  EXPECT_EQ(Read("not eq or and and eq and"), "all(not eq <or>, and eq <and>)");
}

TEST(FilterSyntax, SaysWhatIsExpectedWhere) {
  EXPECT_EQ(Fault(""), "_filter, character 1: the name of a search parameter is expected");
  EXPECT_EQ(Fault("a"), "_filter, character 2: a blank is expected");
  EXPECT_EQ(Fault("a eq"), "_filter, character 5: a value is expected");
  EXPECT_EQ(Fault("a eq \"b"), "_filter, character 6: a string that ends is expected");
  EXPECT_EQ(Fault("a eq \"\\x\""), "_filter, character 6: a string as JSON writes it is expected");
  EXPECT_EQ(Fault("a[b eq c] eq d"), "_filter, character 10: \".\" is expected");
  EXPECT_EQ(Fault("a eq b)"), "_filter, character 7: \"and\", \"or\" or the end is expected");
  EXPECT_EQ(Fault(std::string(100000, '(')), "_filter, character 34: less nesting is expected");
}

/// `count` times "or" and "and" in turn, each of which is a level above what stands before.
std::string InTurn(int count) {
  std::string text = "a eq b";
  for (int i = 0; i < count; ++i) text += i % 2 == 0 ? " or a eq b" : " and a eq b";
  return text;
}

TEST(FilterSyntax, LevelsAreLimitedHoweverTheyAreWritten) {
  EXPECT_NE(Read(InTurn(12)), "");
  EXPECT_EQ(Fault(InTurn(13)), "_filter, character 143: less nesting is expected");
  EXPECT_EQ(Fault(InTurn(1'000'000)), "_filter, character 143: less nesting is expected");
  std::string nots, brackets, flat = "a eq b";
  for (int i = 0; i < 13; ++i) nots += "not (";
  for (int i = 0; i < 7; ++i) brackets += "a[";
  brackets += "a eq b";
  for (int i = 0; i < 7; ++i) brackets += "].a eq b";
  for (int i = 0; i < 1000; ++i) flat += " and a eq b";
  EXPECT_EQ(Fault(nots + "a eq b" + std::string(13, ')')).substr(0, 18), "_filter, character");
  EXPECT_EQ(Fault(brackets).substr(0, 18), "_filter, character");
  EXPECT_EQ(Fault("a.a.a.a.a.a.a.a.a.a.a.a.a.a eq b").substr(0, 18), "_filter, character");
  EXPECT_EQ(Fault(flat), "none");
}

}  // namespace
}  // namespace socle::resource
