#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_place.h"

namespace socle::fhir {

/// A place in an expression; both from 1, the column in characters.
using PathPlace = base::TextPlace;

enum class PathTokenKind : std::uint8_t {
  kEnd,
  kName,       // identifiers and words of the language
  kDelimited,  // `identifier`, text between the quotes, escapes as written
  kString,     // 'text', likewise
  kNumber,     // 12, 1.50
  kDateTime,   // @2015-02-04T14:34, text behind the @
  kVariable,   // $this: text is "this"
  kExternal,   // %name, %`name`, %'name': text is the name, escapes as written
  kSymbol,     // . ( ) [ ] { } , + - * / | & = != ~ !~ < <= > >=
};

struct PathToken {
  PathTokenKind kind = PathTokenKind::kEnd;
  std::string_view text;
  PathPlace place;
};

/// The tokens of `text`, the last kEnd; they look at it. Comments and blanks are left out.
/// Errors: base::Error kBadRequest with the place. Source: FHIRPath N1, Appendix B, Grammar.
std::vector<PathToken> TokenizePath(std::string_view text);

/// What the escapes of a string or of an identifier mean: \' \" \` \\ \/ \f \n \r \t \uXXXX.
/// Errors: kBadRequest for others.
std::string UnescapePath(const PathToken& token);

}  // namespace socle::fhir
