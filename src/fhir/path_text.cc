#include "fhir/path_text.h"

#include <clocale>
#include <cwctype>

#include "base/bytes.h"

namespace socle::fhir {
namespace {

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// The tables of C.UTF-8, which is a part of the C library; lives as long as the program.
locale_t Characters() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

std::uint32_t Decode(std::string_view character) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i]));
  };
  switch (character.size()) {
    case 1:
      return byte(0);
    case 2:
      return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    case 3:
      return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    default:
      return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 |
             (byte(3) & 0x3F);
  }
}

template <typename Map>
std::string MapCharacters(std::string_view text, Map map) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = CharacterLength(text, at);
    base::AppendUtf8(out, map(Decode(text.substr(at, length))));
    at += length;
  }
  return out;
}

}  // namespace

std::size_t CountCharacters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += IsContinuation(c) ? 0 : 1;
  return count;
}

std::size_t ByteOfCharacter(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (IsContinuation(text[at])) continue;
    if (index == 0) return at;
    --index;
  }
  return at;
}

std::size_t CharacterLength(std::string_view text, std::size_t at) {
  std::size_t length = 1;
  while (length < 4 && at + length < text.size() && IsContinuation(text[at + length])) ++length;
  return length;
}

std::string ToUpper(std::string_view text) {
  return MapCharacters(text, [](std::uint32_t c) {
    return static_cast<std::uint32_t>(towupper_l(static_cast<wint_t>(c), Characters()));
  });
}

std::string ToLower(std::string_view text) {
  return MapCharacters(text, [](std::uint32_t c) {
    return static_cast<std::uint32_t>(towlower_l(static_cast<wint_t>(c), Characters()));
  });
}

std::string NormaliseText(std::string_view text) {
  std::string out = ToLower(text);
  std::size_t kept = 0;
  bool in_blank = false;
  for (const char c : out) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_blank) out[kept++] = c;
    if (is_blank && !in_blank) out[kept++] = ' ';
    in_blank = is_blank;
  }
  out.resize(kept);
  return out;
}

}  // namespace socle::fhir
