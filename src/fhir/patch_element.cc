#include "fhir/patch_element.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/nearest.h"
#include "fhir/ids.h"
#include "fhir/primitive.h"

namespace socle::fhir {
namespace {

bool IsPrimitive(TypeId type) { return Get(type).kind == TypeKind::kPrimitive; }

/// Whether `given` may be what an element of the type `wanted` is, its type being changed to that.
bool Fits(const Node& given, TypeId wanted) {
  if (given.type == wanted) return true;
  if (IsPrimitive(wanted)) {
    return IsPrimitive(given.type) && FormOf(given.type) == FormOf(wanted) &&
           (!given.has_value || FitsPrimitive(wanted, given.text));
  }
  // Age is a Quantity with other rules.
  return IsA(wanted, given.type) && Get(wanted).elements.size() == Get(given.type).elements.size();
}

class ElementMaker {
 public:
  ElementMaker(const PathPatchOperation& operation, Tree& tree)
      : operation_(operation), tree_(tree) {}

  Node* Make(const PatchTarget& target, const Node& part) {
    const Element& element = Get(target.parent).elements[target.element];
    Node* made = nullptr;
    if (const Node* value = part.Child(name::kValue)) {
      made = tree_.Copy(*value);
      made->type = TypeOf(target, element, *value, part);
    } else if (const Node* resource = part.Child(name::kResource)) {
      if (!IsA(resource->type, element.types[0].type)) throw WrongType(element, part);
      made = tree_.Copy(*resource);
    } else if (part.Child(name::kPart) != nullptr) {
      made = FromParts(target, element, part);
    } else {
      throw operation_.Fault(base::ErrorCode::kBadRequest,
                             "expected a value, a resource or parts, found none", part);
    }
    made->name = element.name;
    made->element = target.element;
    made->is_choice = element.is_choice;
    return made;
  }

 private:
  base::Error WrongType(const Element& element, const Node& part) const {
    std::string text = "expected a value of type ";
    for (std::size_t i = 0; i < element.types.size() && i < 5; ++i) {
      if (i > 0) text += " or ";
      text += Get(element.types[i].type).name;
    }
    if (element.types.size() > 5) text += " or others";
    const Node* value = part.Child(name::kValue);
    if (value != nullptr) text += ", found a " + std::string(Get(value->type).name);
    return operation_.Impossible(text, &part);
  }

  TypeId TypeOf(const PatchTarget& target, const Element& element, const Node& value,
                const Node& part) const {
    if (target.choice != TypeId::kNone) {
      if (!Fits(value, target.choice)) throw WrongType(element, part);
      return target.choice;
    }
    for (const TypeUse& use : element.types) {
      if (use.type == value.type) return use.type;
    }
    if (element.is_choice || !Fits(value, element.types[0].type)) throw WrongType(element, part);
    return element.types[0].type;
  }

  Node* FromParts(const PatchTarget& target, const Element& element, const Node& value) {
    const TypeId type = target.choice != TypeId::kNone ? target.choice : element.types[0].type;
    const bool is_open = element.is_choice && target.choice == TypeId::kNone;
    const TypeKind kind = Get(type).kind;
    if (is_open || kind == TypeKind::kPrimitive || kind == TypeKind::kResource) {
      throw operation_.Impossible("expected a value, because parts do not say its type", &value);
    }
    Node* made = tree_.NewNode(type);
    for (const Node* part = value.Child(name::kPart); part != nullptr && part->name == name::kPart;
         part = part->next_sibling) {
      const PatchTarget inner = FindPatchTarget(type, part->ChildText("name"), operation_, *part);
      const Element& property = Get(type).elements[inner.element];
      if (property.max == 1 && made->Child(property.name) != nullptr) {
        throw operation_.Impossible("expected one value of this element, found two", part);
      }
      tree_.Insert(made, Make(inner, *part));
    }
    return made;
  }

  const PathPatchOperation& operation_;
  Tree& tree_;
};

}  // namespace

PatchTarget FindPatchTarget(TypeId parent, std::string_view name,
                            const PathPatchOperation& operation, const Node& place) {
  const Type& type = Get(parent);
  const auto index = [&type](const Element& element) {
    return static_cast<std::uint16_t>(&element - type.elements.data());
  };
  if (const Property* property = FindProperty(type, FindName(name))) {
    const Element& element = type.elements[property->element];
    return {parent, property->element,
            element.is_choice ? element.types[property->type_use].type : TypeId::kNone};
  }
  const std::string_view bare = name.ends_with("[x]") ? name.substr(0, name.size() - 3) : name;
  const Element* element = FindElement(type, FindName(bare));
  if (element != nullptr && element->is_choice) return {parent, index(*element), TypeId::kNone};
  std::vector<std::string_view> known;
  for (const Element& each : type.elements) known.push_back(Name(each.name));
  std::string text = "expected an element of " + std::string(type.name) + ", found another name";
  const std::string_view nearest = base::Nearest(name, known);
  if (!nearest.empty()) text += "; did you mean " + std::string(nearest) + "?";
  throw operation.Impossible(text, &place);
}

Node* MakePatchElement(const PatchTarget& target, const Node& part,
                       const PathPatchOperation& operation, Tree& tree) {
  return ElementMaker(operation, tree).Make(target, part);
}

}  // namespace socle::fhir
