#include "json/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "json/writer.h"

namespace socle::json {
namespace {

using base::Error;
using base::ErrorCode;
using ::testing::HasSubstr;

std::string Compact(const Document& document) {
  std::string out;
  Writer(out).Value(document.root());
  return out;
}

/// The error that parsing `text` gives; a failure of the test where it gives none.
Error ParseError(std::string_view text, const Limits& limits = {}) {
  try {
    Document::Parse(text, limits);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "accepted: " << text;
  return Error(ErrorCode::kInternal, "accepted");
}

/// A plain reader of RFC 8259 that tells whether a text is one, and writes it again compactly:
/// what Document::Parse must agree with on any bytes.
class Reference {
 public:
  Reference(std::string_view text, unsigned depth) : text_(text), depth_(depth) {}

  std::optional<std::string> Read() {
    if (!base::IsUtf8(text_)) return std::nullopt;
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    Space();
    if (!ReadValue(0)) return std::nullopt;
    Space();
    if (!text_.empty()) return std::nullopt;
    return out_;
  }

 private:
  bool Eat(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  void Space() {
    while (!text_.empty() && std::string_view(" \t\r\n").find(text_[0]) != std::string_view::npos) {
      text_.remove_prefix(1);
    }
  }
  bool ReadValue(unsigned depth) {
    for (const std::string_view word : {"true", "false", "null"}) {
      if (Eat(word)) {
        out_ += word;
        return true;
      }
    }
    if (text_.starts_with('"')) {
      const auto string = ReadString();
      if (!string) return false;
      AppendQuoted(out_, *string);
      return true;
    }
    if (text_.starts_with('{') || text_.starts_with('[')) return ReadContainer(depth);
    return ReadNumber();
  }
  bool ReadContainer(unsigned depth) {
    if (depth == depth_) return false;
    const bool object = text_[0] == '{';
    const std::string close = object ? "}" : "]";
    std::set<std::string> keys;
    out_ += text_[0];
    text_.remove_prefix(1);
    Space();
    for (bool first = true; !Eat(close); first = false) {
      if (!first) {
        if (!Eat(",")) return false;
        out_ += ',';
        Space();
      }
      if (object) {
        const auto key = ReadString();
        if (!key || !keys.insert(*key).second) return false;
        AppendQuoted(out_, *key);
        Space();
        if (!Eat(":")) return false;
        out_ += ':';
        Space();
      }
      if (!ReadValue(depth + 1)) return false;
      Space();
    }
    out_ += close;
    return true;
  }
  bool Digits() {
    bool any = false;
    while (!text_.empty() && text_[0] >= '0' && text_[0] <= '9') {
      out_ += text_[0];
      text_.remove_prefix(1);
      any = true;
    }
    return any;
  }
  bool Take(std::string_view word) {
    if (!Eat(word)) return false;
    out_ += word;
    return true;
  }
  bool ReadNumber() {
    Take("-");
    if (!Take("0") && !Digits()) return false;
    if (Take(".") && !Digits()) return false;
    if (Take("e") || Take("E")) {
      if (!Take("+")) Take("-");
      if (!Digits()) return false;
    }
    return true;
  }
  std::optional<unsigned> Unit() {
    if (!Eat("\\u") || text_.size() < 4) return std::nullopt;
    unsigned unit = 0;
    for (const char c : text_.substr(0, 4)) {
      if (base::HexDigit(c) < 0) return std::nullopt;
      unit = unit * 16 + static_cast<unsigned>(base::HexDigit(c));
    }
    text_.remove_prefix(4);
    return unit;
  }
  static std::string Utf8(unsigned point) {
    const auto c = [](unsigned byte) { return static_cast<char>(byte); };
    if (point < 0x80) return {c(point)};
    if (point < 0x800) return {c(0xC0 + point / 64), c(0x80 + point % 64)};
    if (point < 0x10000) {
      return {c(0xE0 + point / 4096), c(0x80 + point / 64 % 64), c(0x80 + point % 64)};
    }
    return {c(0xF0 + point / 262144), c(0x80 + point / 4096 % 64), c(0x80 + point / 64 % 64),
            c(0x80 + point % 64)};
  }
  std::optional<std::string> ReadString() {
    if (!Eat("\"")) return std::nullopt;
    std::string string;
    while (!text_.empty()) {
      if (Eat("\"")) return string;
      if (text_.starts_with("\\u")) {
        const auto high = Unit();
        if (!high || (*high >= 0xDC00 && *high <= 0xDFFF)) return std::nullopt;
        if (*high < 0xD800 || *high > 0xDFFF) {
          string += Utf8(*high);
          continue;
        }
        const auto low = Unit();
        if (!low || *low < 0xDC00 || *low > 0xDFFF) return std::nullopt;
        string += Utf8(0x10000 + (*high - 0xD800) * 0x400 + (*low - 0xDC00));
      } else if (text_[0] == '\\') {
        static constexpr std::string_view kLetters = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
        const auto at = text_.size() < 2 ? std::string_view::npos : kLetters.find(text_[1]);
        if (at == std::string_view::npos) return std::nullopt;
        string += kMeanings[at];
        text_.remove_prefix(2);
      } else if (static_cast<unsigned char>(text_[0]) < 0x20) {
        return std::nullopt;
      } else {
        string += text_[0];
        text_.remove_prefix(1);
      }
    }
    return std::nullopt;
  }

  std::string_view text_;
  unsigned depth_;
  std::string out_;
};

/// Fails the test where Parse and the plain reader disagree on `text`. Whether it was accepted.
bool ExpectAgreement(const std::string& text, std::uint32_t depth = 512) {
  const auto expected = Reference(text, depth).Read();
  try {
    const Document document = Document::Parse(text, {.bytes = 1u << 20, .depth = depth});
    EXPECT_TRUE(expected.has_value()) << "accepted: " << text;
    if (expected) {
      EXPECT_EQ(Compact(document), *expected) << text;
    }
    return true;
  } catch (const Error& error) {
    EXPECT_FALSE(expected.has_value()) << "refused: " << text << ": " << error.what();
    EXPECT_EQ(error.code(), ErrorCode::kMalformed);
    EXPECT_FALSE(error.message().empty());
    EXPECT_THAT(error.place(), ::testing::MatchesRegex("[0-9]+:[0-9]+"));
    EXPECT_TRUE(base::IsUtf8(error.message())) << base::ToHex(error.message());
    return false;
  }
}

TEST(Document, ReadsEveryKind) {
  const auto document = Document::Parse(
      R"( {"s":"é\n","n":-1.50e+2,"t":true,"f":false,"z":null,"a":[1,[],{}],"o":{"":"x"}} )");
  const Value& root = document.root();
  ASSERT_TRUE(root.is_object());
  EXPECT_EQ(root.size(), 7u);
  EXPECT_EQ(root.key(), "");
  EXPECT_EQ(root.Find("s")->text(), "é\n");
  EXPECT_EQ(root.Find("n")->kind(), Kind::kNumber);
  EXPECT_EQ(root.Find("n")->text(), "-1.50e+2");
  EXPECT_TRUE(root.Find("t")->boolean());
  EXPECT_EQ(root.Find("t")->text(), "true");
  EXPECT_FALSE(root.Find("f")->boolean());
  EXPECT_EQ(root.Find("f")->text(), "false");
  EXPECT_EQ(root.Find("z")->kind(), Kind::kNull);
  EXPECT_EQ(root.Find("a")->size(), 3u);
  EXPECT_EQ(root.Find("o")->Find("")->text(), "x");
  EXPECT_EQ(root.Find("absent"), nullptr);
  std::string keys;
  for (const Value& member : root) keys += member.key();
  EXPECT_EQ(keys, "sntfzao");
}

TEST(Document, ReadsScalarRoots) {
  EXPECT_EQ(Document::Parse("12").root().text(), "12");
  EXPECT_EQ(Document::Parse(" \"a\" ").root().text(), "a");
  EXPECT_EQ(Document::Parse("null").root().kind(), Kind::kNull);
  EXPECT_EQ(Document::Parse("\xEF\xBB\xBF{}").root().size(), 0u);
}

TEST(Document, OutlivesItsTextAndMoves) {
  auto text = std::make_unique<std::string>(R"({"a":["long enough to be on the heap",1]})");
  Document first = Document::Parse(*text);
  text.reset();
  const Value* root = &first.root();
  Document second = std::move(first);
  EXPECT_EQ(&second.root(), root);
  EXPECT_EQ(root->Find("a")->first_child()->text(), "long enough to be on the heap");
}

TEST(Document, UnescapesStrings) {
  EXPECT_EQ(Document::Parse(R"("\"\\\/\b\f\n\r\t")").root().text(), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(Document::Parse(R"("\u0041\u00e9\u20AC\uD834\uDD1E!")").root().text(), "Aé€𝄞!");
  EXPECT_EQ(Document::Parse(R"("a\u0000b")").root().text(), std::string_view("a\0b", 3));
  EXPECT_EQ(Compact(Document::Parse(R"({"k\u0041":["x\\",  "y" , "\\\""]})")),
            R"({"kA":["x\\","y","\\\""]})");
}

struct Bad {
  std::string_view text, place, message;
};

TEST(Document, NamesTheFaultAndItsPlace) {
  const std::string_view kEnd = "found the end of the text";
  const Bad cases[] = {
      {"", "1:1", kEnd},
      {" \n ", "1:1", kEnd},
      {"\xEF\xBB\xBF", "1:1", kEnd},
      {"{\"a\":tru}", "1:6", "expected a value"},
      {"{\"a\":truer}", "1:6", "expected a value"},
      {"nul", "1:1", "expected a value"},
      {"true\"x\"", "1:1", "expected a value"},
      {"[1 2]", "1:4", "expected ',' or ']', found a number"},
      {"{\"a\":1,}", "1:8", "expected a key, found '}'"},
      {"{,}", "1:2", "expected a key or '}', found ','"},
      {"{1:2}", "1:2", "expected a key or '}', found a number"},
      {"{\"a\" 1}", "1:6", "expected ':', found a number"},
      {"{\"a\"}", "1:5", "expected ':', found '}'"},
      {"{\"a\":1 \"b\":2}", "1:8", "expected ',' or '}', found a string"},
      {"[1,]", "1:4", "expected a value, found ']'"},
      {"[1}", "1:3", "expected ',' or ']', found '}'"},
      {"[", "1:2", kEnd},
      {"[1,\n 2", "2:3", kEnd},
      {"{\"a\":", "1:6", kEnd},
      {"{\"a", "1:2", "has no end"},
      {"\"\\", "1:1", "has no end"},
      {"01", "1:1", "not a number"},
      {"1.", "1:1", "not a number"},
      {".5", "1:1", "expected a value"},
      {"-", "1:1", "not a number"},
      {"+1", "1:1", "expected a value"},
      {"1e", "1:1", "not a number"},
      {"1e+", "1:1", "not a number"},
      {"1x", "1:1", "not a number"},
      {"0x10", "1:1", "not a number"},
      {"NaN", "1:1", "expected a value"},
      {"\"\\x\"", "1:2", "an escape that JSON does not know"},
      {"\"\\u12G4\"", "1:2", "four hexadecimal digits"},
      {"\"\\u12\"", "1:2", "four hexadecimal digits"},
      {"\"\\uD800\"", "1:2", "surrogate"},
      {"\"\\uD800\\u0041\"", "1:2", "surrogate"},
      {"\"\\uDC00\"", "1:2", "surrogate"},
      {"[\"a\nb\"]", "1:4", "control character"},
      {"[\"a\\\nb\"]", "1:5", "control character"},
      {"[\"é\tb\"]", "1:4", "control character"},
      {"{} x", "1:4", "expected the end of the text"},
      {"{}{}", "1:3", "expected the end of the text, found '{'"},
      {"\"a\"\"b\"", "1:4", "expected the end of the text, found a string"},
      {"[\"ab\xFF\"]", "1:5", "not UTF-8"},
      {"\xC0\x80", "1:1", "not UTF-8"},
      {"[1,\n\"\xED\xA0\x80\"]", "2:2", "not UTF-8"},
      {"{\"a\":1,\n \"b\":2,\n \"a\":3}", "3:2", "the key 'a' stands twice"},
      {"{\"a\":1,\"\\u0061\":3}", "1:8", "the key 'a' stands twice"},
      {"{\"\":1,\"\":3}", "1:7", "the key '' stands twice"},
      {"[1]\x01", "1:4", "expected the end of the text"},
      {"[1\x0C]", "1:3", "expected ',' or ']'"},
      {"\\\"a\"", "1:4", "has no end"},
      {"{'a':1}", "1:2", "expected a key or '}'"},
      {"// no\n1", "1:1", "expected a value"},
  };
  for (const Bad& bad : cases) {
    SCOPED_TRACE(bad.text);
    const Error error = ParseError(bad.text);
    EXPECT_EQ(error.code(), ErrorCode::kMalformed);
    EXPECT_EQ(error.place(), bad.place);
    EXPECT_THAT(error.message(), HasSubstr(bad.message));
    ExpectAgreement(std::string(bad.text));
  }
}

TEST(Document, FindsDuplicatesAmongManyKeys) {
  for (const int count : {2, 24, 25, 26, 100, 3000}) {
    std::string text = "{";
    for (int i = 0; i < count; ++i) text += "\"key" + std::to_string(i) + "\":0,\n";
    EXPECT_TRUE(ExpectAgreement(text + "\"other\":1}"));
    const Error error = ParseError(text + "\"key1\":1}");
    EXPECT_THAT(error.message(), HasSubstr("'key1'"));
    EXPECT_EQ(error.place(), std::to_string(count + 1) + ":1");
  }
}

TEST(Document, ShortensALongKeyAtACharacter) {
  std::string key;
  for (int i = 0; i < 100; ++i) key += "€";
  const Error error = ParseError("{\"" + key + "\":1,\"" + key + "\":2}");
  EXPECT_TRUE(base::IsUtf8(error.message()));
  EXPECT_LT(error.message().size(), 200u);
}

TEST(Document, HoldsItsLimits) {
  const auto nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
  EXPECT_NO_THROW(Document::Parse(nested(512)));
  const Error deep = ParseError(nested(10'000));
  EXPECT_EQ(deep.code(), ErrorCode::kMalformed);
  EXPECT_EQ(deep.place(), "1:513");
  EXPECT_NO_THROW(Document::Parse("1", {.bytes = 1, .depth = 0}));
  EXPECT_EQ(ParseError("[]", {.bytes = 2, .depth = 0}).place(), "1:1");
  EXPECT_EQ(ParseError("12", {.bytes = 1}).code(), ErrorCode::kTooLarge);
  std::string many = "[0";
  for (int i = 1; i < 1000; ++i) many += ",0";
  many += "]";
  EXPECT_EQ(ParseError(many, {.values = 1000}).code(), ErrorCode::kTooLarge);
  EXPECT_EQ(Document::Parse(many, {.values = 1001}).root().size(), 1000u);
  const auto far_deeper = Document::Parse(nested(200'000), {.depth = 200'000});
  EXPECT_EQ(Compact(far_deeper), nested(200'000));
}

TEST(Document, ReadsLargeTextsAndSmallOnesAfterwards) {
  std::string text = "[0";
  for (int i = 1; i < 400'000; ++i) text += ",{\"a\":" + std::to_string(i) + "}";
  text += "]";
  const auto large = Document::Parse(text);
  EXPECT_EQ(large.root().size(), 400'000u);
  EXPECT_EQ(Compact(large), text);
  EXPECT_EQ(Compact(Document::Parse("[1]")), "[1]");
}

TEST(Document, ParsesOnManyThreads) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 500; ++i) {
        const std::string text =
            "{\"t\":" + std::to_string(t) + ",\"i\":[" + std::to_string(i) + "]}";
        EXPECT_EQ(Compact(Document::Parse(text)), text);
        EXPECT_THROW(Document::Parse(text + "x"), Error);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

/// One small change: a byte replaced, inserted or removed, a run repeated, or the end cut off.
void Mutate(std::string& text, std::mt19937& random) {
  static constexpr std::string_view kLikely =
      "{}[]:,\"\\ \n\t01-+.eEu/truefalsn\xC3\xA9\xED\x80\x00";
  const auto below = [&random](std::size_t n) { return n == 0 ? 0 : random() % n; };
  const char byte = below(4) == 0 ? static_cast<char>(random()) : kLikely[below(kLikely.size())];
  const std::size_t at = below(text.size());
  switch (below(5)) {
    case 0:
      if (!text.empty()) text[at] = byte;
      break;
    case 1:
      text.insert(text.begin() + static_cast<std::ptrdiff_t>(at), byte);
      break;
    case 2:
      text.erase(at, 1 + below(3));
      break;
    case 3:
      text.insert(below(text.size() + 1), text.substr(at, 1 + below(40)));
      break;
    default:
      if (below(4) == 0) text.resize(at);
  }
}

TEST(Document, AgreesWithAPlainReaderOnMutatedTexts) {
  const std::vector<std::string> seeds = {
      R"({"_type":"DV_QUANTITY","magnitude":120.0,"units":"mm[Hg]","precision":0,"ok":true})",
      R"([null,false,"a\"\\\u00e9\ud83d\ude00 b",{"x":{"y":[]}},-0.5E-3,"é€𝄞"])",
      "{\n  \"a\" : [ 1 , 2 ,3 ] ,\n\t\"b\":{ } , \"c\":\"\", \"" + std::string(70, 'k') + "\":\"" +
          std::string(130, 'v') + "\"\r\n}\n",
      R"("\\\\\\\"\\")",
      "-12.25e+10",
      "[[[[[[[[]]]]]]]]"};
  std::mt19937 random(20260301);
  int accepted = 0;
  constexpr int kRounds = 60'000;
  for (int round = 0; round < kRounds; ++round) {
    std::string text = seeds[random() % seeds.size()];
    for (std::size_t n = 1 + random() % 3; n > 0; --n) Mutate(text, random);
    accepted += ExpectAgreement(text, 8) ? 1 : 0;
    if (HasFailure()) return;
  }
  // Both sides of the comparison are exercised.
  EXPECT_GT(accepted, kRounds / 20);
  EXPECT_LT(accepted, kRounds * 19 / 20);
}

TEST(Document, AgreesWithAPlainReaderOnShortTexts) {
  static constexpr std::string_view kBytes = "[]{},:\"\\ 01-.eun\n";
  std::mt19937 random(7);
  for (int round = 0; round < 60'000; ++round) {
    std::string text;
    for (std::size_t n = random() % 9; n > 0; --n) text += kBytes[random() % kBytes.size()];
    ExpectAgreement(text);
    if (HasFailure()) return;
  }
}

TEST(Document, AgreesWithAPlainReaderOnTheCorpus) {
  const std::filesystem::path corpus = SOCLE_CORPUS_DIR "/openehr";
  if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "the openEHR corpus is not here";
  int accepted = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    SCOPED_TRACE(entry.path().filename());
    accepted += ExpectAgreement(text) ? 1 : 0;
    for (std::size_t cut = 1; cut < text.size(); cut += 1 + text.size() / 10) {
      ExpectAgreement(text.substr(0, cut));
    }
  }
  EXPECT_GT(accepted, 50);
}

}  // namespace
}  // namespace socle::json
