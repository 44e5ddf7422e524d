#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "ucum/unit.h"

namespace socle::ucum {

/// Reads one code. One thread at a time; looks at `code`, which must outlive it.
/// Source: UCUM, section 5 to 13 and the grammar in figure 1.
class CodeParser {
 public:
  explicit CodeParser(std::string_view code) : code_(code) {}

  /// The unit, or nothing; then `column` and `expected` say why.
  std::optional<Unit> Parse();

  /// 1-based, counting bytes.
  std::size_t column() const { return fault_ + 1; }
  /// What was expected there: "a unit".
  std::string_view expected() const { return expected_; }
  /// The symbol that is no unit, or empty.
  std::string_view unknown() const { return unknown_; }

  static constexpr std::size_t kMaxLength = 256;
  static constexpr int kMaxDepth = 32;

 private:
  CodeParser(std::string_view code, int level) : code_(code), level_(level) {}

  std::optional<Unit> Term(int depth);
  std::optional<Unit> Component(int depth);
  std::optional<Unit> Parenthesised(int depth);
  std::optional<Unit> Annotatable();
  std::optional<Unit> Number();
  std::optional<Unit> Simple(std::string_view symbol, std::size_t start);
  std::optional<Unit> Defined(std::size_t atom) const;
  bool Annotation();
  std::string_view Symbol();
  std::optional<int> Exponent();
  std::nullopt_t Fail(std::size_t at, std::string_view expected);

  bool AtEnd() const { return at_ >= code_.size(); }
  char Now() const { return AtEnd() ? '\0' : code_[at_]; }

  std::string_view code_;
  std::size_t at_ = 0;
  std::size_t fault_ = 0;
  std::string_view expected_, unknown_;
  int level_ = 0;  // definitions within definitions
};

}  // namespace socle::ucum
