#include "json/writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

namespace socle::json {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendQuoted(out, text);
  return out;
}

std::string WriteSample(int indent) {
  std::string out;
  Writer writer(out, indent);
  writer.BeginObject().Member("a", "x").Key("b").BeginArray().Integer(1).Null().Boolean(true);
  writer.BeginObject().EndObject().BeginArray().EndArray().EndArray();
  writer.Key("c").BeginObject().Key("d").Number("1.50").EndObject().Key("r").Raw("[1,2]");
  writer.EndObject();
  return out;
}

TEST(Writer, WritesOneLine) {
  EXPECT_EQ(WriteSample(0), R"({"a":"x","b":[1,null,true,{},[]],"c":{"d":1.50},"r":[1,2]})");
}

TEST(Writer, Indents) {
  EXPECT_EQ(WriteSample(2), R"({
  "a": "x",
  "b": [
    1,
    null,
    true,
    {},
    []
  ],
  "c": {
    "d": 1.50
  },
  "r": [1,2]
})");
}

TEST(Writer, AppendsToWhatIsThere) {
  std::string out = "data: ";
  Writer(out).BeginArray().Integer(-7).EndArray();
  EXPECT_EQ(out, "data: [-7]");
}

TEST(Writer, EscapesWhatMustBeEscapedAndNothingElse) {
  EXPECT_EQ(Quoted("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(Quoted("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(Quoted(std::string_view("\0\x1F\x7F", 3)), "\"\\u0000\\u001f\x7F\"");
  EXPECT_EQ(Quoted("é€𝄞"), "\"é€𝄞\"");
}

TEST(Writer, WritesNumbers) {
  const auto number = [](double value) {
    std::string out;
    Writer(out).Double(value);
    return out;
  };
  EXPECT_EQ(number(0.1), "0.1");
  EXPECT_EQ(number(120), "120");
  EXPECT_EQ(number(1e300), "1e+300");
  EXPECT_EQ(number(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(number(std::numeric_limits<double>::quiet_NaN()), "null");
  std::string out;
  Writer(out).Integer(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(out, "-9223372036854775808");
}

TEST(Writer, StringsRoundTrip) {
  std::mt19937 random(42);
  static constexpr std::string_view kPieces[] = {"\"", "\\", "\n", "\x01", "plain text", "é",
                                                 "𝄞",  "/",  "u",  "\x1F", "\x7F",       " "};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (std::size_t n = random() % 12; n > 0; --n) text += kPieces[random() % 12];
    ASSERT_EQ(Document::Parse(Quoted(text)).root().text(), text);
  }
}

TEST(Writer, WritesAPartOfADocument) {
  const auto document = Document::Parse(R"({"a":{"b":[1,{"c":"d"}],"e":2},"f":3})");
  std::string out;
  Writer writer(out);
  writer.BeginArray();
  writer.Value(*document.root().Find("a"));
  writer.Value(*document.root().Find("f"));
  writer.Value(*document.root().Find("a")->Find("e"));
  writer.EndArray();
  EXPECT_EQ(out, R"([{"b":[1,{"c":"d"}],"e":2},3,2])");
}

TEST(Writer, IndentedTextReadsBackEqual) {
  const std::string text = R"({"a":[[],{},[{"b":null}]],"c":"\n","d":-0.0})";
  const auto document = Document::Parse(text);
  std::string indented, compact;
  Writer(indented, 4).Value(document.root());
  Writer(compact).Value(Document::Parse(indented).root());
  EXPECT_EQ(compact, text);
}

}  // namespace
}  // namespace socle::json
