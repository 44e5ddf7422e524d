#include "resource/folding.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace socle::resource {
namespace {

struct Folded {
  char16_t letter, first, second = 0, third = 0;
};

constexpr Folded kTable[] = {
#include "resource/folding.inc"
};

constexpr bool IsCombining(char32_t c) { return c >= 0x300 && c < 0x370; }
constexpr bool IsSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) ||
         c == 0x202f || c == 0x3000;
}

void Append(char32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    out += static_cast<char>(0xe0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  }
}

/// The character at `at` where it has two or three bytes, and how many; 0 for all others.
std::size_t Decode(std::string_view text, std::size_t at, char32_t& c) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return at + i < text.size() ? static_cast<std::uint8_t>(text[at + i]) : 0;
  };
  const std::uint32_t lead = byte(0);
  if ((lead & 0xe0) == 0xc0 && (byte(1) & 0xc0) == 0x80) {
    c = (lead & 0x1f) << 6 | (byte(1) & 0x3f);
    return 2;
  }
  if ((lead & 0xf0) == 0xe0 && (byte(1) & 0xc0) == 0x80 && (byte(2) & 0xc0) == 0x80) {
    c = (lead & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    return 3;
  }
  return 0;
}

void AppendFolded(char32_t c, std::string_view written, std::string& out) {
  const auto* const found = std::ranges::lower_bound(kTable, c, {}, &Folded::letter);
  if (found == std::end(kTable) || found->letter != c) {
    out += written;
    return;
  }
  for (const char16_t part : {found->first, found->second, found->third}) {
    if (part != 0) Append(part, out);
  }
}

}  // namespace

std::string Fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool blank = false;  // before the next character
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = static_cast<std::uint8_t>(text[at]);
    std::size_t size = 1;
    if (c >= 0x80) {
      size = Decode(text, at, c);
      if (size == 0) {
        size = 1;
        c = 0xfffd;  // a part of what is kept as it is
      }
    }
    const std::string_view written = text.substr(at, size);
    at += size;
    if (IsSpace(c)) {
      blank = true;
      continue;
    }
    if (IsCombining(c)) continue;
    if (blank && !out.empty()) out += ' ';
    blank = false;
    if (c < 0x80) {
      out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    } else {
      AppendFolded(c, written, out);
    }
  }
  return out;
}

}  // namespace socle::resource
