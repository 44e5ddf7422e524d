#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace socle::base {

/// Where something stands in a text: line and column from 1, a column counts characters, a line
/// ends with a line feed.
struct TextPlace {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// `place` goes on behind the bytes `passed`.
inline void Advance(TextPlace& place, std::string_view passed) {
  for (const char c : passed) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((byte & 0xC0) != 0x80) {
      ++place.column;
    }
  }
}

/// "line:column".
std::string FormatPlace(const TextPlace& place);

/// The error of a text in a language: its place as "line:column", and one issue with the rule's
/// name. The message is `lead` ("At ", "FHIRPath, at "), the place, what was expected and, where it
/// is not empty, what was found, cut to what a reader bears.
Error FaultAt(ErrorCode code, std::string_view lead, const TextPlace& place, std::string rule,
              std::string expected, std::string_view found);

}  // namespace socle::base
