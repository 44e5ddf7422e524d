#include "base/bytes.h"

#include <gtest/gtest.h>

#include <random>

namespace socle::base {
namespace {

TEST(Bytes, HexRoundTrips) {
  EXPECT_EQ(ToHex(std::string_view("\x00\xAB\xFF", 3)), "00abff");
  EXPECT_EQ(FromHex("00ABfF"), std::string("\x00\xAB\xFF", 3));
  EXPECT_EQ(FromHex(""), "");
  EXPECT_EQ(FromHex("0"), std::nullopt);
  EXPECT_EQ(FromHex("0g"), std::nullopt);
}

// RFC 4648, 10.
TEST(Bytes, Base64TestVectors) {
  const std::string_view vectors[][2] = {{"", ""},
                                         {"f", "Zg=="},
                                         {"fo", "Zm8="},
                                         {"foo", "Zm9v"},
                                         {"foob", "Zm9vYg=="},
                                         {"fooba", "Zm9vYmE="},
                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(ToBase64(plain), encoded);
    EXPECT_EQ(FromBase64(encoded), plain);
    EXPECT_EQ(FromBase64(encoded.substr(0, encoded.find('='))), plain);
  }
}

TEST(Bytes, Base64RefusesWhatNoEncoderWrites) {
  for (const std::string_view bad : {"Z", "Zm9vY", "Zg=", "Z===", "=", "====", "Zm9v=", "Zh==",
                                     "Zm9=", "Zg==Zg==", "Zm 9v", "Zm9v\n", "Zm9-", "Zm9_"}) {
    EXPECT_EQ(FromBase64(bad), std::nullopt) << bad;
  }
}

TEST(Bytes, Base64RoundTripsAnyBytes) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 40, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    ASSERT_EQ(FromBase64(ToBase64(bytes)), bytes);
    ASSERT_EQ(FromHex(ToHex(bytes)), bytes);
  }
}

TEST(Bytes, Utf8) {
  for (const std::string_view good : {"", "abc", "é", "€", "𝄞", "\xF4\x8F\xBF\xBF", "\xEF\xBF\xBF",
                                      "\xED\x9F\xBF", "\xEE\x80\x80", "12345678é12345678"}) {
    EXPECT_TRUE(IsUtf8(good)) << good;
  }
  const std::string_view bad[] = {
      "\x80",         "\xC0\x80",         "\xC1\xBF",         "\xC3",         "\xC3(",
      "\xE0\x9F\xBF", "\xE2\x82",         "\xED\xA0\x80",     "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF",
      "\xF0\x9D\x84", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"};
  for (const std::string_view bytes : bad) {
    EXPECT_FALSE(IsUtf8(bytes)) << ToHex(bytes);
    for (std::size_t before = 0; before < 20; ++before) {
      const std::string text = std::string(before, 'a') + std::string(bytes) + "tail";
      EXPECT_EQ(Utf8Prefix(text), before) << ToHex(bytes);
    }
  }
}

TEST(Bytes, CodePointsAreWrittenAsUtf8) {
  std::string text;
  for (const std::uint32_t code : {0x41u, 0xE9u, 0x20ACu, 0x1D11Eu}) AppendUtf8(text, code);
  EXPECT_EQ(text, "Aé€𝄞");
}

TEST(Bytes, UnicodeEscapesAreRead) {
  std::string text;
  EXPECT_EQ(AppendUnicodeEscape("u00e9x", text), 5u);
  EXPECT_EQ(AppendUnicodeEscape("uD834\\uDD1E", text), 11u);
  EXPECT_EQ(text, "é𝄞");
  for (const std::string_view bad : {"", "u", "u00e", "x00e9", "u00g0", "uD834", "uD834\\", "uDD1E",
                                     "uD834\\u0041", "uD834uDD1E"}) {
    EXPECT_EQ(AppendUnicodeEscape(bad, text), 0u) << bad;
  }
  EXPECT_EQ(text, "é𝄞");
}

TEST(Bytes, EveryCodePointIsUtf8AndNoSurrogateIs) {
  for (unsigned point = 0x800; point < 0x10000; ++point) {
    const char bytes[] = {static_cast<char>(0xE0 | point >> 12),
                          static_cast<char>(0x80 | (point >> 6 & 63)),
                          static_cast<char>(0x80 | (point & 63))};
    ASSERT_EQ(IsUtf8({bytes, 3}), point < 0xD800 || point > 0xDFFF) << point;
  }
}

}  // namespace
}  // namespace socle::base
