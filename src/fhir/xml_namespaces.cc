#include "fhir/xml_namespaces.h"

namespace socle::fhir {

XmlNamespaces::Scope::Scope(XmlNamespaces& namespaces, const xml::Element& element)
    : namespaces_(namespaces), size_before_(namespaces.declared_.size()) {
  for (const auto* at = element.first_attribute(); at != nullptr; at = at->next) {
    if (!IsDeclaration(*at)) continue;
    const std::string_view prefix = at->prefix.empty() ? std::string_view() : at->name;
    namespaces_.declared_.emplace_back(prefix, at->value);
  }
}

bool XmlNamespaces::IsDeclaration(const xml::Attribute& attribute) {
  return attribute.prefix == "xmlns" || (attribute.prefix.empty() && attribute.name == "xmlns");
}

std::string_view XmlNamespaces::Of(std::string_view prefix) const {
  for (auto at = declared_.rbegin(); at != declared_.rend(); ++at) {
    if (at->first == prefix) return at->second;
  }
  return {};
}

}  // namespace socle::fhir
