#include "xml/encoding.h"

#include <algorithm>
#include <cstdint>

#include "base/bytes.h"
#include "base/error.h"

namespace socle::xml {
namespace {

[[noreturn]] void Refuse(std::string message, std::string_view before) {
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t start = before.rfind('\n');
  const std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
  throw base::Error(base::ErrorCode::kMalformed, std::move(message))
      .At(std::to_string(line) + ":" + std::to_string(column));
}

std::string FromUtf16(std::string_view text, bool big_endian) {
  std::string out;
  out.reserve(text.size());
  const auto unit = [&](std::size_t at) {
    const auto a = static_cast<std::uint8_t>(text[at]), b = static_cast<std::uint8_t>(text[at + 1]);
    return static_cast<std::uint32_t>(big_endian ? a << 8 | b : b << 8 | a);
  };
  for (std::size_t at = 0; at < text.size(); at += 2) {
    if (at + 1 == text.size()) Refuse("half a UTF-16 unit at the end", out);
    std::uint32_t code = unit(at);
    if (code >= 0xD800 && code < 0xDC00) {
      if (at + 3 >= text.size()) Refuse("a UTF-16 surrogate stands alone", out);
      const std::uint32_t low = unit(at + 2);
      if (low < 0xDC00 || low > 0xDFFF) Refuse("a UTF-16 surrogate stands alone", out);
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      at += 2;
    } else if (code >= 0xDC00 && code <= 0xDFFF) {
      Refuse("a UTF-16 surrogate stands alone", out);
    }
    base::AppendUtf8(out, code);
  }
  return out;
}

/// The encoding that an XML declaration names, upper case, or empty.
std::string DeclaredEncoding(std::string_view text) {
  if (!text.starts_with("<?xml")) return {};
  const std::string_view declaration = text.substr(0, std::min<std::size_t>(text.find("?>"), 200));
  std::size_t at = declaration.find("encoding");
  if (at == std::string_view::npos) return {};
  at = declaration.find_first_of("\"'", at);
  if (at == std::string_view::npos) return {};
  const std::size_t end = declaration.find(declaration[at], at + 1);
  if (end == std::string_view::npos) return {};
  std::string name(declaration.substr(at + 1, end - at - 1));
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

std::string FromLatin1(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) base::AppendUtf8(out, static_cast<std::uint8_t>(c));
  return out;
}

std::string Decode(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) return std::string(text.substr(3));
  if (text.starts_with("\xFF\xFE")) return FromUtf16(text.substr(2), false);
  if (text.starts_with("\xFE\xFF")) return FromUtf16(text.substr(2), true);
  const std::string encoding = DeclaredEncoding(text);
  if (encoding == "ISO-8859-1" || encoding == "LATIN1") return FromLatin1(text);
  if (encoding.empty() || encoding == "UTF-8" || encoding == "UTF8" || encoding == "US-ASCII" ||
      encoding == "ASCII") {
    return std::string(text);
  }
  // A declaration that says UTF-16 in a file of single bytes: many programs write that.
  if (encoding == "UTF-16" || encoding == "UNICODE") return std::string(text);
  Refuse("the encoding is not one of UTF-8, UTF-16, ISO-8859-1", {});
}

}  // namespace

std::string ToUtf8(std::string_view text) {
  std::string utf8 = Decode(text);
  const auto forbidden = std::find_if(utf8.begin(), utf8.end(), [](char c) {
    return static_cast<std::uint8_t>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  });
  if (forbidden != utf8.end()) {
    Refuse("a control character that XML forbids",
           std::string_view(utf8).substr(0, static_cast<std::size_t>(forbidden - utf8.begin())));
  }
  if (!base::IsUtf8(utf8)) {
    // The longest good prefix, by halving: this path is rare, the search need not be clever.
    std::size_t good = 0, bad = utf8.size();
    while (bad - good > 1) {
      const std::size_t middle = good + (bad - good) / 2;
      std::size_t cut = middle;
      while (cut > good && (static_cast<std::uint8_t>(utf8[cut]) & 0xC0) == 0x80) --cut;
      if (base::IsUtf8(std::string_view(utf8).substr(0, cut))) {
        if (cut == good) break;
        good = cut;
      } else {
        bad = cut;
      }
    }
    Refuse("the text is not well-formed UTF-8", std::string_view(utf8).substr(0, good));
  }
  return utf8;
}

}  // namespace socle::xml
