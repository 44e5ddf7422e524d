#pragma once

#include <string_view>
#include <unordered_map>

#include "fhir/model.h"
#include "fhir/tree.h"

namespace socle::fhir {

/// What the references of one document point to, as far as the document and the texts say it.
/// One thread at a time. Lives as long as the tree.
class ReferenceTypes {
 public:
  /// `root` is the document's root: where it is a Bundle, its entries are known by their fullUrl.
  explicit ReferenceTypes(const Node& root);

  /// The type that a Reference points to: by the document (contained, an entry of the Bundle), by
  /// its text ("Patient/1", "http://example.org/Patient/1/_history/2", "Patient?identifier=x"),
  /// or by its element `type`; kNone where nothing says it. `resource` is the one whose contained
  /// resources "#a" names.
  TypeId TargetOf(const Node& reference, const Node& resource) const;

 private:
  std::unordered_map<std::string_view, TypeId> entries_;
};

}  // namespace socle::fhir
