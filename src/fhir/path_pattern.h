#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace socle::fhir {

/// A regular expression of matches() and its kin, compiled. Matching takes time linear in the text
/// (RE2, docs/decisions/0010-re2.md); look-around and back references do not exist. A point
/// matches line ends, (?<name>…) is a named group. Immutable, safe from any thread.
/// Source: FHIRPath N1, matches and replaceMatches.
class PathPattern {
 public:
  /// The expression, or null with the reason in `fault`.
  static std::unique_ptr<const PathPattern> Compile(std::string_view expression,
                                                    std::string& fault);

  ~PathPattern();
  /// Whether some part of the text matches.
  bool FindsIn(std::string_view text) const;
  /// Whether the whole text matches.
  bool Matches(std::string_view text) const;
  /// The text with every match replaced; $1 and ${name} in `substitution` are groups, $$ is a
  /// dollar. Nothing where it would be longer than `most` bytes.
  bool ReplaceAll(std::string_view text, std::string_view substitution, std::size_t most,
                  std::string& out) const;

 private:
  struct Engine;
  PathPattern();
  std::unique_ptr<Engine> engine_;
};

}  // namespace socle::fhir
