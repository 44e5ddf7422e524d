#include <algorithm>
#include <string>
#include <vector>

#include "fhir/ids.h"
#include "fhir/path_equality.h"
#include "fhir/path_functions.h"
#include "fhir/xhtml.h"

// FHIR R4, FHIRPath, Additional functions.
namespace socle::fhir::path_function {
namespace {

constexpr std::string_view kDefinitions = "http://hl7.org/fhir/StructureDefinition/";

const Node* RootOf(const Node* node) {
  while (node->parent != nullptr) node = node->parent;
  return node;
}

const Node* ResourceAround(const Node* node) {
  while (node != nullptr && Get(node->type).kind != TypeKind::kResource) node = node->parent;
  return node;
}

/// The contained resource that `#id` names, seen from `from`; `#` alone is the container itself.
const Node* FindContained(const Node* from, std::string_view id) {
  const Node* resource = ResourceAround(from);
  if (resource != nullptr && resource->name == name::kContained) {
    resource = ResourceAround(resource->parent);
  }
  if (resource == nullptr || id.empty()) return resource;
  for (const Node* at = resource->Child(name::kContained);
       at != nullptr && at->name == name::kContained; at = at->next_sibling) {
    const Node* own = at->Child(name::kId);
    if (own != nullptr && own->text == id) return at;
  }
  return nullptr;
}

/// The resource of the Bundle around `from` whose fullUrl is the reference; a relative one is its
/// end. Source: FHIR R4, Bundle, Resolving references in Bundles.
const Node* FindInBundle(PathCall& call, const Node* from, std::string_view reference) {
  const Node* bundle = RootOf(from);
  if (bundle->type != type::kBundle) return nullptr;
  reference = reference.substr(0, reference.find("/_history/"));
  std::uint32_t entries = 0;
  const bool is_absolute = reference.find(':') != std::string_view::npos;
  for (const Node* entry = bundle->Child(name::kEntry);
       entry != nullptr && entry->name == name::kEntry; entry = entry->next_sibling) {
    constexpr std::uint32_t kEntriesOfAStep = 16;
    if (++entries % kEntriesOfAStep == 0) call.machine.Count(1);
    const Node* url = entry->Child(name::kFullUrl);
    const Node* resource = entry->Child(name::kResource);
    if (url == nullptr || resource == nullptr) continue;
    const bool is_end = !is_absolute && url->text.size() > reference.size() &&
                        url->text.ends_with(reference) &&
                        url->text[url->text.size() - reference.size() - 1] == '/';
    if (url->text == reference || is_end) return resource;
  }
  return nullptr;
}

std::optional<PathItem> ResolveOne(PathCall& call, const PathItem& item) {
  const Node* node = item.node();
  std::string_view reference, of_type;
  if (node != nullptr && node->type == type::kReference) {
    const Node* text = node->Child(name::kReference);
    const Node* type = node->Child(name::kType);
    reference = text != nullptr ? text->text : std::string_view();
    of_type = type != nullptr ? type->text : std::string_view();
  } else {
    PathQuantity place;
    const auto value = ToSystem(item, place);
    if (!value || value->kind() != PathKind::kString) return std::nullopt;
    reference = value->text();
  }
  if (node != nullptr && !reference.empty()) {
    const Node* found = reference[0] == '#' ? FindContained(node, reference.substr(1))
                                            : FindInBundle(call, node, reference);
    if (found != nullptr) return PathItem(*found);
  }
  PathResolver* resolver = call.machine.environment().resolver;
  if (resolver == nullptr || (reference.empty() && of_type.empty())) return std::nullopt;
  return resolver->Resolve(reference, of_type);
}

PathTerminology& TerminologyOf(PathCall& call) {
  PathTerminology* terminology = call.machine.environment().terminology;
  if (terminology != nullptr) return *terminology;
  throw base::Error(base::ErrorCode::kNotImplemented,
                    "FHIRPath: " + std::string(call.operation.text) +
                        " needs a terminology, and there is none here");
}

/// Asks whether the concept `above` is the other one or stands over it.
void AskSubsumption(PathCall& call, bool input_is_above) {
  PathTerminology& terminology = TerminologyOf(call);
  const PathRange other = call.Evaluate(0);
  if (call.count() > 1) call.Input();
  if (other.size() > 1) call.machine.Single(other, call.operation.place, "an argument");
  if (call.count() == 0 || other.size() == 0) return call.ReturnNothing();
  const PathItem input = call.machine[call.base], argument = call.machine[other.begin];
  call.ReturnMaybe(input_is_above ? terminology.Subsumes(input, argument)
                                  : terminology.Subsumes(argument, input));
}

}  // namespace

void Extension(PathCall& call) {
  const auto url = call.StringArgument(0);
  for (std::size_t i = call.base; url && i < call.end; ++i) {
    const Node* node = call.machine[i].node();
    if (node == nullptr) continue;
    for (const Node* at = node->Child(name::kExtension);
         at != nullptr && at->name == name::kExtension; at = at->next_sibling) {
      const Node* own = at->Child(name::kUrl);
      if (own != nullptr && own->text == *url) call.machine.Push(*at);
    }
  }
  call.ReturnRest();
}

void HasValue(PathCall& call) {
  if (call.count() != 1) return call.Return(false);
  const PathItem& item = call.machine[call.base];
  call.Return(item.is_node() ? item.node()->has_value : true);
}

void GetValue(PathCall& call) {
  if (call.count() != 1) return call.ReturnNothing();
  const Node* node = call.machine[call.base].node();
  if (node != nullptr && !node->has_value) return call.ReturnNothing();
  const auto value = call.Input();
  if (!value) return call.ReturnNothing();
  call.Return(*value);
}

void Resolve(PathCall& call) {
  std::size_t kept = call.base;
  for (std::size_t i = call.base; i < call.end; ++i) {
    call.machine.Count(1);
    const auto found = ResolveOne(call, call.machine[i]);
    if (found) call.machine[kept++] = *found;
  }
  call.machine.Shrink(kept);
}

// The profiles that are known here are the base types.
void ConformsTo(PathCall& call) {
  const auto url = call.StringArgument(0);
  if (!url || call.count() == 0) return call.ReturnNothing();
  const std::string_view canonical = url->substr(0, url->find('|'));
  const TypeId type = canonical.starts_with(kDefinitions)
                          ? FindType(canonical.substr(kDefinitions.size()))
                          : TypeId::kNone;
  if (type == TypeId::kNone) {
    throw call.Fault("the URL of a base type, " + std::string(kDefinitions) + "Patient",
                     std::string(*url));
  }
  for (std::size_t i = call.base; i < call.end; ++i) {
    const Node* node = call.machine[i].node();
    if (node == nullptr || !IsA(node->type, type)) return call.Return(false);
  }
  call.Return(true);
}

void MemberOf(PathCall& call) {
  PathTerminology& terminology = TerminologyOf(call);
  const auto value_set = call.StringArgument(0);
  if (call.count() > 1) call.Input();
  if (!value_set || call.count() == 0) return call.ReturnNothing();
  call.ReturnMaybe(terminology.MemberOf(call.machine[call.base], *value_set));
}

void Subsumes(PathCall& call) { AskSubsumption(call, true); }
void SubsumedBy(PathCall& call) { AskSubsumption(call, false); }

void HtmlChecks(PathCall& call) {
  const auto markup = call.StringInput();
  if (!markup) return call.ReturnNothing();
  call.machine.Count(markup->size() / 16);
  call.Return(CheckXhtml(*markup).empty());
}

void CheckModifiers(PathCall& call) {
  std::vector<std::string_view> known;
  for (std::size_t i = 0; call.Has(i); ++i) known.push_back(call.StringArgument(i).value_or(""));
  for (std::size_t i = call.base; i < call.end; ++i) {
    const Node* node = call.machine[i].node();
    const Node* at = node == nullptr ? nullptr : node->Child(name::kModifierExtension);
    for (; at != nullptr && at->name == name::kModifierExtension; at = at->next_sibling) {
      const std::string_view url = at->ChildText("url");
      if (std::find(known.begin(), known.end(), url) == known.end()) {
        throw call.Fault("only the modifiers that checkModifiers names", std::string(url));
      }
    }
  }
}

void NeedsProfiles(PathCall& call) {
  throw base::Error(base::ErrorCode::kNotImplemented,
                    "FHIRPath: " + std::string(call.operation.text) +
                        " needs profiles, which are not loaded here");
}

}  // namespace socle::fhir::path_function
