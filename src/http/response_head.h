#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/server.h"

namespace socle::http {

/// "Not Found" of 404; "Unknown" of a status that RFC 9110 and its kin do not name.
std::string_view ReasonPhrase(int status);

/// How the client is to find the body's end (RFC 9112, 6.3).
enum class Framing : std::uint8_t {
  kLength,      // Content-Length
  kChunked,     // Transfer-Encoding: chunked
  kUntilClose,  // the connection's end, which says "close"
  kUnsaid,      // there is no body, and its length were there one is not known
};

/// What the connection adds to a response's own headers.
struct HeadContext {
  std::string_view date;        // RFC 9110, 5.6.7
  std::string_view request_id;  // empty: none
  bool close = false;           // "Connection: close"
  bool keep_alive_10 = false;   // "Connection: keep-alive", for a client of HTTP/1.0
  Framing framing = Framing::kLength;
};

/// Appends the status line and the header of `response`, the empty line included. What
/// `framing` says is absent for 1xx, 204 and 304; Content-Length is the body's. The response's own
/// Content-Length, Connection, Date and Transfer-Encoding are passed over. A header's CR, LF and
/// NUL become spaces, so that no value can begin another header.
void AppendHead(const Response& response, const HeadContext& context, std::string& out);

}  // namespace socle::http
