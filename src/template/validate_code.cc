#include <algorithm>
#include <array>
#include <utility>

#include "rm/ids.h"
#include "rm/terminology.h"
#include "template/validator.h"

namespace socle::tmpl {

namespace attribute = rm::attribute;

namespace {

constexpr std::size_t kShown = 12;

/// Letters and digits in lower case, without a version in parentheses.
std::string Normal(std::string_view id) {
  std::string normal;
  for (const char c : id.substr(0, id.find('('))) {
    if (c >= 'A' && c <= 'Z') {
      normal += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      normal += c;
    }
  }
  if (normal == "snomed" || normal == "sct") return "snomedct";
  return normal;
}

/// The group of openEHR codes that an attribute of the reference model takes.
/// Source: RM 1.1.0, the classes' own words; openEHR Terminology, groups.
std::string_view GroupOf(rm::AttributeId id) {
  static constexpr std::array<std::pair<rm::AttributeId, std::string_view>, 8> kGroups = {{
      {attribute::kCategory, "composition category"},
      {attribute::kSetting, "setting"},
      {attribute::kNullFlavour, "null flavours"},
      {attribute::kCurrentState, "instruction states"},
      {attribute::kTransition, "instruction transitions"},
      {attribute::kMathFunction, "event math function"},
      {attribute::kMode, "participation mode"},
      {attribute::kRelationship, "subject relationship"},
  }};
  for (const auto& [attribute, group] : kGroups) {
    if (attribute == id) return group;
  }
  return {};
}

}  // namespace

bool SameTerminology(std::string_view a, std::string_view b) {
  return a == b || Normal(a) == Normal(b);
}

std::string Listed(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size() && i < kShown; ++i) {
    if (i > 0) text += ", ";
    text += words[i];
  }
  if (words.size() > kShown) text += ", … (" + std::to_string(words.size()) + " in all)";
  return text;
}

void Validator::CheckCodePhrase(const rm::Node& node, const Object& object, const CodeRule& rule) {
  // What only a terminology service can tell is taken as it is.
  if (rule.external) return;
  const rm::Node* id = node.Child(attribute::kTerminologyId);
  const std::string_view terminology = id ? id->ChildText(attribute::kValue) : std::string_view();
  const std::string_view code = node.ChildText(attribute::kCodeString);
  if (!rule.terminology.empty() && !SameTerminology(rule.terminology, terminology)) {
    return Fail(node, "terminology", [&] {
      return Words{std::string(rule.terminology),
                   std::string(terminology),
                   "The code is of another terminology.",
                   {}};
    });
  }
  if (!rule.list.empty()) {
    if (std::find(rule.list.begin(), rule.list.end(), code) != rule.list.end()) return;
    return Fail(node, "code", [&] {
      return Words{Listed(rule.list), std::string(code), "The code is not in the list.", {}};
    });
  }
  if (rule.terminology == "openehr") return CheckOpenehrCode(node, code);
  // Without a list every term of the archetype may stand.
  if (rule.terminology == "local" && code.starts_with("at") &&
      !definition_.FindTerm(object, code)) {
    Fail(node, "code", [&] {
      return Words{
          "a code of the archetype", std::string(code), "The archetype has no such code.", {}};
    });
  }
}

void Validator::CheckOpenehrCode(const rm::Node& node, std::string_view code) {
  const std::string_view group = node.parent ? GroupOf(node.parent->attribute) : std::string_view();
  if (!group.empty() && rm::HasGroup(group)) {
    if (rm::GroupHasCode(group, code)) return;
    return Fail(node, "terminology", [&] {
      return Words{"a code of the openEHR group '" + std::string(group) + "'",
                   std::string(code),
                   "The code is not in the group.",
                   {}};
    });
  }
  if (!rm::Rubric(code).empty()) return;
  Fail(node, "terminology", [&] {
    return Words{"a code of the openEHR terminology",
                 std::string(code),
                 "The openEHR terminology has no such code.",
                 {}};
  });
}

}  // namespace socle::tmpl
