#include "fhir/ids.h"
#include "fhir/path_type.h"
#include "resource/code_systems.h"
#include "resource/folding.h"
#include "resource/reference_target.h"
#include "resource/row_maker.h"
#include "resource/type_number.h"

namespace socle::resource {
namespace {

namespace name = fhir::name;
namespace type = fhir::type;

bool IsPrimitive(const fhir::Node& node) {
  return fhir::Get(node.type).kind == fhir::TypeKind::kPrimitive;
}

void AddText(std::string_view text, RowMaker& maker) {
  if (text.empty()) return;
  std::string folded = Fold(CutText(text));
  if (!folded.empty()) maker.AddCodedText({std::move(folded), std::nullopt});
}

void AddToken(std::string_view code, std::string_view system, RowMaker& maker) {
  if (code.empty() && system.empty()) return;
  maker.Add(TokenRow{std::string(CutText(code)), SystemNumber(system)});
}

void AddCoding(const fhir::Node& coding, RowMaker& maker) {
  AddToken(TextOf(coding, name::kCode), TextOf(coding, name::kSystem), maker);
  AddText(TextOf(coding, name::kDisplay), maker);
}

void AddConcept(const fhir::Node& concept_node, RowMaker& maker) {
  for (const fhir::Node& coding : Children(concept_node, name::kCoding)) AddCoding(coding, maker);
  AddText(TextOf(concept_node, name::kText), maker);
}

void AddIdentifier(const fhir::Node& identifier, RowMaker& maker) {
  const std::string_view value = TextOf(identifier, name::kValue);
  AddToken(value, TextOf(identifier, name::kSystem), maker);
  const fhir::Node* kind = identifier.Child(name::kType);
  if (kind == nullptr) return;
  AddText(TextOf(*kind, name::kText), maker);
  for (const fhir::Node& coding : Children(*kind, name::kCoding)) {
    const std::string_view code = TextOf(coding, name::kCode);
    if (code.empty() || value.empty()) continue;
    std::string text(code);
    text += '|';
    text += value;
    maker.AddTypeOfIdentifier(
        {std::string(CutText(text)), SystemNumber(TextOf(coding, name::kSystem))});
  }
}

void AddUri(std::string_view uri, RowMaker& maker) {
  if (!uri.empty()) maker.Add(UriRow{std::string(CutText(uri))});
}

}  // namespace

void AddTokens(const fhir::PathItem& item, RowMaker& maker) {
  const fhir::Node* node = item.node();
  if (node == nullptr) return AddToken(item.ToString(), {}, maker);
  if (node->type == type::kCodeableConcept) return AddConcept(*node, maker);
  if (node->type == type::kCoding) return AddCoding(*node, maker);
  if (node->type == type::kIdentifier) return AddIdentifier(*node, maker);
  if (node->type == type::kContactPoint) return AddToken(TextOf(*node, name::kValue), {}, maker);
  if (IsPrimitive(*node)) AddToken(node->text, {}, maker);
}

void AddReferences(const fhir::PathItem& item, RowMaker& maker) {
  const fhir::Node* node = item.node();
  if (node == nullptr) return;
  if (IsPrimitive(*node)) return AddUri(node->text, maker);
  if (node->type == type::kReference) {
    if (auto target = TargetOf(TextOf(*node, name::kReference))) maker.Add(std::move(*target));
    // :identifier. The texts of its type would be no use: :text is not for references.
    if (const fhir::Node* identifier = node->Child(name::kIdentifier)) {
      AddToken(TextOf(*identifier, name::kValue), TextOf(*identifier, name::kSystem), maker);
    }
    return;
  }
  const std::string_view id = TextOf(*node, name::kId);
  if (TypeNumber(node->type) != 0 && !id.empty()) maker.Add(TargetOf(node->type, id));
}

void AddUris(const fhir::PathItem& item, RowMaker& maker) {
  const fhir::Node* node = item.node();
  if (node != nullptr && IsPrimitive(*node)) AddUri(node->text, maker);
}

}  // namespace socle::resource
