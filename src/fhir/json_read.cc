#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/nearest.h"
#include "fhir/ids.h"
#include "fhir/json.h"
#include "fhir/primitive.h"
#include "fhir/xhtml.h"
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

/// Where the reader is: a chain from the value to the root, on the stack.
struct Place {
  const Place* parent = nullptr;
  std::string_view name;
  std::int64_t index = -1;  // of an item

  std::string Path() const {
    std::string text = parent == nullptr ? std::string() : parent->Path() + '.';
    text += name;
    if (index >= 0) text += '[' + std::to_string(index) + ']';
    return text;
  }
};

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
  explicit Reader(const ReadLimits& limits) : limits_(limits) {}

  ReadResult Read(const json::Value& document) {
    Place place{nullptr, "Resource"};
    if (!document.is_object()) {
      Fault(place, "structure", "expected a resource, found " + Found(document));
    } else if (const TypeId type = ResourceTypeOf(document, type::kResource, place);
               type != TypeId::kNone) {
      place.name = Get(type).name;
      Node* root = result_.tree.NewNode(type);
      result_.tree.SetRoot(root);
      Object(document, root, place);
    }
    if (!result_.tree.empty()) result_.tree.Number();
    return std::move(result_);
  }

 private:
  bool full() const { return result_.issues.size() >= limits_.issues; }

  void Fault(const Place& place, std::string_view code, std::string text) {
    if (!full()) result_.issues.push_back({Severity::kError, code, place.Path(), std::move(text)});
  }

  static std::string Found(const json::Value& value) { return std::string(KindName(value.kind())); }

  /// The type that `object` names as its own, which has to be an `allowed` one; kNone, with the
  /// fault reported, where there is none.
  TypeId ResourceTypeOf(const json::Value& object, TypeId allowed, const Place& place) {
    const json::Value* stated = object.first_child();
    if (stated == nullptr || stated->key() != kResourceType) stated = object.Find(kResourceType);
    if (stated == nullptr || !stated->is_string()) {
      Fault(place, "structure",
            "expected a resource, which names its type in resourceType, found " +
                (stated == nullptr ? "none" : "there " + Found(*stated)));
      return TypeId::kNone;
    }
    const TypeId type = FindType(stated->text());
    if (IsA(type, allowed) && !Get(type).is_abstract) return type;
    const std::string_view nearest = base::Nearest(stated->text(), ResourceTypes());
    std::string text = "expected the name of a resource type in resourceType, found another";
    if (allowed != type::kResource) text += ", which is no " + std::string(Get(allowed).name);
    if (!nearest.empty() && type == TypeId::kNone) {
      text += "; did you mean " + std::string(nearest) + "?";
    }
    Fault(place, "structure", std::move(text));
    return TypeId::kNone;
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
      Fault(place, "structure", "expected an object with members, found an empty one");
    }
    const auto before = [](const Member& a, const Member& b) { return a.element < b.element; };
    // Reading adds members of inner objects behind, and may move them all: hence indexes.
    if (!std::is_sorted(members_.begin() + static_cast<std::ptrdiff_t>(begin), members_.end(),
                        before)) {
      std::stable_sort(members_.begin() + static_cast<std::ptrdiff_t>(begin), members_.end(),
                       before);
    }
    const std::size_t end = members_.size();
    for (std::size_t at = begin; at < end && !full();) at = ElementAt(at, end, node, place);
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
    } else if (!full()) {
      ReportUnknown(member.key(), type, place);
    }
  }

  /// Only primitives may, and not those that are attributes in XML.
  static bool MayBeExtended(const Type& type, const Property& property) {
    const Element& element = type.elements[property.element];
    if (Get(element.types[property.type_use].type).kind != TypeKind::kPrimitive) return false;
    if (element.name == name::kId) return type.kind == TypeKind::kResource;
    return element.name != name::kUrl || type.name != "Extension";
  }

  void ReportUnknown(std::string_view written, const Type& type, const Place& place) {
    std::string shown(written.substr(0, 64));
    const Place below{&place, shown};
    std::string text = "expected a property of " + std::string(type.name) + ", found another";
    const Element* element = FindElement(type, FindName(written));
    if (element != nullptr && element->is_choice) {
      text += "; " + shown + " is written with its type, as in " + shown +
              Capitalised(Get(element->types[0].type).name);
    } else {
      std::vector<std::string_view> known;
      for (const Property& property : type.properties) known.push_back(Name(property.name));
      const std::string_view nearest = base::Nearest(written, known);
      if (!nearest.empty()) text += "; did you mean " + std::string(nearest) + "?";
    }
    Fault(below, "structure", std::move(text));
  }

  static std::string Capitalised(std::string_view name) {
    std::string text(name);
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
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
        Fault(below, "structure", "expected one type of a choice, found more than one");
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
      Fault(place, "structure", "expected an array with items, found an empty one");
    } else {
      Fault(place, "structure",
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
    for (; (value != nullptr || extension != nullptr) && !full(); ++item.index) {
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
      Node* child = NewChild(type, element, member, node);
      Primitive(said, child, place);
      return;
    }
    const json::Value& value = *said.values;
    if (!value.is_object()) {
      Fault(place, "structure", "expected an object, found " + Found(value));
      return;
    }
    if (kind == TypeKind::kResource) type = ResourceTypeOf(value, type, place);
    if (type == TypeId::kNone) return;
    Node* child = NewChild(type, element, member, node);
    Object(value, child, place);
  }

  Node* NewChild(TypeId type, const Element& element, const Member& member, Node* node) {
    Node* child = result_.tree.NewNode(type);
    child->name = element.name;
    child->element = member.element;
    child->is_choice = element.is_choice;
    result_.tree.Insert(node, child);
    return child;
  }

  void Primitive(const Said& said, Node* node, const Place& place) {
    const bool has_value = said.values != nullptr && said.values->kind() != json::Kind::kNull;
    const bool has_extension =
        said.extensions != nullptr && said.extensions->kind() != json::Kind::kNull;
    if (has_value) PrimitiveValue(*said.values, node, place);
    if (has_extension && !said.extensions->is_object()) {
      Fault(place, "structure",
            "expected an object with id or extension, found " + Found(*said.extensions));
    } else if (has_extension) {
      Object(*said.extensions, node, place);
    } else if (!has_value) {
      Fault(place, "structure", "expected a value, found null");
    }
  }

  void PrimitiveValue(const json::Value& value, Node* node, const Place& place) {
    if (value.kind() != KindOf(FormOf(node->type))) {
      Fault(place, "structure",
            "expected " + std::string(KindName(KindOf(FormOf(node->type)))) + " for " +
                std::string(Get(node->type).name) + ", found " + Found(value));
      return;
    }
    node->has_value = true;
    node->text = result_.tree.Intern(value.text());
    if (node->type == type::kXhtml) {
      const std::string fault = CheckXhtml(value.text());
      if (!fault.empty()) Fault(place, "value", "expected a div of XHTML: " + fault);
    } else if (!FitsPrimitive(node->type, value.text())) {
      const std::string_view found =
          value.text().empty() ? "an empty text" : "what does not look so";
      Fault(place, "value",
            "expected " + std::string(DescribePrimitive(node->type)) + ", found " +
                std::string(found));
    }
  }

  const ReadLimits& limits_;
  ReadResult result_;
  std::vector<Member> members_;  // of all objects that are being read
};

}  // namespace

ReadResult ReadJson(std::string_view text, const ReadLimits& limits) {
  const json::Document document =
      json::Document::Parse(text, {.bytes = limits.bytes, .depth = limits.depth});
  return Reader(limits).Read(document.root());
}

}  // namespace socle::fhir
