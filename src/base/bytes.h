#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle::base {

/// The value of one hexadecimal digit, or -1.
constexpr int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Lower-case hexadecimal digits of `bytes`, two a byte.
std::string ToHex(std::string_view bytes);
/// The bytes that `text` spells, or nothing (odd length, other characters).
std::optional<std::string> FromHex(std::string_view text);
/// RFC 4648 section 4, padded.
std::string ToBase64(std::string_view bytes);
/// The bytes of padded or unpadded base64, or nothing (other characters, white space included;
/// left-over bits that are not zero).
std::optional<std::string> FromBase64(std::string_view text);
/// Whether `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool IsUtf8(std::string_view text);
/// The length of the longest well-formed UTF-8 beginning of `text`: where the first fault stands.
std::size_t Utf8Prefix(std::string_view text);
/// Appends the code point, U+0000 to U+10FFFF, as UTF-8.
void AppendUtf8(std::string& out, std::uint32_t code);
/// Appends what the escape "uXXXX" at the beginning of `text` means, which stands behind a
/// backslash, and gives the length read; 0 where it means nothing. Two that are a pair of
/// surrogates ("uD834\uDD1E") are one character.
std::size_t AppendUnicodeEscape(std::string_view text, std::string& out);

}  // namespace socle::base
