#include "fhir/reading.h"

#include <vector>

#include "base/nearest.h"
#include "fhir/ids.h"
#include "fhir/primitive.h"
#include "fhir/written_name.h"
#include "fhir/xhtml.h"

namespace socle::fhir {

std::string Place::Path() const {
  std::string text = parent == nullptr ? std::string() : parent->Path() + '.';
  text += name;
  if (index >= 0) text += '[' + std::to_string(index) + ']';
  return text;
}

ReadResult Reading::Finish() {
  if (!result_.tree.empty()) result_.tree.Number();
  return std::move(result_);
}

void Reading::Fault(const Place& place, std::string_view code, std::string text) {
  if (!full()) result_.issues.push_back({Severity::kError, code, place.Path(), std::move(text)});
}

TypeId Reading::ResourceType(std::string_view name, TypeId allowed, std::string_view where,
                             const Place& place) {
  const TypeId type = FindType(name);
  if (IsA(type, allowed) && !Get(type).is_abstract) return type;
  std::string text =
      "expected the name of a resource type " + std::string(where) + ", found another";
  if (allowed != type::kResource) text += ", which is no " + std::string(Get(allowed).name);
  const std::string_view nearest = base::Nearest(name, ResourceTypes());
  if (!nearest.empty() && type == TypeId::kNone) {
    text += "; did you mean " + std::string(nearest) + "?";
  }
  Fault(place, "structure", std::move(text));
  return TypeId::kNone;
}

void Reading::Unknown(std::string_view written, const Type& type, const Place& place) {
  if (full()) return;
  const std::string shown(written.substr(0, 64));
  const Place below{&place, shown};
  std::string text =
      "expected " + std::string(format_) + " of " + std::string(type.name) + ", found another";
  const Element* element = FindElement(type, FindName(written));
  if (element != nullptr && element->is_choice) {
    text += "; " + shown + " is written with its type, as in " + shown;
    AppendCapitalised(Get(element->types[0].type).name, text);
  } else {
    std::vector<std::string_view> known;
    for (const Property& property : type.properties) known.push_back(Name(property.name));
    const std::string_view nearest = base::Nearest(written, known);
    if (!nearest.empty()) text += "; did you mean " + std::string(nearest) + "?";
  }
  Fault(below, "structure", std::move(text));
}

Node* Reading::NewChild(TypeId type, std::uint16_t element, Node* parent) {
  const Element& definition = Get(parent->type).elements[element];
  Node* child = result_.tree.NewNode(type);
  child->name = definition.name;
  child->element = element;
  child->is_choice = definition.is_choice;
  result_.tree.Insert(parent, child);
  return child;
}

void Reading::SetValue(std::string_view text, Node* node, const Place& place) {
  node->has_value = true;
  node->text = result_.tree.Intern(text);
  if (node->type == type::kXhtml) {
    const std::string fault = CheckXhtml(text);
    if (!fault.empty()) Fault(place, "value", "expected a div of XHTML: " + fault);
  } else if (!FitsPrimitive(node->type, text)) {
    const std::string_view found = text.empty() ? "an empty text" : "what does not look so";
    Fault(
        place, "value",
        "expected " + std::string(DescribePrimitive(node->type)) + ", found " + std::string(found));
  }
}

bool IsAttribute(const Type& type, const Element& element) {
  if (element.name == name::kId) return type.kind != TypeKind::kResource;
  return element.name == name::kUrl && type.name == "Extension";
}

}  // namespace socle::fhir
