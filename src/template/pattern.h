#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace socle::tmpl {

/// A regular expression of a template, compiled. The whole text must match. Matching takes time
/// linear in the text, whatever the expression. Immutable, safe from any thread.
/// Syntax: Perl's without look-around and back references, which no such engine has.
/// Source: ADL 1.4, 5.2.2 (regular expressions of the Perl kind between slashes or circumflexes).
class Pattern {
 public:
  /// The expression, or nothing with the reason in `fault`.
  static std::unique_ptr<const Pattern> Compile(std::string_view expression, std::string& fault);

  ~Pattern();
  bool Matches(std::string_view text) const;
  /// Whether it matches every text (".*").
  bool MatchesAll() const;
  /// As written in the template.
  std::string_view expression() const { return expression_; }

 private:
  struct Engine;
  Pattern();
  std::string expression_;
  std::string literal_;             // the only text that matches, where there are no operators
  std::unique_ptr<Engine> engine_;  // null for a literal and for ".*"
  bool all_ = false;
};

}  // namespace socle::tmpl
