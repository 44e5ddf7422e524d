#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "http/server.h"

namespace socle::api {

/// Which of `offered` the client takes, by its Accept header; the first when it does not say.
/// Source: RFC 9110, 12.5.1. Errors: kNotAcceptable, naming what there is.
std::string_view Negotiate(const http::Request& request,
                           std::initializer_list<std::string_view> offered);
/// Errors: kUnsupportedMedia unless the body's Content-Type is one of `accepted` or absent.
void RequireContentType(const http::Request& request,
                        std::initializer_list<std::string_view> accepted);

/// The representation that a client prefers. Source: REST 1.1.0, Prefer.
enum class Return : std::uint8_t { kMinimal, kIdentifier, kRepresentation };
Return Preferred(const http::Request& request);
std::string_view PreferenceName(Return preference);

}  // namespace socle::api
