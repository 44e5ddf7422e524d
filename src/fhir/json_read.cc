#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "fhir/ids.h"
#include "fhir/json.h"
#include "fhir/primitive.h"
#include "fhir/reading.h"
#include "json/document.h"

namespace socle::fhir {
namespace {

constexpr std::string_view kResourceType = "resourceType";

std::string_view KindName(json::Kind kind) {
  constexpr std::array<std::string_view, 6> kNames = {"null",   "true or false", "a number",
                                                      "a text", "an array",      "an object"};
  return kNames[static_cast<std::size_t>(kind)];
}

json::Kind KindOf(JsonForm form) {
  if (form == JsonForm::kBoolean) return json::Kind::kBoolean;
  return form == JsonForm::kNumber ? json::Kind::kNumber : json::Kind::kString;
}

/// A member of an object with what its name means: of `_birthDate`, the part with extensions.
struct Member {
  std::uint16_t element = 0;
  std::uint16_t type_use = 0;
  bool is_extension_part = false;
  const json::Value* value = nullptr;
};

/// The members that say one element: its values and, of primitives, what extends them.
struct Said {
  const json::Value* values = nullptr;
  const json::Value* extensions = nullptr;
};

class Reader {
 public:
  explicit Reader(const ReadLimits& limits) : reading_(limits, "a property") {}

  ReadResult Read(const json::Value& document) {
    Place place{nullptr, "Resource"};
    if (!document.is_object()) {
      reading_.Fault(place, "structure", "expected a resource, found " + Found(document));
    } else if (const TypeId type = ResourceTypeOf(document, type::kResource, place);
               type != TypeId::kNone) {
      place.name = Get(type).name;
      Node* root = reading_.tree().NewNode(type);
      reading_.tree().SetRoot(root);
      Object(document, root, place);
    }
    return reading_.Finish();
  }

 private:
  static std::string Found(const json::Value& value) { return std::string(KindName(value.kind())); }

  /// The type that `object` names as its own, which has to be an `allowed` one; kNone, with the
  /// fault reported, where there is none.
  TypeId ResourceTypeOf(const json::Value& object, TypeId allowed, const Place& place) {
    const json::Value* stated = object.first_child();
    if (stated == nullptr || stated->key() != kResourceType) stated = object.Find(kResourceType);
    if (stated == nullptr || !stated->is_string()) {
      reading_.Fault(place, "structure",
                     "expected a resource, which names its type in resourceType, found " +
                         (stated == nullptr ? "none" : "there " + Found(*stated)));
      return TypeId::kNone;
    }
    return reading_.ResourceType(stated->text(), allowed, "in resourceType", place);
  }

  /// Reads the members of `object` into children of `node`.
  void Object(const json::Value& object, Node* node, const Place& place) {
    const Type& type = Get(node->type);
    const std::size_t begin = members_.size();
    for (const json::Value& member : object) {
      if (member.key() == kResourceType && type.kind == TypeKind::kResource) continue;
      Recognise(member, type, place);
    }
    if (members_.size() == begin && object.size() == 0) {
      reading_.Fault(place, "structure", "expected an object with members, found an empty one");
    }
    const auto before = [](const Member& a, const Member& b) { return a.element < b.element; };
    // Reading adds members of inner objects behind, and may move them all: hence indexes.
    if (!std::is_sorted(members_.begin() + static_cast<std::ptrdiff_t>(begin), members_.end(),
                        before)) {
      std::stable_sort(members_.begin() + static_cast<std::ptrdiff_t>(begin), members_.end(),
                       before);
    }
    const std::size_t end = members_.size();
    for (std::size_t at = begin; at < end && !reading_.full();)
      at = ElementAt(at, end, node, place);
    members_.resize(begin);
  }

  /// Adds the member to `members_`, or reports that `type` has none of that name.
  void Recognise(const json::Value& member, const Type& type, const Place& place) {
    std::string_view written = member.key();
    const bool is_extension_part = written.starts_with('_');
    if (is_extension_part) written.remove_prefix(1);
    const Property* property = FindProperty(type, FindName(written));
    if (property != nullptr && (!is_extension_part || MayBeExtended(type, *property))) {
      members_.push_back({property->element, property->type_use, is_extension_part, &member});
    } else {
      reading_.Unknown(member.key(), type, place);
    }
  }

  /// Only primitives may, and not those that are attributes in XML.
  static bool MayBeExtended(const Type& type, const Property& property) {
    const Element& element = type.elements[property.element];
    if (Get(element.types[property.type_use].type).kind != TypeKind::kPrimitive) return false;
    return !IsAttribute(type, element);
  }

  /// Reads the element whose members begin at `at`; the index behind them.
  std::size_t ElementAt(std::size_t at, std::size_t end, Node* node, const Place& place) {
    const Member first = members_[at];
    const Element& element = Get(node->type).elements[first.element];
    const Place below{&place, Name(element.name)};
    Said said;
    for (; at < end && members_[at].element == first.element; ++at) {
      const Member& member = members_[at];
      if (member.type_use != first.type_use) {
        reading_.Fault(below, "structure", "expected one type of a choice, found more than one");
        continue;
      }
      (member.is_extension_part ? said.extensions : said.values) = member.value;
    }
    const bool repeats = element.max != 1;
    if (!HasShape(said.values, repeats, below) || !HasShape(said.extensions, repeats, below)) {
      return at;
    }
    if (repeats) {
      Items(said, first, node, below);
    } else {
      Value(said, first, node, below);
    }
    return at;
  }

  /// Whether a member is an array where its element repeats, and none where it does not.
  bool HasShape(const json::Value* value, bool repeats, const Place& place) {
    if (value == nullptr || (value->is_array() == repeats && (!repeats || value->size() != 0))) {
      return true;
    }
    if (repeats && value->is_array()) {
      reading_.Fault(place, "structure", "expected an array with items, found an empty one");
    } else {
      reading_.Fault(place, "structure",
                     repeats ? "expected an array, found " + Found(*value)
                             : "expected one value, found an array");
    }
    return false;
  }

  /// Reads the items of a repeating element. Those of primitives stand beside what extends them,
  /// with nulls where one of the two has nothing.
  void Items(const Said& said, const Member& member, Node* node, const Place& place) {
    const json::Value* value = said.values == nullptr ? nullptr : said.values->first_child();
    const json::Value* extension =
        said.extensions == nullptr ? nullptr : said.extensions->first_child();
    Place item{place.parent, place.name, 0};
    for (; (value != nullptr || extension != nullptr) && !reading_.full(); ++item.index) {
      Value({value, extension}, member, node, item);
      if (value != nullptr) value = value->next_sibling();
      if (extension != nullptr) extension = extension->next_sibling();
    }
  }

  void Value(const Said& said, const Member& member, Node* node, const Place& place) {
    const Element& element = Get(node->type).elements[member.element];
    TypeId type = element.types[member.type_use].type;
    const TypeKind kind = Get(type).kind;
    if (kind == TypeKind::kPrimitive) {
      Node* child = reading_.NewChild(type, member.element, node);
      Primitive(said, child, place);
      return;
    }
    const json::Value& value = *said.values;
    if (!value.is_object()) {
      reading_.Fault(place, "structure", "expected an object, found " + Found(value));
      return;
    }
    if (kind == TypeKind::kResource) type = ResourceTypeOf(value, type, place);
    if (type == TypeId::kNone) return;
    Node* child = reading_.NewChild(type, member.element, node);
    Object(value, child, place);
  }

  void Primitive(const Said& said, Node* node, const Place& place) {
    const bool has_value = said.values != nullptr && said.values->kind() != json::Kind::kNull;
    const bool has_extension =
        said.extensions != nullptr && said.extensions->kind() != json::Kind::kNull;
    if (has_value) PrimitiveValue(*said.values, node, place);
    if (has_extension && !said.extensions->is_object()) {
      reading_.Fault(place, "structure",
                     "expected an object with id or extension, found " + Found(*said.extensions));
    } else if (has_extension) {
      Object(*said.extensions, node, place);
    } else if (!has_value) {
      reading_.Fault(place, "structure", "expected a value, found null");
    }
  }

  void PrimitiveValue(const json::Value& value, Node* node, const Place& place) {
    if (value.kind() != KindOf(FormOf(node->type))) {
      reading_.Fault(place, "structure",
                     "expected " + std::string(KindName(KindOf(FormOf(node->type)))) + " for " +
                         std::string(Get(node->type).name) + ", found " + Found(value));
      return;
    }
    reading_.SetValue(value.text(), node, place);
  }

  Reading reading_;
  std::vector<Member> members_;  // of all objects that are being read
};

}  // namespace

ReadResult ReadJson(std::string_view text, const ReadLimits& limits) {
  const json::Document document =
      json::Document::Parse(text, {.bytes = limits.bytes, .depth = limits.depth});
  return Reader(limits).Read(document.root());
}

}  // namespace socle::fhir
