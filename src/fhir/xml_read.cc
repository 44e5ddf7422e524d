#include <string>
#include <string_view>

#include "fhir/ids.h"
#include "fhir/reading.h"
#include "fhir/xml.h"
#include "fhir/xml_namespaces.h"
#include "fhir/xml_narrative.h"
#include "xml/document.h"

namespace socle::fhir {
namespace {

std::string InNamespace(std::string_view what, std::string_view space) {
  return std::string("expected ")
      .append(what)
      .append(" in the namespace ")
      .append(space)
      .append(", found another namespace");
}

/// How far the reader is among the children of an element.
struct Position {
  const Property* last = nullptr;  // the one that comes last in the definition
  std::int64_t count = 0;          // how many of `last` there were
};

class Reader {
 public:
  Reader(const xml::Document& document, const ReadLimits& limits)
      : document_(document), reading_(limits, "an element") {}

  ReadResult Read() {
    const xml::Element& root = document_.root();
    const XmlNamespaces::Scope scope(namespaces_, root);
    Place place{nullptr, "Resource"};
    const TypeId type = ResourceType(root, type::kResource, "as the root element", place);
    if (type != TypeId::kNone) {
      place.name = Get(type).name;
      Node* node = reading_.tree().NewNode(type);
      reading_.tree().SetRoot(node);
      Content(root, node, place);
    }
    return reading_.Finish();
  }

 private:
  void Fault(const Place& place, std::string text) {
    reading_.Fault(place, "structure", std::move(text));
  }

  /// The type that a resource's element names; kNone, with the fault reported, where it is none.
  TypeId ResourceType(const xml::Element& element, TypeId allowed, std::string_view where,
                      const Place& place) {
    if (namespaces_.Of(element.prefix()) == kFhirNamespace) {
      return reading_.ResourceType(element.name(), allowed, where, place);
    }
    Fault(place, InNamespace("a resource", kFhirNamespace));
    return TypeId::kNone;
  }

  /// Reads the attributes and the elements inside `element`, whose declarations are in scope, into
  /// `node`.
  void Content(const xml::Element& element, Node* node, const Place& place) {
    for (const auto* at = element.first_attribute(); at != nullptr; at = at->next) {
      Attribute(*at, node, place);
    }
    RefuseText(element, place);
    Position position;
    for (const xml::Element& child : element) {
      if (reading_.full()) return;
      const XmlNamespaces::Scope scope(namespaces_, child);
      Child(child, node, place, position);
    }
    const bool is_empty = element.first_child() == nullptr && !node->has_value;
    if (is_empty && Get(node->type).kind != TypeKind::kResource) {
      Fault(place, "expected a value or elements inside, found an empty element");
    }
  }

  void RefuseText(const xml::Element& element, const Place& place) {
    if (!element.trimmed().empty()) Fault(place, "expected elements only, found text among them");
  }

  void Attribute(const xml::Attribute& attribute, Node* node, const Place& place) {
    if (XmlNamespaces::IsDeclaration(attribute)) return;
    if (!attribute.prefix.empty()) {
      // Source: FHIR R4, XML Representation: schemaLocation may stand there.
      const bool is_schema = namespaces_.Of(attribute.prefix) == kSchemaNamespace &&
                             attribute.name.ends_with("chemaLocation");
      if (!is_schema) Fault(place, "expected no attribute of another namespace, found one");
      return;
    }
    const Type& type = Get(node->type);
    if (attribute.name == "value" && type.kind == TypeKind::kPrimitive) {
      reading_.SetValue(attribute.value, node, place);
      return;
    }
    const Property* property = FindProperty(type, FindName(attribute.name));
    if (property == nullptr || !IsAttribute(type, type.elements[property->element])) {
      ReportAttribute(attribute, type, place);
      return;
    }
    const Element& element = type.elements[property->element];
    const Place below{&place, Name(element.name)};
    Node* child =
        reading_.NewChild(element.types[property->type_use].type, property->element, node);
    reading_.SetValue(attribute.value, child, below);
  }

  void ReportAttribute(const xml::Attribute& attribute, const Type& type, const Place& place) {
    const std::string shown(attribute.name.substr(0, 64));
    const Place below{&place, shown};
    const std::string name(type.name);
    Fault(below, FindProperty(type, FindName(attribute.name)) != nullptr
                     ? "expected an element of that name in " + name + ", found an attribute"
                     : "expected an attribute of " + name + ", found another");
  }

  void Child(const xml::Element& element, Node* node, const Place& place, Position& position) {
    const Type& type = Get(node->type);
    const Property* property = FindProperty(type, FindName(element.name()));
    if (property == nullptr) {
      reading_.Unknown(element.name(), type, place);
      return;
    }
    const Element& definition = type.elements[property->element];
    Place below{&place, Name(definition.name)};
    const TypeId child_type = definition.types[property->type_use].type;
    const std::string_view space = child_type == type::kXhtml ? kXhtmlNamespace : kFhirNamespace;
    if (namespaces_.Of(element.prefix()) != space) {
      Fault(below, InNamespace("an element", space));
    } else if (IsAttribute(type, definition)) {
      Fault(below, "expected an attribute of that name, found an element");
    } else {
      const std::int64_t before = Advance(*property, *node, below, position);
      if (definition.max != 1) {
        below.index = before;
      } else if (before > 0) {
        ReportRepetition(*property, *node, below);
        return;
      }
      Value(element, child_type, property->element, node, below);
    }
  }

  /// Moves on to `property`, and reports where it comes too late. How many of its element there
  /// were before.
  std::int64_t Advance(const Property& property, const Node& node, const Place& place,
                       Position& position) {
    const Property* last = position.last;
    if (last != nullptr && property.element < last->element) {
      Fault(place, "expected the order of the definition, found it behind " +
                       std::string(Name(last->name)));
      // Counting takes long, but faults are limited.
      return CountOf(node, Get(node.type).elements[property.element].name);
    }
    if (last == nullptr || property.element != last->element) position = {&property, 0};
    return position.count++;
  }

  void ReportRepetition(const Property& property, const Node& node, const Place& place) {
    const Element& element = Get(node.type).elements[property.element];
    const Node* first = node.Child(element.name);
    const bool is_other_type =
        first != nullptr && first->type != element.types[property.type_use].type;
    Fault(place, is_other_type ? "expected one type of a choice, found more than one"
                               : "expected one element of that name, found more than one");
  }

  static std::int64_t CountOf(const Node& node, NameId name) {
    std::int64_t count = 0;
    for (const Node* child = node.Child(name); child != nullptr && child->name == name;
         child = child->next_sibling) {
      ++count;
    }
    return count;
  }

  void Value(const xml::Element& element, TypeId type, std::uint16_t index, Node* node,
             const Place& place) {
    if (Get(type).kind == TypeKind::kResource) {
      Wrapped(element, type, index, node, place);
      return;
    }
    Node* child = reading_.NewChild(type, index, node);
    if (type == type::kXhtml) {
      Narrative(element, child, place);
    } else {
      Content(element, child, place);
    }
  }

  /// A resource inside an element that says its role: <contained><Patient>…</Patient></contained>.
  void Wrapped(const xml::Element& element, TypeId allowed, std::uint16_t index, Node* node,
               const Place& place) {
    RefuseText(element, place);
    for (const auto* at = element.first_attribute(); at != nullptr; at = at->next) {
      if (!XmlNamespaces::IsDeclaration(*at)) Fault(place, "expected no attribute, found one");
    }
    const xml::Element* resource = element.first_child();
    if (resource == nullptr || resource->next_sibling() != nullptr) {
      Fault(place, std::string("expected one resource inside, found ") +
                       (resource == nullptr ? "none" : "more than one element"));
    }
    if (resource == nullptr) return;
    const XmlNamespaces::Scope scope(namespaces_, *resource);
    const TypeId type = ResourceType(*resource, allowed, "as the element inside", place);
    if (type != TypeId::kNone) Content(*resource, reading_.NewChild(type, index, node), place);
  }

  void Narrative(const xml::Element& element, Node* node, const Place& place) {
    if (!element.prefix().empty()) {
      Fault(place, "expected a div without a prefix, found one with a prefix");
      return;
    }
    bool declares = false;
    for (const auto* at = element.first_attribute(); at != nullptr; at = at->next) {
      declares |= at->prefix.empty() && at->name == "xmlns";
    }
    reading_.SetValue(NarrativeOf(document_.Markup(element), declares), node, place);
  }

  const xml::Document& document_;
  Reading reading_;
  XmlNamespaces namespaces_;
};

}  // namespace

ReadResult ReadXml(std::string_view text, const ReadLimits& limits) {
  const auto document = xml::Document::Parse(text, {.bytes = limits.bytes,
                                                    .depth = limits.depth,
                                                    .instructions = xml::Instructions::kRefuse,
                                                    .source = xml::Source::kKeep});
  return Reader(document, limits).Read();
}

}  // namespace socle::fhir
