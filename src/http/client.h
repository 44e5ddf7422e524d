#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::http {

/// What a server answered.
struct ClientResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // as received, in order
  std::string body;                                          // chunks put together; not decoded

  /// The first header of that name (any case), or null.
  const std::string* Header(std::string_view name) const;
};

/// What to ask.
struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";
  /// Host and Content-Length are added where they are not there.
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
};

/// A small blocking HTTP/1.1 client for tests and tools: one connection, kept alive, opened when
/// needed. It does as it is told and checks little. One thread at a time.
class Client {
 public:
  struct Options {
    std::string host = "127.0.0.1";  // an IPv4 or IPv6 address
    std::uint16_t port = 0;
    bool tls = false;                          // the server's certificate is not checked
    std::chrono::milliseconds timeout{10000};  // of each read and write
  };

  explicit Client(Options options);
  Client(std::string host, std::uint16_t port);
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  /// Sends and waits for the final response (1xx are passed over). Opens the connection anew when
  /// the server has closed it, once, if it had answered before.
  /// Errors: kUnavailable (no connection, or closed before the answer was whole), kTimeout,
  /// kMalformed (no HTTP).
  ClientResponse Send(const ClientRequest& request);
  ClientResponse Get(std::string target);
  ClientResponse Post(std::string target, std::string content_type, std::string body);

  // Raw: bytes as they are.
  /// Errors: kUnavailable. Does nothing when connected.
  void Connect();
  /// Errors: kUnavailable (the server closed), kTimeout (it does not read).
  void Write(std::string_view bytes);
  /// The next response; with `to_head`, one without a body. Interim ones (1xx) too.
  ClientResponse Read(bool to_head = false);
  /// What there is to read, at most `most` bytes; empty when the server has closed.
  std::string ReadSome(std::size_t most);
  /// Whether the server closes before it sends anything.
  bool IsClosedByServer();
  /// Closes; with `reset`, so that the server sees a reset.
  void Close(bool reset = false);
  /// Ends this side's sending.
  void ShutdownSend();

 private:
  struct Connection;
  std::string Render(const ClientRequest& request) const;

  Options options_;
  std::unique_ptr<Connection> connection_;
  bool answered_ = false;  // on this connection
};

}  // namespace socle::http
