#include <algorithm>

#include "rm/ids.h"
#include "template/validator.h"

namespace socle::tmpl {

namespace attribute = rm::attribute;

namespace {

/// ACTIVITY.action_archetype_id holds a regular expression itself, so it may repeat the template's
/// or leave the archetype open. Source: RM 1.1.0, ACTIVITY.
bool IsAdmittedPattern(const rm::Node& node, const StringRule& rule) {
  if (node.attribute != attribute::kActionArchetypeId) return false;
  const auto bare = [](std::string_view text) {
    if (text.size() >= 2 && text.front() == '/' && text.back() == '/') {
      text = text.substr(1, text.size() - 2);
    }
    return text;
  };
  const std::string_view value = bare(node.text);
  return value == ".*" || value == bare(rule.pattern->expression()) || rule.pattern->Matches(value);
}

/// "Finger" of "Finger #2": programs count siblings of one name, for LOCATABLE names were to be
/// unique among siblings. Source: RM 1.0.2, LOCATABLE, name.
std::string_view WithoutCounter(std::string_view name) {
  std::size_t end = name.size();
  while (end > 0 && name[end - 1] >= '0' && name[end - 1] <= '9') --end;
  const bool counted = end < name.size() && end >= 2 && name.substr(end - 2, 2) == " #";
  return counted ? name.substr(0, end - 2) : name;
}

bool IsListed(std::string_view text, const std::vector<std::string_view>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string_view Trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

void Validator::CheckString(const rm::Node& node, const StringRule& rule) {
  if (!rule.list.empty() && !rule.open && !IsListed(node.text, rule.list)) {
    // White space at the ends is lost in XML sooner or later.
    const std::string_view text = Trim(in_name_ > 0 ? WithoutCounter(node.text) : node.text);
    if (!IsListed(text, rule.list)) {
      Fail(node, "list", [&] {
        // The text itself may be a patient's.
        return Words{Listed(rule.list), "another text", "The text is not in the list.", {}};
      });
    }
  }
  if (rule.pattern && !rule.pattern->Matches(node.text) && !IsAdmittedPattern(node, rule)) {
    Fail(node, "pattern", [&] {
      return Words{std::string(rule.pattern->expression()),
                   "another text",
                   "The text does not match the pattern.",
                   {}};
    });
  }
}

void Validator::CheckNumber(const rm::Node& node, const NumberRule& rule) {
  const auto value = base::Decimal::Parse(node.text);
  if (!value) {
    return Fail(node, "type", [&] {
      return Words{"a number", std::string(node.text), "Not a number.", {}};
    });
  }
  if (!rule.list.empty()) {
    const bool listed = std::any_of(rule.list.begin(), rule.list.end(),
                                    [&](const Number& n) { return n.value == *value; });
    if (!listed) {
      Fail(node, "list", [&] {
        std::vector<std::string_view> allowed;
        for (const Number& number : rule.list) allowed.push_back(number.text);
        return Words{Listed(allowed), std::string(node.text), "The number is not in the list.", {}};
      });
    }
  }
  if (rule.range && !rule.range->Has(*value)) {
    Fail(node, "range", [&] {
      return Words{
          rule.range->ToString(), std::string(node.text), "The number is outside its range.", {}};
    });
  }
}

void Validator::CheckBoolean(const rm::Node& node, const BooleanRule& rule) {
  if (node.text == "true" ? rule.true_valid : rule.false_valid) return;
  Fail(node, "boolean", [&] {
    return Words{rule.true_valid ? "true" : "false",
                 std::string(node.text),
                 "The template allows the other value only.",
                 {}};
  });
}

/// Functions of the model that a template constrains are computed where the data leaves them out.
void Validator::CheckComputed(const rm::Node& node, const Attribute& constrained) {
  // RM 1.1.0, DV_PROPORTION.is_integral: both numbers are whole.
  if (constrained.name != "is_integral" || constrained.child_count != 1) return;
  const Object& child = definition_.ChildrenOf(constrained).front();
  if (child.kind != ObjectKind::kBoolean || definition_.booleans[child.rule].false_valid) return;
  for (const rm::AttributeId id : {attribute::kNumerator, attribute::kDenominator}) {
    const rm::Node* number = node.Child(id);
    const auto value = number ? base::Decimal::Parse(number->text) : std::nullopt;
    if (!value || value->IsIntegral()) continue;
    Fail(*number, "boolean", [&] {
      return Words{"a whole number",
                   std::string(number->text),
                   "The template requires an integral proportion.",
                   {}};
    });
  }
}

}  // namespace socle::tmpl
