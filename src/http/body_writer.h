#pragma once

#include <string_view>

namespace socle::http {

/// Takes a response's body while it is being made. It belongs to the server and to the one thread
/// that runs Response::stream, and is gone when that returns.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;

  /// Appends to the body. Bytes are kept until there are 64 KiB, so pieces may be small. Waits
  /// while some 128 KiB are ready that the client has not begun to take.
  /// Errors: kUnavailable when nobody will read the rest: the client has gone or was too slow
  /// (Options::write_timeout), or the server's `shutdown_grace` is over. Let it pass through.
  virtual void Write(std::string_view bytes) = 0;

  /// Whether the client has gone, for a producer that computes for long without writing. Costs next
  /// to nothing; known about a quarter of a second late. A client that ends its own sending and
  /// goes on to read counts as gone here, though Write still serves it: it cannot be told apart.
  virtual bool IsGone() const = 0;
};

}  // namespace socle::http
