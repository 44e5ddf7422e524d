#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "http/server.h"

namespace socle::http {

/// Why a request is refused before anyone looked at what it asks.
struct Fault {
  base::ErrorCode code;
  int status;
  std::string_view message;  // static
};

/// Turns the bytes of a connection into requests, one after another. No I/O.
/// One thread at a time.
///
/// Stricter than RFC 9112 lets be, against request smuggling (11.2): one Content-Length at most,
/// of digits alone; Transfer-Encoding is "chunked" or refused, and never beside a Content-Length or
/// in HTTP/1.0; exactly one Host in HTTP/1.1. Trailers are read and dropped.
class RequestParser {
 public:
  struct Limits {
    std::size_t header_bytes = 16u << 10;
    std::size_t body_bytes = 64u << 20;
  };

  enum class State : std::uint8_t {
    kHeader,  // waits for the header's end
    kBody,    // the header is there, the body is not
    kDone,
    kFault,  // `fault()` says why; the connection cannot be used further
  };

  explicit RequestParser(const Limits& limits);
  ~RequestParser();

  /// Begins a new request, written to `request`, which must be empty and stay in place.
  void Begin(Request& request);

  /// Takes a prefix of `bytes` and says how long it was. Stops at the end of the header and at the
  /// end of the request; in between, what was not taken must come again with more behind it.
  std::size_t Feed(std::string_view bytes);

  State state() const { return state_; }
  const Fault& fault() const { return *fault_; }

  // After the header:
  bool keep_alive() const;
  bool is_http_10() const;
  bool expects_continue() const;
  bool is_chunked() const;
  /// The body's length when the client said it.
  std::optional<std::uint64_t> content_length() const;

 private:
  class Beast;
  void Refuse(base::ErrorCode code, int status, std::string_view message);
  void RefuseSyntax(int beast_error, std::string_view bytes);

  Limits limits_;
  std::unique_ptr<Beast> beast_;
  State state_ = State::kHeader;
  std::optional<Fault> fault_;
};

}  // namespace socle::http
