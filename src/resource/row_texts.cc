#include "fhir/ids.h"
#include "resource/folding.h"
#include "resource/reference_target.h"
#include "resource/row_maker.h"

namespace socle::resource {
namespace {

void AddText(std::string_view text, RowMaker& maker) {
  const std::string_view cut = CutText(text);
  StringRow row{Fold(cut), std::nullopt};
  if (row.text.empty()) return;
  if (row.text != cut) row.exact = cut;
  maker.Add(std::move(row));
}

/// Which elements of a HumanName and an Address are not for searching: "use", "type".
bool IsText(const fhir::Node& node) {
  return node.type == fhir::type::kString || node.type == fhir::type::kMarkdown;
}

}  // namespace

void AddStrings(const fhir::PathItem& item, RowMaker& maker) {
  const fhir::Node* node = item.node();
  if (node == nullptr) return AddText(item.ToString(), maker);
  if (fhir::Get(node->type).kind == fhir::TypeKind::kPrimitive) return AddText(node->text, maker);
  for (const fhir::Node* part = node->first_child; part != nullptr; part = part->next_sibling) {
    if (IsText(*part) && part->name != fhir::name::kId) AddText(part->text, maker);
  }
}

}  // namespace socle::resource
