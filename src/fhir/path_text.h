#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socle::fhir {

// Text in characters (Unicode code points) of well-formed UTF-8. No locale.

/// The number of characters.
std::size_t CountCharacters(std::string_view text);
/// The byte at which the character number `index` begins; the text's size beyond its end.
std::size_t ByteOfCharacter(std::string_view text, std::size_t index);
/// The length in bytes of the character that begins at `at`.
std::size_t CharacterLength(std::string_view text, std::size_t at);
/// Each character by its simple mapping.
std::string ToUpper(std::string_view text);
std::string ToLower(std::string_view text);
/// In small letters, white space as single blanks: what `~` compares.
std::string NormaliseText(std::string_view text);

}  // namespace socle::fhir
