#include "aql/token_reader.h"

#include "aql/fault.h"
#include "aql/parser.h"
#include "base/nearest.h"

namespace socle::aql {
namespace {

/// What a token is, in words that hold no content of a string or number.
std::string Shown(const Token& token) {
  switch (token.kind) {
    case TokenKind::kEnd:
      return "the end of the query";
    case TokenKind::kString:
      return "a string";
    case TokenKind::kNumber:
      return "a number";
    case TokenKind::kRegex:
      return "a regular expression";
    case TokenKind::kUri:
      return "a URI";
    case TokenKind::kParameter:
      return "$" + std::string(token.text);
    default:
      return "'" + std::string(token.text) + "'";
  }
}

}  // namespace

bool TokenReader::IsKeyword(std::string_view keyword, std::size_t ahead) const {
  const Token& token = Peek(ahead);
  return token.kind == TokenKind::kWord && EqualAnyCase(token.text, keyword);
}

bool TokenReader::IsSymbol(std::string_view symbol, std::size_t ahead) const {
  const Token& token = Peek(ahead);
  return token.kind == TokenKind::kSymbol && token.text == symbol;
}

bool TokenReader::TakeKeyword(std::string_view keyword) {
  if (!IsKeyword(keyword)) return false;
  Take();
  return true;
}

bool TokenReader::TakeSymbol(std::string_view symbol) {
  if (!IsSymbol(symbol)) return false;
  Take();
  return true;
}

void TokenReader::Expect(std::string_view keyword) {
  if (!TakeKeyword(keyword)) Refuse(keyword, {keyword});
}

void TokenReader::ExpectSymbol(std::string_view symbol) {
  if (!TakeSymbol(symbol)) Refuse("'" + std::string(symbol) + "'");
}

Token TokenReader::ExpectName(std::string_view what) {
  if (Peek().kind != TokenKind::kWord || !IsPlainName(Peek().text)) Refuse(what);
  return Take();
}

void TokenReader::Refuse(std::string_view expected,
                         std::initializer_list<std::string_view> keywords) const {
  std::string text(expected);
  if (Peek().kind == TokenKind::kWord) {
    const std::vector<std::string_view> known(keywords);
    const std::string_view nearest = base::Nearest(Peek().text, known);
    if (!nearest.empty()) text += " (did you mean " + std::string(nearest) + "?)";
  }
  throw Fault(base::ErrorCode::kMalformed, place(), "syntax", std::move(text), Shown(Peek()));
}

TokenReader::Level::Level(TokenReader& reader) : reader_(reader) {
  if (++reader_.depth_ > kMostNesting) {
    --reader_.depth_;
    throw Fault(base::ErrorCode::kMalformed, reader_.place(), "nesting",
                "at most " + std::to_string(kMostNesting) + " levels", "more");
  }
}

}  // namespace socle::aql
