#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "aql/ast.h"
#include "aql/lexer.h"

namespace socle::aql {

/// The tokens of a query, read from the front, with the sentences that every rule of the grammar
/// uses. One thread at a time.
class TokenReader {
 public:
  explicit TokenReader(std::string_view query) : tokens_(Tokenize(query)) {}

  const Token& Peek(std::size_t ahead = 0) const {
    return tokens_[at_ + ahead < tokens_.size() ? at_ + ahead : tokens_.size() - 1];
  }
  Token Take() { return at_ + 1 < tokens_.size() ? tokens_[at_++] : tokens_.back(); }
  const Place& place() const { return Peek().place; }

  bool IsKeyword(std::string_view keyword, std::size_t ahead = 0) const;
  bool IsSymbol(std::string_view symbol, std::size_t ahead = 0) const;
  bool TakeKeyword(std::string_view keyword);
  bool TakeSymbol(std::string_view symbol);
  void Expect(std::string_view keyword);
  void ExpectSymbol(std::string_view symbol);
  /// The next word, a name of letters, digits and '_'. `what` says what it is for.
  Token ExpectName(std::string_view what);

  /// Fails at the next token. Where that is a word, the nearest of `keywords` is named.
  [[noreturn]] void Refuse(std::string_view expected,
                           std::initializer_list<std::string_view> keywords = {}) const;

  /// Counts a level of nesting while it lives. Errors: kMalformed, rule `nesting`.
  class Level {
   public:
    explicit Level(TokenReader& reader);
    ~Level() { --reader_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    TokenReader& reader_;
  };

 private:
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace socle::aql
