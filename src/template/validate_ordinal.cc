#include "rm/ids.h"
#include "template/validator.h"

namespace socle::tmpl {

namespace attribute = rm::attribute;

void Validator::CheckOrdinal(const rm::Node& node, const OrdinalRule& rule) {
  if (rule.list.empty()) return;
  const rm::Node* symbol = node.Child(attribute::kSymbol);
  const rm::Node* code = symbol ? symbol->Child(attribute::kDefiningCode) : nullptr;
  const std::string_view code_string =
      code ? code->ChildText(attribute::kCodeString) : std::string_view();
  const rm::Node* id = code ? code->Child(attribute::kTerminologyId) : nullptr;
  const std::string_view terminology = id ? id->ChildText(attribute::kValue) : std::string_view();
  const std::string_view written = node.ChildText(attribute::kValue);
  const auto value = base::Decimal::Parse(written);
  const OrdinalItem* by_code = nullptr;
  const OrdinalItem* other_terminology = nullptr;
  for (const OrdinalItem& item : rule.list) {
    const bool same_code =
        item.code == code_string &&
        (item.terminology.empty() || SameTerminology(item.terminology, terminology));
    if (item.code == code_string && !same_code) other_terminology = &item;
    if (!same_code) continue;
    if (value && item.value.value == *value) return;
    by_code = &item;
  }
  if (by_code) {
    return Fail(node, "ordinal", [&] {
      return Words{std::string(by_code->value.text) + " for the symbol " + std::string(code_string),
                   std::string(written), "The value does not belong to the symbol.", "/value"};
    });
  }
  if (other_terminology) {
    return Fail(node, "terminology", [&] {
      return Words{std::string(other_terminology->terminology), std::string(terminology),
                   "The symbol is of another terminology.", "/symbol/defining_code"};
    });
  }
  Fail(node, "ordinal", [&] {
    std::vector<std::string_view> codes;
    for (const OrdinalItem& item : rule.list) codes.push_back(item.code);
    return Words{Listed(codes), std::string(code_string), "The symbol is not in the list.",
                 "/symbol"};
  });
}

void Validator::CheckState(const rm::Node& node, const StateRule& rule) {
  if (rule.names.empty()) return;
  const rm::Node* value = node.Child(attribute::kValue);
  const std::string_view name = value ? value->ChildText(attribute::kValue) : std::string_view();
  for (const std::string_view allowed : rule.names) {
    if (allowed == name) return;
  }
  Fail(node, "list", [&] {
    return Words{Listed(rule.names), "another state", "The state machine has no such state.",
                 "/value"};
  });
}

}  // namespace socle::tmpl
