#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "xml/document.h"

namespace socle::fhir {

inline constexpr std::string_view kFhirNamespace = "http://hl7.org/fhir";
inline constexpr std::string_view kXhtmlNamespace = "http://www.w3.org/1999/xhtml";
inline constexpr std::string_view kSchemaNamespace = "http://www.w3.org/2001/XMLSchema-instance";

/// The namespaces that are declared where a reader is. One thread at a time.
/// Source: Namespaces in XML 1.0, third edition, 6.
class XmlNamespaces {
 public:
  /// The declarations of an element, which hold until the scope ends. Scopes end in the reverse
  /// order of their beginnings.
  class Scope {
   public:
    Scope(XmlNamespaces& namespaces, const xml::Element& element);
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { namespaces_.declared_.resize(size_before_); }

   private:
    XmlNamespaces& namespaces_;
    std::size_t size_before_;
  };

  /// The name of the namespace that `prefix` stands for; empty where none is declared.
  std::string_view Of(std::string_view prefix) const;

  /// Whether an attribute declares a namespace.
  static bool IsDeclaration(const xml::Attribute& attribute);

 private:
  std::vector<std::pair<std::string_view, std::string_view>> declared_;
};

}  // namespace socle::fhir
