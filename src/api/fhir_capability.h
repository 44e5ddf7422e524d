#pragma once

#include <string>
#include <string_view>

#include "api/context.h"

namespace socle::api {

/// Operations of the door, for the routes' descriptions and the CapabilityStatement.
struct FhirOperation {
  std::string_view name;        // "validate"
  std::string_view definition;  // canonical URL
  std::string_view type;        // of the resource it is for; empty: all of them
};

/// The server's CapabilityStatement (compact JSON): every resource type with its interactions and
/// the search parameters that are there. `base` is the door's URL.
/// Source: FHIR R4, CapabilityStatement.
std::string CapabilityStatementOf(const Context& context, std::string_view base);

}  // namespace socle::api
