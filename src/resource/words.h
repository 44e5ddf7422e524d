#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fhir/tree.h"

namespace socle::resource {

/// A word is cut behind so many bytes.
inline constexpr std::size_t kLongestWord = 64;

/// The words of a text, folded (folding.h), in their order: letters, digits and marks of any
/// script; what stands between is none.
std::vector<std::string> WordsOfText(std::string_view text);

/// Where words of a resource are looked for.
enum class WordsOf : std::uint8_t {
  kNothing,
  kNarrative,  // _text: its narrative
  kContent,    // _content: all of its texts: narratives, strings and markdown, contained ones too
};

/// The words of a resource, sorted, each once.
std::vector<std::string> WordsIn(const fhir::Node& resource, WordsOf where);

}  // namespace socle::resource
