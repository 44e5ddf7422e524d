#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "fhir/tree.h"
#include "resource/resource_id.h"

namespace socle::resource {

/// A relative literal reference, "Patient/1" or "Patient/1/_history/2". The view is of its text.
struct LiteralReference {
  fhir::TypeId type = fhir::TypeId::kNone;
  std::string_view id;
  std::optional<std::uint32_t> version;
};

/// Nothing for any other text: an absolute URL, "#contained", "urn:uuid:…", "Patient?name=x".
std::optional<LiteralReference> ParseReference(std::string_view text);

/// Whether a text is a reference to nothing anywhere: relative, but to no type and id ("Nosuch/1",
/// "Patient"), or a condition, which has a meaning in transactions alone.
bool LeadsNowhere(std::string_view text);

/// Calls `take` with the element `reference` of each Reference in `resource`, of contained
/// resources too; what the entries of a Bundle hold is left out, for it points into the Bundle.
void ForEachReference(const fhir::Node& resource,
                      const std::function<void(const fhir::Node&)>& take);

}  // namespace socle::resource
