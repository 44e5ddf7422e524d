#include "fhir/validate_references.h"

#include <algorithm>

#include "fhir/ids.h"

namespace socle::fhir {
namespace {

/// The resource type that `text` names, or kNone.
TypeId ResourceType(std::string_view text) {
  const TypeId type = FindType(text);
  return type != TypeId::kNone && Get(type).kind == TypeKind::kResource ? type : TypeId::kNone;
}

/// Cuts the last segment off a path: "a/b" gives "b" and leaves "a".
std::string_view TakeSegment(std::string_view& path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view last = slash == path.npos ? path : path.substr(slash + 1);
  path = slash == path.npos ? std::string_view() : path.substr(0, slash);
  return last;
}

TypeId TypeInUrl(std::string_view url) {
  const std::size_t query = url.find('?');
  if (query != url.npos) {
    url = url.substr(0, query);
    return ResourceType(TakeSegment(url));
  }
  std::string_view before = url;
  TakeSegment(before);
  std::string_view history = before;
  if (TakeSegment(history) == "_history") {
    before = history;
    TakeSegment(before);
  }
  return ResourceType(TakeSegment(before));
}

}  // namespace

ContainedResources::ContainedResources(const Node& resource) {
  const Node* at = resource.Child(name::kContained);
  for (; at != nullptr && at->name == name::kContained; at = at->next_sibling) {
    const Node* id = at->Child(name::kId);
    if (id != nullptr && id->has_value) types_.emplace_back(id->text, at->type);
  }
  std::stable_sort(types_.begin(), types_.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
}

TypeId ContainedResources::Find(std::string_view id) const {
  const auto at = std::lower_bound(
      types_.begin(), types_.end(), id,
      [](const auto& item, std::string_view wanted) { return item.first < wanted; });
  return at != types_.end() && at->first == id ? at->second : TypeId::kNone;
}

ReferenceTypes::ReferenceTypes(const Node& root) {
  if (root.type != type::kBundle) return;
  const Node* entry = root.Child(name::kEntry);
  for (; entry != nullptr && entry->name == name::kEntry; entry = entry->next_sibling) {
    const Node* url = entry->Child(name::kFullUrl);
    const Node* resource = entry->Child(name::kResource);
    if (url != nullptr && resource != nullptr) entries_.emplace(url->text, resource->type);
  }
}

TypeId ReferenceTypes::TargetOf(const Node& reference, const Node& resource,
                                const ContainedResources& contained) const {
  TypeId target = TypeId::kNone;
  const Node* text = reference.Child(name::kReference);
  if (text != nullptr && text->text == "#") {
    target = resource.type;
  } else if (text != nullptr && text->text.starts_with('#')) {
    target = contained.Find(text->text.substr(1));
  } else if (text != nullptr) {
    const auto entry = entries_.find(text->text);
    target = entry != entries_.end() ? entry->second : TypeInUrl(text->text);
  }
  if (target != TypeId::kNone) return target;
  const Node* stated = reference.Child(name::kType);
  return stated == nullptr ? TypeId::kNone : ResourceType(stated->text);
}

}  // namespace socle::fhir
