#include "resource/search_subset.h"

#include <algorithm>

#include "fhir/ids.h"
#include "fhir/json.h"

namespace socle::resource {
namespace {

constexpr std::string_view kTagSystem = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
constexpr std::string_view kSubsetted = "SUBSETTED";

const fhir::Element& ElementOf(const fhir::Node& child) {
  return fhir::Get(child.parent->type).elements[child.element];
}

bool IsNamed(const fhir::Node& child, const std::vector<std::string>& elements) {
  const std::string_view name = fhir::Name(child.name);
  const std::string_view type = fhir::Get(child.parent->type).name;
  return std::any_of(elements.begin(), elements.end(), [&](std::string_view one) {
    if (const auto dot = one.find('.');
        dot != std::string_view::npos && one.substr(0, dot) == type) {
      one.remove_prefix(dot + 1);
    }
    return one.substr(0, one.find('.')) == name;
  });
}

bool IsKept(const fhir::Node& child, Summary summary, const std::vector<std::string>& elements) {
  if (child.name == fhir::name::kId || child.name == fhir::name::kMeta) return true;
  const fhir::Element& element = ElementOf(child);
  switch (summary) {
    case Summary::kData:
      return child.name != fhir::name::kText && (elements.empty() || IsNamed(child, elements) ||
                                                 element.min > 0 || element.is_modifier);
    case Summary::kText:
      return child.name == fhir::name::kText || element.min > 0;
    case Summary::kTrue:
      return element.is_summary || element.min > 0;
    default:
      return element.min > 0 || element.is_modifier || IsNamed(child, elements);
  }
}

/// Takes away what is not kept, of the resource and (`_summary=true`) of its backbone elements.
void Prune(fhir::Tree& tree, fhir::Node* node, Summary summary,
           const std::vector<std::string>& elements) {
  for (const fhir::Node* child = node->first_child; child != nullptr;) {
    fhir::Node* at = tree.Mutable(*child);
    child = child->next_sibling;
    if (!IsKept(*at, summary, elements)) {
      tree.Remove(at);
    } else if (summary == Summary::kTrue && fhir::Get(at->type).kind == fhir::TypeKind::kBackbone) {
      Prune(tree, at, summary, elements);
    }
  }
}

/// A new child of `parent` by the name of its element.
fhir::Node* Add(fhir::Tree& tree, fhir::Node* parent, fhir::NameId name, fhir::TypeId type) {
  const auto elements = fhir::Get(parent->type).elements;
  const auto element = std::find_if(elements.begin(), elements.end(),
                                    [&](const fhir::Element& one) { return one.name == name; });
  fhir::Node* child = tree.NewNode(type);
  child->name = name;
  child->element = static_cast<std::uint16_t>(element - elements.begin());
  tree.Insert(parent, child);
  return child;
}

void AddText(fhir::Tree& tree, fhir::Node* parent, fhir::NameId name, fhir::TypeId type,
             std::string_view text) {
  fhir::Node* child = Add(tree, parent, name, type);
  child->has_value = true;
  child->text = tree.Intern(text);
}

void Tag(fhir::Tree& tree) {
  fhir::Node* root = tree.Mutable(tree.root());
  const fhir::Node* found = root->Child(fhir::name::kMeta);
  fhir::Node* meta = found != nullptr ? tree.Mutable(*found)
                                      : Add(tree, root, fhir::name::kMeta, fhir::type::kMeta);
  for (const fhir::Node* tag = meta->Child(fhir::name::kTag);
       tag != nullptr && tag->name == fhir::name::kTag; tag = tag->next_sibling) {
    if (tag->ChildText("code") == kSubsetted) return;
  }
  fhir::Node* tag = Add(tree, meta, fhir::name::kTag, fhir::type::kCoding);
  AddText(tree, tag, fhir::name::kSystem, fhir::type::kUri, kTagSystem);
  AddText(tree, tag, fhir::name::kCode, fhir::type::kCode, kSubsetted);
}

}  // namespace

std::string Subset(std::string json, Summary summary, const std::vector<std::string>& elements) {
  if ((summary == Summary::kFalse || summary == Summary::kCount) && elements.empty()) return json;
  fhir::ReadResult read = fhir::ReadJson(json);
  if (read.tree.empty()) return json;
  Prune(read.tree, read.tree.Mutable(read.tree.root()), summary, elements);
  Tag(read.tree);
  read.tree.Number();
  std::string out;
  fhir::WriteJson(read.tree.root(), out);
  return out;
}

}  // namespace socle::resource
