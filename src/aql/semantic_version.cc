#include "aql/semantic_version.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace socle::aql {
namespace {

constexpr std::size_t kMostDigits = 9;
constexpr std::uint32_t kMostNumber = 999'999'999;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

/// Takes the text before the next '.', or all of it, away from `rest`.
std::string_view TakeIdentifier(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('.'), rest.size());
  const std::string_view identifier = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return identifier;
}

/// A number without leading zeros.
std::optional<std::uint32_t> ReadNumber(std::string_view text) {
  if (!IsNumber(text) || text.size() > kMostDigits) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// One to three numbers with dots between them.
struct Numbers {
  std::array<std::uint32_t, 3> values{};
  std::size_t count = 0;
};

std::optional<Numbers> ReadNumbers(std::string_view text) {
  Numbers numbers;
  if (text.empty() || text.back() == '.') return std::nullopt;
  while (!text.empty()) {
    const auto number = ReadNumber(TakeIdentifier(text));
    if (!number || numbers.count == numbers.values.size()) return std::nullopt;
    numbers.values.at(numbers.count++) = *number;
  }
  return numbers;
}

/// Semantic Versioning 2.0.0, item 9.
bool IsPreRelease(std::string_view text) {
  if (text.empty() || text.back() == '.') return false;
  while (!text.empty()) {
    const std::string_view identifier = TakeIdentifier(text);
    const bool known = std::all_of(identifier.begin(), identifier.end(), [](char c) {
      return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
    if (identifier.empty() || !known) return false;
    if (IsNumber(identifier) && identifier.size() > 1 && identifier.front() == '0') return false;
  }
  return true;
}

/// Item 11.4, 1 to 3.
std::strong_ordering CompareIdentifiers(std::string_view a, std::string_view b) {
  const bool number = IsNumber(a);
  if (number != IsNumber(b)) {
    return number ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (number && a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

/// Item 11.3 and 11.4.
std::strong_ordering ComparePreReleases(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();
  while (!a.empty() && !b.empty()) {
    const auto order = CompareIdentifiers(TakeIdentifier(a), TakeIdentifier(b));
    if (order != std::strong_ordering::equal) return order;
  }
  return a.size() <=> b.size();
}

}  // namespace

std::optional<SemanticVersion> SemanticVersion::Parse(std::string_view text) {
  const std::size_t hyphen = std::min(text.find('-'), text.size());
  const auto numbers = ReadNumbers(text.substr(0, hyphen));
  if (!numbers || numbers->count != 3) return std::nullopt;
  SemanticVersion version(numbers->values[0], numbers->values[1], numbers->values[2]);
  if (hyphen == text.size()) return version;
  const std::string_view pre_release = text.substr(hyphen + 1);
  if (!IsPreRelease(pre_release)) return std::nullopt;
  version.pre_release_ = pre_release;
  return version;
}

std::string SemanticVersion::ToString() const {
  std::string text =
      std::to_string(major_) + '.' + std::to_string(minor_) + '.' + std::to_string(patch_);
  if (!pre_release_.empty()) text += '-' + pre_release_;
  return text;
}

std::optional<SemanticVersion> SemanticVersion::NextRelease() const {
  if (!pre_release_.empty()) return SemanticVersion(major_, minor_, patch_);
  if (patch_ == kMostNumber) return std::nullopt;
  return SemanticVersion(major_, minor_, patch_ + 1);
}

std::strong_ordering SemanticVersion::operator<=>(const SemanticVersion& other) const {
  if (const auto order = major_ <=> other.major_; order != 0) return order;
  if (const auto order = minor_ <=> other.minor_; order != 0) return order;
  if (const auto order = patch_ <=> other.patch_; order != 0) return order;
  return ComparePreReleases(pre_release_, other.pre_release_);
}

std::optional<VersionPattern> VersionPattern::Parse(std::string_view text) {
  VersionPattern pattern;
  pattern.exact_ = SemanticVersion::Parse(text);
  if (pattern.exact_) return pattern;
  const auto numbers = ReadNumbers(text);
  if (!numbers || numbers->count > 2) return std::nullopt;
  pattern.major_ = numbers->values[0];
  if (numbers->count == 2) pattern.minor_ = numbers->values[1];
  return pattern;
}

bool VersionPattern::Matches(const SemanticVersion& version) const {
  if (exact_) return version == *exact_;
  return version.major() == major_ && (!minor_ || version.minor() == *minor_);
}

}  // namespace socle::aql
