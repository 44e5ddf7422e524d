#include "json/fault.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/text_place.h"

namespace socle::json {

std::string Place(std::string_view text, std::size_t offset) {
  base::TextPlace place;
  base::Advance(place, text.substr(0, offset));
  return base::FormatPlace(place);
}

std::string DescribeToken(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "the end of the text";
  const char c = text[offset];
  if (std::string_view("{}[],:").find(c) != std::string_view::npos) return {'\'', c, '\''};
  if (c == '"') return "a string";
  if (c == '-' || (c >= '0' && c <= '9')) return "a number";
  for (const std::string_view literal : {"true", "false", "null"}) {
    if (text.substr(offset).starts_with(literal)) return std::string(literal);
  }
  return "a character that begins no value";
}

Fault FirstLexicalFault(std::string_view text) {
  const std::size_t valid = base::Utf8Prefix(text);
  std::size_t opened = 0;
  bool in_string = false, blank = true;
  for (std::size_t at = 0; at < valid; ++at) {
    const char c = text[at];
    if (c == '\\') {
      if (++at < valid && in_string && static_cast<unsigned char>(text[at]) < 0x20) --at;
      blank = false;
    } else if (c == '"') {
      in_string = !in_string;
      opened = at;
      blank = false;
    } else if (in_string && static_cast<unsigned char>(c) < 0x20) {
      return {at, "a control character must be escaped in a string"};
    } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
      blank = false;
    }
  }
  if (valid < text.size()) return {valid, "not UTF-8"};
  if (in_string) return {opened, "the string that begins here has no end"};
  if (blank) return {0, "expected a value, found the end of the text"};
  return {0, "not a JSON text"};
}

}  // namespace socle::json
