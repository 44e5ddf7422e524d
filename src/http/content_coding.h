#pragma once

#include <cstddef>
#include <limits>

#include "http/negotiation.h"
#include "http/server.h"

namespace socle::http {

inline constexpr std::size_t kAnySize = std::numeric_limits<std::size_t>::max();

/// Undoes the Content-Encoding of the request's body (RFC 9110, 8.4): gzip, zstd or identity.
/// Errors: kUnsupportedMedia for another coding or several, kMalformed for bytes that are not what
/// they say, kTooLarge when more than `max_bytes` come out.
void DecodeRequest(Request& request, std::size_t max_bytes);

/// Whether CodeResponse would compress the body.
bool WantsCoding(const Request& request, const Response& response);

/// Compresses the response's body when the client asks for it, the type is worth it, and it has at
/// least 1 kB. Such a response gets Vary: Accept-Encoding in any case. One that would be compressed
/// and is longer than `largest` is left for another call, with `kAnySize`. One that names a
/// Content-Encoding of its own is left as it is.
void CodeResponse(const Request& request, Response& response, std::size_t largest);

/// The coding for a body that is longer than is known yet. Sets Vary and Content-Encoding as
/// CodeResponse does; the caller compresses.
Coding CodeStream(const Request& request, Response& response);

}  // namespace socle::http
