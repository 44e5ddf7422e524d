#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle::aql {

/// A version "major.minor.patch" or "major.minor.patch-pre.release". Ordered by precedence: numbers
/// as numbers, a pre-release before its release. Build metadata ("+build") has no place in the
/// order and is none of its spellings. Immutable values.
/// Source: Semantic Versioning 2.0.0, items 2, 9 and 11.
class SemanticVersion {
 public:
  /// The version that `text` spells, or nothing. A number of the first three has at most 9 digits.
  static std::optional<SemanticVersion> Parse(std::string_view text);

  SemanticVersion(std::uint32_t major, std::uint32_t minor, std::uint32_t patch)
      : major_(major), minor_(minor), patch_(patch) {}

  std::uint32_t major() const { return major_; }
  std::uint32_t minor() const { return minor_; }
  std::string ToString() const;
  /// The lowest release above this version: 1.2.4 of 1.2.3, 2.0.0 of 2.0.0-beta. Nothing where the
  /// patch has no number left.
  std::optional<SemanticVersion> NextRelease() const;

  std::strong_ordering operator<=>(const SemanticVersion& other) const;
  bool operator==(const SemanticVersion& other) const = default;

 private:
  std::uint32_t major_, minor_, patch_;
  std::string pre_release_;  // without the hyphen; empty: a release
};

/// What a reader asks for: one version, or all that begin with "major" or "major.minor".
class VersionPattern {
 public:
  /// The pattern that `text` spells, or nothing.
  static std::optional<VersionPattern> Parse(std::string_view text);
  bool Matches(const SemanticVersion& version) const;

 private:
  std::uint32_t major_ = 0;
  std::optional<std::uint32_t> minor_;
  std::optional<SemanticVersion> exact_;
};

}  // namespace socle::aql
