#include "rm/requirements.h"

#include <algorithm>

#include "rm/ids.h"
#include "rm/terminology.h"

namespace socle::rm {
namespace {

bool IsAlnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// RFC 5646: a subtag of two to eight letters, then subtags of letters and digits.
bool LooksLikeLanguage(std::string_view code) {
  const std::size_t first = std::min(code.find_first_of("-_"), code.size());
  return first >= 2 && first <= 8 &&
         std::all_of(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(first), IsAlpha) &&
         std::all_of(code.begin(), code.end(),
                     [](char c) { return IsAlnum(c) || c == '-' || c == '_'; });
}

/// ISO 3166-1 alpha-2, alpha-3 and numeric, ISO 3166-2 subdivisions.
bool LooksLikeCountry(std::string_view code) {
  const std::size_t first = std::min(code.find('-'), code.size());
  return first >= 2 && first <= 3 &&
         std::all_of(code.begin(), code.end(), [](char c) { return IsAlnum(c) || c == '-'; });
}

/// RFC 6838: type/subtype.
bool LooksLikeMediaType(std::string_view code) {
  const std::size_t slash = code.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < code.size();
}

/// RFC 2978, 2.3.
bool LooksLikeCharset(std::string_view code) {
  return !code.empty() && std::all_of(code.begin(), code.end(), [](char c) {
    return IsAlnum(c) || std::string_view("!#$%&'+-^_`{}~.:()").find(c) != std::string_view::npos;
  });
}

bool MayBeOfSet(std::string_view code_set, std::string_view code) {
  if (code_set == "languages") return LooksLikeLanguage(code);
  if (code_set == "countries") return LooksLikeCountry(code);
  if (code_set == "media types") return LooksLikeMediaType(code);
  if (code_set == "character sets") return LooksLikeCharset(code);
  return false;
}

}  // namespace

void RequireNotEmpty(const Node& owner, AttributeId attribute, std::string_view invariant,
                     Findings& findings) {
  const Node* child = owner.Child(attribute);
  if (child != nullptr && child->text.empty()) {
    findings.Broken(owner, attribute, invariant, "a text that is not empty", "an empty text");
  }
}

Code CodeOf(const Node& node) {
  const Node* phrase =
      node.type == type::kCodePhrase ? &node : node.Child(attribute::kDefiningCode);
  if (phrase == nullptr) return {};
  Code code;
  code.code = phrase->ChildText(attribute::kCodeString);
  const Node* terminology = phrase->Child(attribute::kTerminologyId);
  if (terminology != nullptr) {
    code.terminology = terminology->ChildText(attribute::kValue);
    code.terminology = code.terminology.substr(0, code.terminology.find('('));
  }
  return code;
}

bool IsOpenehr(const Code& code) {
  constexpr std::string_view kName = "openehr";
  return std::equal(code.terminology.begin(), code.terminology.end(), kName.begin(), kName.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

std::string Shown(const Code& code) {
  return Shortened(code.terminology) + "::" + Shortened(code.code);
}

void RequireCodeOfGroup(const Node& owner, AttributeId attribute, std::string_view group,
                        std::string_view invariant, Foreign foreign, Findings& findings) {
  const Node* coded = owner.Child(attribute);
  if (coded == nullptr || !IsA(coded->type, type::kDvCodedText)) return;
  const Code code = CodeOf(*coded);
  if (code.code.empty() || code.terminology.empty()) return;  // reported where they stand
  if (!IsOpenehr(code) && foreign == Foreign::kAccepted) return;
  if (IsOpenehr(code) && GroupHasCode(group, code.code)) return;
  findings.Broken(owner, attribute, invariant, "a code of the openehr group " + std::string(group),
                  Shown(code));
}

void RequireCodeOfSet(const Node& owner, AttributeId attribute, std::string_view code_set,
                      std::string_view invariant, Findings& findings) {
  const Node* phrase = owner.Child(attribute);
  if (phrase == nullptr) return;
  const Code code = CodeOf(*phrase);
  if (code.code.empty() || CodeSetHasCode(code_set, code.code)) return;
  if (MayBeOfSet(code_set, code.code)) return;
  findings.Broken(owner, attribute, invariant, "a code of the set " + std::string(code_set),
                  Shown(code));
}

void RequireRefType(const Node& owner, AttributeId attribute, std::string_view type,
                    std::string_view invariant, Findings& findings) {
  for (const Node* ref = owner.Child(attribute); ref != nullptr && ref->attribute == attribute;
       ref = ref->next_sibling) {
    const std::string_view found = ref->ChildText(attribute::kType);
    if (found.empty() || found == type) continue;
    findings.Broken(*ref, attribute::kType, invariant, std::string(type), Shortened(found));
  }
}

}  // namespace socle::rm
