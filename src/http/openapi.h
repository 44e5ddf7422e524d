#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/server.h"

namespace socle::http {

/// An OpenAPI 3.0.3 document (JSON) of `routes`.
std::string OpenApi(std::span<const Route> routes, std::string_view title,
                    std::string_view version);

}  // namespace socle::http
