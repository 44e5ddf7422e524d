#include "rm/identifiers.h"

#include <algorithm>

namespace socle::rm {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsAlnum(char c) { return IsDigit(c) || IsAlpha(c); }
/// Letters of other alphabets, which concept names in archetype ids may have, are bytes above 0x7F.
bool IsWord(char c) { return IsAlnum(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

template <class Predicate>
bool All(std::string_view text, Predicate predicate) {
  return !text.empty() && std::all_of(text.begin(), text.end(), predicate);
}

bool IsPositive(std::string_view text) { return All(text, IsDigit) && text.front() != '0'; }

/// "v1", "v1.2.3", "v0.0.1-alpha.2+4".
bool IsArchetypeVersion(std::string_view text) {
  if (text.size() < 2 || text.front() != 'v' || !IsDigit(text[1])) return false;
  return All(text.substr(1), [](char c) { return IsAlnum(c) || c == '.' || c == '-' || c == '+'; });
}

}  // namespace

bool IsUid(std::string_view text) {
  return All(text, [](char c) { return IsAlnum(c) || c == '.' || c == '-' || c == '_'; }) &&
         IsAlnum(text.front()) && IsAlnum(text.back());
}

bool IsHierObjectId(std::string_view text) {
  const std::size_t separator = text.find("::");
  if (separator == std::string_view::npos) return IsUid(text);
  return IsUid(text.substr(0, separator)) && separator + 2 < text.size();
}

bool IsVersionTreeId(std::string_view text) {
  const std::size_t first = text.find('.');
  if (first == std::string_view::npos) return IsPositive(text);
  const std::size_t second = text.find('.', first + 1);
  if (second == std::string_view::npos) return false;
  return IsPositive(text.substr(0, first)) &&
         IsPositive(text.substr(first + 1, second - first - 1)) &&
         IsPositive(text.substr(second + 1));
}

bool IsObjectVersionId(std::string_view text) {
  const std::size_t first = text.find("::");
  if (first == std::string_view::npos) return false;
  const std::size_t second = text.find("::", first + 2);
  if (second == std::string_view::npos) return false;
  return IsUid(text.substr(0, first)) && IsUid(text.substr(first + 2, second - first - 2)) &&
         IsVersionTreeId(text.substr(second + 2));
}

bool IsArchetypeId(std::string_view text) {
  const std::size_t space = text.find("::");
  if (space != std::string_view::npos) {
    if (!IsUid(text.substr(0, space))) return false;
    text.remove_prefix(space + 2);
  }
  const std::size_t class_end = text.find('.');
  if (class_end == std::string_view::npos) return false;
  const std::string_view entity = text.substr(0, class_end);
  if (std::count(entity.begin(), entity.end(), '-') != 2 || entity.find("--") != entity.npos ||
      !All(entity, [](char c) { return IsWord(c) || c == '-'; }) || !IsAlpha(entity.front()) ||
      entity.back() == '-') {
    return false;
  }
  const std::string_view rest = text.substr(class_end + 1);
  const std::size_t concept_end = rest.find('.');
  if (concept_end == std::string_view::npos) return false;
  return All(rest.substr(0, concept_end), [](char c) { return IsWord(c) || c == '-'; }) &&
         IsArchetypeVersion(rest.substr(concept_end + 1));
}

bool IsNamespace(std::string_view text) {
  constexpr std::string_view kMarks = "-_.:/&?=+~%@#";
  return All(text, [&](char c) { return IsAlnum(c) || kMarks.find(c) != kMarks.npos; }) &&
         IsAlnum(text.front());
}

}  // namespace socle::rm
