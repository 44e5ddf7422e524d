#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "aql/ast.h"

namespace socle::aql {

enum class TokenKind : std::uint8_t {
  kEnd,
  kWord,       // names, keywords, at codes, archetype ids
  kTermCode,   // terminology::code|rubric|
  kParameter,  // $p or :p; the text is p
  kString,     // the text is what stands between the quotation marks, escaped still
  kNumber,     // the text is as written, without a sign
  kRegex,      // /…/ behind an opening brace; the text is what stands between
  kUri,        // behind an opening brace
  kSymbol,     // ( ) [ ] { } , / * ; + - = != < <= > >=
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
  Place place;
};

/// The tokens of `query` in order; the last is kEnd. White space and comments ("--" to the end of
/// the line) are left out. `query` must outlive the tokens. Linear.
/// Errors: kMalformed with its place: not UTF-8, a string or regular expression without an end, a
/// character or number that the language does not have.
/// Source: openEHR QUERY 1.1.0, AqlLexer.
std::vector<Token> Tokenize(std::string_view query);

/// Whether the wildcards of LIKE keep their escapes: '\*' stays as it is, for LIKE to read.
enum class Wildcards : std::uint8_t { kPlain, kKeepEscapes };

/// What the content of a string token says. Errors: kMalformed for an unknown escape.
std::string Unescape(const Token& token, Wildcards wildcards);

/// Whether `text` is a name that an alias may have: letters, digits, '_'.
bool IsPlainName(std::string_view text);
/// Whether `text` has the form of an archetype's id, such as openEHR-EHR-OBSERVATION.pulse.v2.
bool LooksLikeArchetypeId(std::string_view text);
/// Whether `text` is "at0004", "at0.0.1", "id3.1".
bool IsNodeCode(std::string_view text);
/// Equal without regard to ASCII case.
bool EqualAnyCase(std::string_view a, std::string_view b);

}  // namespace socle::aql
