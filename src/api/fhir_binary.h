#pragma once

#include <optional>
#include <string>

#include "api/fhir_exchange.h"

namespace socle::api {

// The bytes of a Binary, as they are. Source: FHIR R4, Binary, Serving Binary Resources using the
// RESTful API.

/// The Binary that a request's body is, where its Content-Type is none of FHIR's: the bytes, their
/// type, and what X-Security-Context refers to. `id`: of an update.
std::optional<fhir::Tree> BinaryOfBody(const http::Request& request, fhir::TypeId type,
                                       const std::optional<resource::ResourceId>& id);

/// The bytes of a Binary, where the request's Accept weighs their type most; nothing for any other
/// resource. Errors: kNotAcceptable (neither their type nor one of FHIR's).
std::optional<http::Response> BytesOf(const FhirExchange& exchange,
                                      const resource::StoredResource& resource);

}  // namespace socle::api
