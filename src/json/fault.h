#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace socle::json {

/// What is wrong with a text, and the byte where.
struct Fault {
  std::size_t offset = 0;
  std::string message;
};

/// "line:column" of the byte at `offset` (at most the text's length), both from 1. A column counts
/// characters; a line ends with a line feed.
std::string Place(std::string_view text, std::size_t offset);

/// What stands at `offset`, in words that hold none of the text's data: "a string", "'}'",
/// "the end of the text".
std::string DescribeToken(std::string_view text, std::size_t offset);

/// The first fault below the grammar: bytes that are not UTF-8, a control character in a string, a
/// string without an end, or nothing but white space. Where there is none of them, a fault at 0.
Fault FirstLexicalFault(std::string_view text);

}  // namespace socle::json
