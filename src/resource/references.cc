#include "resource/references.h"

#include <charconv>

#include "fhir/ids.h"

namespace socle::resource {
namespace {

std::optional<std::uint32_t> ParseVersion(std::string_view text) {
  std::uint32_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size() || version == 0) return std::nullopt;
  return version;
}

}  // namespace

std::optional<LiteralReference> ParseReference(std::string_view text) {
  constexpr std::string_view kHistory = "/_history/";
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  LiteralReference reference;
  reference.type = fhir::FindType(text.substr(0, slash));
  if (reference.type == fhir::TypeId::kNone) return std::nullopt;
  const fhir::Type& type = fhir::Get(reference.type);
  if (type.kind != fhir::TypeKind::kResource || type.is_abstract) return std::nullopt;
  reference.id = text.substr(slash + 1);
  if (const std::size_t history = reference.id.find(kHistory); history != std::string_view::npos) {
    reference.version = ParseVersion(reference.id.substr(history + kHistory.size()));
    if (!reference.version) return std::nullopt;
    reference.id = reference.id.substr(0, history);
  }
  if (!IsId(reference.id)) return std::nullopt;
  return reference;
}

bool LeadsNowhere(std::string_view text) {
  const bool is_relative =
      !text.empty() && text.front() != '#' && text.find(':') == std::string_view::npos;
  return is_relative && !ParseReference(text);
}

void ForEachReference(const fhir::Node& resource,
                      const std::function<void(const fhir::Node&)>& take) {
  for (const fhir::Node* child = resource.first_child; child != nullptr;
       child = child->next_sibling) {
    if (resource.type == fhir::type::kReference && child->name == fhir::name::kReference) {
      take(*child);
    } else if (child->first_child != nullptr && child->type != fhir::type::kBundleEntry) {
      ForEachReference(*child, take);
    }
  }
}

}  // namespace socle::resource
