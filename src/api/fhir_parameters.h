#pragma once

#include <string_view>

#include "fhir/tree.h"

namespace socle::api {

/// The first parameter of that name in a Parameters resource, or null.
const fhir::Node* FindParameter(const fhir::Node& parameters, std::string_view name);
/// Its value[x], or null where it is not there or has none.
const fhir::Node* ParameterValue(const fhir::Node& parameters, std::string_view name);
/// Its text where the value is a primitive, else empty.
std::string_view ParameterText(const fhir::Node& parameters, std::string_view name);
/// Its resource, or null.
const fhir::Node* ParameterResource(const fhir::Node& parameters, std::string_view name);

/// Whether `resource` is a Parameters resource.
bool IsParameters(const fhir::Node& resource);
/// A tree of its own with a copy of `resource`, which may stand inside another.
fhir::Tree TreeOf(const fhir::Node& resource);

}  // namespace socle::api
