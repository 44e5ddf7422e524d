#include "resource/resource_input.h"

#include "base/error.h"
#include "fhir/ids.h"

namespace socle::resource {
namespace {

fhir::Node* NewChild(fhir::Tree& tree, const fhir::Node& parent, fhir::NameId name,
                     fhir::TypeId type) {
  const auto& elements = fhir::Get(parent.type).elements;
  const fhir::Element* const element = fhir::FindElement(fhir::Get(parent.type), name);
  fhir::Node* const child = tree.NewNode(type);
  child->name = name;
  child->element = static_cast<std::uint16_t>(element - elements.data());
  tree.Insert(tree.Mutable(parent), child);
  return child;
}

void RemoveChild(fhir::Tree& tree, const fhir::Node& parent, fhir::NameId name) {
  if (const fhir::Node* child = parent.Child(name)) tree.Remove(tree.Mutable(*child));
}

}  // namespace

std::string_view IdOf(const fhir::Node& resource) {
  const fhir::Node* const id = resource.Child(fhir::name::kId);
  return id == nullptr ? std::string_view() : id->text;
}

void Normalise(fhir::Tree& tree, const ResourceId& id) {
  const fhir::Node& root = tree.root();
  RemoveChild(tree, root, fhir::name::kId);
  fhir::Node* const own = NewChild(tree, root, fhir::name::kId, fhir::type::kId);
  own->has_value = true;
  own->text = tree.Intern(id.value());
  if (const fhir::Node* meta = root.Child(fhir::name::kMeta)) {
    RemoveChild(tree, *meta, fhir::name::kVersionId);
    RemoveChild(tree, *meta, fhir::name::kLastUpdated);
    if (meta->first_child == nullptr) tree.Remove(tree.Mutable(*meta));
  }
  tree.Number();
}

std::string PathIn(std::string_view place, std::string_view path) {
  if (place.empty()) return std::string(path);
  std::string whole(place);
  whole += ".resource";
  if (const std::size_t dot = path.find('.'); dot != path.npos) whole += path.substr(dot);
  return whole;
}

void Check(const fhir::Validator& validator, const fhir::Node& resource, std::string_view place) {
  std::vector<base::Issue> issues;
  for (fhir::Issue& issue : validator.Validate(resource)) {
    if (issue.severity != fhir::Severity::kFatal && issue.severity != fhir::Severity::kError) {
      continue;
    }
    issues.push_back({.path = PathIn(place, issue.expression),
                      .rule = std::string(issue.code),
                      .expected = {},
                      .found = {},
                      .message = std::move(issue.text)});
  }
  if (issues.empty()) return;
  throw base::Error(base::ErrorCode::kInvalid,
                    "the " + std::string(fhir::Get(resource.type).name) + " is not valid")
      .WithIssues(std::move(issues))
      .At(std::string(place));
}

}  // namespace socle::resource
