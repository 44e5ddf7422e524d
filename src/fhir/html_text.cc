#include "fhir/html_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/bytes.h"

namespace socle::fhir {
namespace {

struct Entity {
  char character;
  std::string_view text;
};
constexpr std::array<Entity, 5> kEntities = {
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}}};

/// Appends what the reference at the beginning of `text` means and gives its length; 0 for none.
std::size_t AppendReference(std::string_view text, std::string& out) {
  for (const Entity& entity : kEntities) {
    if (!text.starts_with(entity.text)) continue;
    out += entity.character;
    return entity.text.size();
  }
  if (text.starts_with("&apos;")) {
    out += '\'';
    return 6;
  }
  if (!text.starts_with("&#")) return 0;
  const bool is_hexadecimal = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const char* begin = text.data() + (is_hexadecimal ? 3 : 2);
  std::uint32_t code = 0;
  const auto read = std::from_chars(std::min(begin, text.data() + text.size()),
                                    text.data() + text.size(), code, is_hexadecimal ? 16 : 10);
  const bool is_character = code > 0 && code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
  if (read.ec != std::errc() || !is_character || read.ptr == text.data() + text.size() ||
      *read.ptr != ';') {
    return 0;
  }
  base::AppendUtf8(out, code);
  return static_cast<std::size_t>(read.ptr - text.data()) + 1;
}

/// Behind what begins at `at`, a tag or a comment.
std::size_t EndOfTag(std::string_view markup, std::size_t at) {
  const std::string_view end = markup.substr(at).starts_with("<!--") ? "-->" : ">";
  const std::size_t found = markup.find(end, at);
  return found == std::string_view::npos ? markup.size() : found + end.size();
}

/// Behind the reference that begins at `at` and has no meaning.
std::size_t EndOfReference(std::string_view markup, std::size_t at) {
  const std::size_t end = markup.find(';', at);
  return end == std::string_view::npos ? at + 1 : end + 1;
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto found = std::find_if(kEntities.begin(), kEntities.end(),
                                    [c](const Entity& entity) { return entity.character == c; });
    if (found == kEntities.end()) {
      out += c;
    } else {
      out += found->text;
    }
  }
  return out;
}

std::string UnescapeHtml(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = text[at] == '&' ? AppendReference(text.substr(at), out) : 0;
    if (length == 0) out += text[at];
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string TextOfXhtml(std::string_view markup) {
  std::string text;
  for (std::size_t at = 0; at < markup.size();) {
    const std::size_t length = markup[at] == '&' ? AppendReference(markup.substr(at), text) : 0;
    if (length > 0) {
      at += length;
    } else if (markup[at] == '<' || markup[at] == '&') {
      at = markup[at] == '<' ? EndOfTag(markup, at) : EndOfReference(markup, at);
      text += ' ';
    } else {
      text += markup[at++];
    }
  }
  return text;
}

}  // namespace socle::fhir
