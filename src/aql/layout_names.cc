#include "aql/layout_names.h"

#include <array>
#include <cstdint>

namespace socle::aql {
namespace {

/// U+00C0 to U+00FF.
constexpr std::array<std::string_view, 64> kLatin1 = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "_", "o", "u", "u", "u", "u", "y", "th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "_", "o", "u", "u", "u", "u", "y", "th", "y"};
/// U+0100 to U+017F.
constexpr std::string_view kExtended =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooor"
    "rrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

struct Prefix {
  std::string_view type, prefix;
};
constexpr Prefix kPrefixes[] = {
    {"OBSERVATION", "obs"}, {"EVALUATION", "eval"},   {"INSTRUCTION", "instr"},
    {"ACTION", "act"},      {"ADMIN_ENTRY", "admin"}, {"CLUSTER", "clu"},
    {"SECTION", "sec"},     {"COMPOSITION", "comp"},  {"ELEMENT", "elem"},
};

/// The letters for the code point of two bytes `a` and `b`; "_" where there are none.
std::string_view Fold(unsigned char a, unsigned char b) {
  const unsigned code = (a & 0x1FU) << 6 | (b & 0x3FU);
  if (code >= 0xC0 && code <= 0xFF) return kLatin1[code - 0xC0];
  if (code >= 0x100 && code <= 0x17F) return kExtended.substr(code - 0x100, 1);
  return "_";
}

void Append(std::string& slug, std::string_view letters) {
  for (const char c : letters) {
    if (c == '_' && (slug.empty() || slug.back() == '_')) continue;
    slug += c;
  }
}

}  // namespace

std::string Slug(std::string_view text, std::size_t longest) {
  static_assert(kExtended.size() == 128);
  std::string slug;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      const bool upper = c >= 'A' && c <= 'Z';
      const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      const char letter = static_cast<char>(upper ? c - 'A' + 'a' : c);
      Append(slug, upper || plain ? std::string_view(&letter, 1) : "_");
    } else if (c >= 0xC0 && c < 0xE0 && i + 1 < text.size()) {
      Append(slug, Fold(c, static_cast<unsigned char>(text[++i])));
    } else if (c >= 0xC0) {
      Append(slug, "_");
    }
  }
  if (!slug.empty() && slug.front() >= '0' && slug.front() <= '9') slug.insert(0, "n");
  if (slug.size() > longest) slug.resize(longest);
  while (!slug.empty() && slug.back() == '_') slug.pop_back();
  return slug;
}

std::string TableNameOf(std::string_view archetype_id) {
  // openEHR-EHR-CLASS.concept.v1
  const std::size_t dash = archetype_id.rfind('-', archetype_id.find('.'));
  const std::size_t dot = archetype_id.find('.');
  if (dash == std::string_view::npos || dot == std::string_view::npos) {
    return Slug("arch_" + std::string(archetype_id), kLongestTableName);
  }
  const std::string_view type = archetype_id.substr(dash + 1, dot - dash - 1);
  std::string name = Slug(type);
  for (const Prefix& prefix : kPrefixes) {
    if (prefix.type == type) name = std::string(prefix.prefix);
  }
  return Slug(name + "_" + std::string(archetype_id.substr(dot + 1)), kLongestTableName);
}

std::string FreeName(const std::string& name, std::size_t longest,
                     const std::function<bool(const std::string&)>& is_free) {
  std::string candidate = name.substr(0, longest);
  for (int i = 2; !is_free(candidate); ++i) {
    const std::string suffix = "_" + std::to_string(i);
    candidate = name.substr(0, longest - suffix.size()) + suffix;
  }
  return candidate;
}

}  // namespace socle::aql
