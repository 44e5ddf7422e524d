#include "http/client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "base/error.h"
#include "http/ascii.h"

namespace socle::http {
namespace {

using base::Error;
using base::ErrorCode;

[[noreturn]] void Malformed() {
  throw Error(ErrorCode::kMalformed, "The server's answer is not HTTP/1.1.");
}

template <class Number>
Number ParseNumber(std::string_view text, int base) {
  Number number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) Malformed();
  return number;
}

const std::string* FindHeader(const std::vector<std::pair<std::string, std::string>>& headers,
                              std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (EqualsIgnoringCase(key, name)) return &value;
  }
  return nullptr;
}

}  // namespace

const std::string* ClientResponse::Header(std::string_view name) const {
  return FindHeader(headers, name);
}

/// A socket, perhaps with TLS, and what was read from it and not used.
struct Client::Connection {
  explicit Connection(const Options& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Write(std::string_view bytes);
  /// False at the end of the stream.
  bool Fill();
  std::string Line();
  std::string Bytes(std::size_t count);
  std::string Rest();
  std::string Chunks();

  int socket = -1;
  SSL_CTX* tls_context = nullptr;
  SSL* tls = nullptr;
  std::string buffer;
  bool is_cut_off = false;  // the end of the stream was a reset, or TLS without close_notify
};

Client::Connection::Connection(const Options& options) {
  sockaddr_storage address{};
  socklen_t size = sizeof(sockaddr_in);
  auto* const v4 = reinterpret_cast<sockaddr_in*>(&address);
  auto* const v6 = reinterpret_cast<sockaddr_in6*>(&address);
  if (inet_pton(AF_INET, options.host.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(options.port);
  } else if (inet_pton(AF_INET6, options.host.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(options.port);
    size = sizeof(sockaddr_in6);
  } else {
    throw Error(ErrorCode::kUsage, "\"" + options.host + "\" is not an IP address.");
  }
  socket = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto millis = options.timeout.count();
  const timeval limit{.tv_sec = millis / 1000, .tv_usec = millis % 1000 * 1000};
  const int on = 1;
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  bool open = socket >= 0 && connect(socket, reinterpret_cast<sockaddr*>(&address), size) == 0;
  if (open && options.tls) {
    tls_context = SSL_CTX_new(TLS_client_method());
    tls = SSL_new(tls_context);
    SSL_set_fd(tls, socket);
    do {
      errno = 0;
      open = SSL_connect(tls) == 1;
    } while (!open && errno == EINTR);
  }
  if (open) return;
  SSL_free(tls);
  SSL_CTX_free(tls_context);
  if (socket >= 0) close(socket);
  throw Error(ErrorCode::kUnavailable, "There is no connection to the server.");
}

Client::Connection::~Connection() {
  SSL_free(tls);
  SSL_CTX_free(tls_context);
  close(socket);
}

void Client::Connection::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    errno = 0;
    const ssize_t sent =
        tls != nullptr ? SSL_write(tls, bytes.data(),
                                   static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20)))
                       : send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK) {
        throw Error(ErrorCode::kTimeout, "The server does not read.");
      }
      throw Error(ErrorCode::kUnavailable, "The server closed the connection.");
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool Client::Connection::Fill() {
  char part[16384];
  ssize_t got = 0;
  do {  // a process that was stopped and goes on is interrupted (signal(7))
    errno = 0;
    got = tls != nullptr ? SSL_read(tls, part, sizeof part) : recv(socket, part, sizeof part, 0);
  } while (got < 0 && errno == EINTR);
  if (got > 0) {
    buffer.append(part, static_cast<std::size_t>(got));
    return true;
  }
  if (errno == EAGAIN || errno == EWOULDBLOCK) {
    throw Error(ErrorCode::kTimeout, "The server did not answer in time.");
  }
  is_cut_off =
      tls != nullptr ? SSL_get_error(tls, static_cast<int>(got)) != SSL_ERROR_ZERO_RETURN : got < 0;
  return false;
}

std::string Client::Connection::Line() {
  for (;;) {
    const std::size_t end = buffer.find("\r\n");
    if (end != std::string::npos) {
      std::string line = buffer.substr(0, end);
      buffer.erase(0, end + 2);
      return line;
    }
    if (!Fill()) throw Error(ErrorCode::kUnavailable, "The server closed the connection.");
  }
}

std::string Client::Connection::Bytes(std::size_t count) {
  while (buffer.size() < count) {
    if (!Fill()) throw Error(ErrorCode::kUnavailable, "The answer was cut off.");
  }
  std::string bytes = buffer.substr(0, count);
  buffer.erase(0, count);
  return bytes;
}

std::string Client::Connection::Rest() {
  while (Fill()) {
  }
  if (is_cut_off) throw Error(ErrorCode::kUnavailable, "The answer was cut off.");
  return std::exchange(buffer, {});
}

std::string Client::Connection::Chunks() {
  std::string body;
  for (;;) {
    const std::string line = Line();
    const auto size = ParseNumber<std::size_t>(line.substr(0, line.find(';')), 16);
    if (size == 0) break;
    body += Bytes(size);
    if (!Line().empty()) Malformed();
  }
  while (!Line().empty()) {
  }
  return body;
}

Client::Client(Options options) : options_(std::move(options)) {}
Client::Client(std::string host, std::uint16_t port) {
  options_.host = std::move(host);
  options_.port = port;
}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

void Client::Connect() {
  if (connection_ != nullptr) return;
  connection_ = std::make_unique<Connection>(options_);
  answered_ = false;
}

void Client::Write(std::string_view bytes) {
  Connect();
  connection_->Write(bytes);
}

std::string Client::Render(const ClientRequest& request) const {
  std::string text = request.method + " " + request.target + " HTTP/1.1\r\n";
  const auto has = [&](std::string_view name) {
    return FindHeader(request.headers, name) != nullptr;
  };
  if (!has("Host")) text += "Host: " + options_.host + ":" + std::to_string(options_.port) + "\r\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  const bool takes_body =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if ((takes_body || !request.body.empty()) && !has("Content-Length") &&
      !has("Transfer-Encoding")) {
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return text + "\r\n" + request.body;
}

ClientResponse Client::Send(const ClientRequest& request) {
  const std::string text = Render(request);
  for (;;) {
    const bool reused = connection_ != nullptr && answered_;
    try {
      Connect();
      bool cut = false;
      try {
        connection_->Write(text);
      } catch (const Error& error) {
        // A server that refuses a body may answer before it has read it.
        if (error.code() != ErrorCode::kUnavailable || reused) throw;
        cut = true;
      }
      ClientResponse response;
      do {
        response = Read(request.method == "HEAD");
      } while (response.status < 200);
      if (cut) connection_.reset();
      return response;
    } catch (const Error& error) {
      connection_.reset();
      if (error.code() != ErrorCode::kUnavailable || !reused) throw;
    }
  }
}

ClientResponse Client::Get(std::string target) {
  return Send({.method = "GET", .target = std::move(target)});
}

ClientResponse Client::Post(std::string target, std::string content_type, std::string body) {
  return Send({.method = "POST",
               .target = std::move(target),
               .headers = {{"Content-Type", std::move(content_type)}},
               .body = std::move(body)});
}

ClientResponse Client::Read(bool to_head) {
  if (connection_ == nullptr) {
    throw Error(ErrorCode::kUnavailable, "There is no connection to the server.");
  }
  ClientResponse response;
  const std::string line = connection_->Line();
  if (!line.starts_with("HTTP/1.1 ") || line.size() < 12) Malformed();
  response.status = ParseNumber<int>(std::string_view(line).substr(9, 3), 10);
  for (;;) {
    const std::string field = connection_->Line();
    if (field.empty()) break;
    const std::size_t colon = field.find(':');
    if (colon == std::string::npos) Malformed();
    response.headers.emplace_back(field.substr(0, colon),
                                  TrimBlanks(std::string_view(field).substr(colon + 1)));
  }
  answered_ = answered_ || response.status >= 200;
  const std::string* const length = response.Header("Content-Length");
  const std::string* const coding = response.Header("Transfer-Encoding");
  const bool bodiless =
      to_head || response.status < 200 || response.status == 204 || response.status == 304;
  if (!bodiless) {
    response.body = coding != nullptr   ? connection_->Chunks()
                    : length != nullptr ? connection_->Bytes(ParseNumber<std::size_t>(*length, 10))
                                        : connection_->Rest();
  }
  const std::string* const after = response.Header("Connection");
  if (after != nullptr && EqualsIgnoringCase(*after, "close")) connection_.reset();
  return response;
}

std::string Client::ReadSome(std::size_t most) {
  if (connection_ == nullptr) return {};
  if (connection_->buffer.empty() && !connection_->Fill()) return {};
  return connection_->Bytes(std::min(most, connection_->buffer.size()));
}

bool Client::IsClosedByServer() {
  return connection_ == nullptr || (connection_->buffer.empty() && !connection_->Fill());
}

void Client::Close(bool reset) {
  if (connection_ == nullptr) return;
  if (reset) {
    const linger now{.l_onoff = 1, .l_linger = 0};
    setsockopt(connection_->socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  connection_.reset();
}

void Client::ShutdownSend() {
  if (connection_ != nullptr) shutdown(connection_->socket, SHUT_WR);
}

}  // namespace socle::http
