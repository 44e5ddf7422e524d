#pragma once

#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fhir/model.h"
#include "fhir/tree.h"

namespace socle::fhir {

/// The resources that one resource contains, by their ids. Immutable. Lives as long as the tree.
class ContainedResources {
 public:
  explicit ContainedResources(const Node& resource);
  /// The type of the first with that id, or kNone. Costs the logarithm of their number.
  TypeId Find(std::string_view id) const;

 private:
  std::vector<std::pair<std::string_view, TypeId>> types_;  // sorted by id
};

/// What the references of one document point to, as far as the document and the texts say it.
/// One thread at a time. Lives as long as the tree.
class ReferenceTypes {
 public:
  /// `root` is the document's root: where it is a Bundle, its entries are known by their fullUrl.
  explicit ReferenceTypes(const Node& root);

  /// The type that a Reference points to: by the document (contained, an entry of the Bundle), by
  /// its text ("Patient/1", "http://example.org/Patient/1/_history/2", "Patient?identifier=x"),
  /// or by its element `type`; kNone where nothing says it. "#" is `resource`, and "#a" one of what
  /// it contains.
  TypeId TargetOf(const Node& reference, const Node& resource,
                  const ContainedResources& contained) const;

 private:
  std::unordered_map<std::string_view, TypeId> entries_;
};

}  // namespace socle::fhir
