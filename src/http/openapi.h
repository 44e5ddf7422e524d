#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/server.h"

namespace socle::http {

/// An OpenAPI 3.0.3 document (JSON) of `routes`, in their order.
///
/// Methods of one pattern come together; a pattern's parameters are declared, as strings, where the
/// route's own description leaves them out, and always required. HEAD beside GET is not listed.
/// Source: OpenAPI Specification 3.0.3, 4.7.
std::string OpenApi(std::span<const Route> routes, std::string_view title,
                    std::string_view version);

}  // namespace socle::http
