#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace socle::http {

enum class Method : std::uint8_t { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions };

/// A request whose body has arrived. Views live as long as the request.
struct Request {
  Method method = Method::kGet;
  std::string target;                     // as sent
  std::string path;                       // percent-decoded, without query; no trailing slash
  std::vector<std::pair<std::string, std::string>> query;     // decoded, in order
  std::vector<std::pair<std::string, std::string>> headers;   // as sent, in order; repeated ones stay apart
  std::string body;                       // decoded (Content-Encoding gzip, zstd undone)
  std::vector<std::string> parameters;    // of the route: "{ehr_id}" and so on, in order
  std::string principal;                  // set by the authenticator
  std::string request_id;

  /// The first header of that name (any case), or null.
  const std::string* Header(std::string_view name) const;
  std::vector<std::string_view> Headers(std::string_view name) const;
  const std::string* Query(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Response& Set(std::string name, std::string value);
};

/// Where a route's handler runs.
enum class Execution : std::uint8_t {
  kInline,     // on the I/O thread: microseconds, never waits for a commit
  kBlocking,   // on a worker thread: may wait
};

struct ParameterDoc { std::string_view name, in /* path, query, header */, description; bool required; };
struct ResponseDoc { int status; std::string_view description; };

/// A route and its own description, from which the OpenAPI document is built.
struct Route {
  Method method;
  std::string pattern;              // "/openehr/v1/ehr/{ehr_id}/composition"
  Execution execution;
  std::string operation_id;         // snake_case, also the metrics' label
  std::string tag;                  // "COMPOSITION"
  std::string summary;
  std::vector<ParameterDoc> parameters;
  std::vector<std::string> request_types, response_types;   // media types
  std::vector<ResponseDoc> responses;
  std::function<Response(const Request&)> handler;
};

struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;              // 0: any free one
  int io_threads = 0;                     // 0: one a core
  int workers = 32;
  std::size_t max_header_bytes = 16u << 10;
  std::size_t max_body_bytes = 64u << 20;       // after decoding too
  std::size_t max_connections = 10000;
  std::chrono::milliseconds header_timeout{10000}, body_timeout{60000}, idle_timeout{60000}, write_timeout{60000};
  std::chrono::milliseconds shutdown_grace{15000};
  std::optional<std::string> tls_certificate, tls_key;   // PEM files
};

/// Says who asks: a principal's name, or an Error (kUnauthenticated). Called before the route's handler,
/// on a worker thread when `blocking` (password hashing takes time).
struct Authenticator {
  virtual ~Authenticator() = default;
  /// A quick answer without heavy work (cached), or nothing when Authenticate must be asked.
  virtual std::optional<std::string> Quick(const Request& request) = 0;
  virtual std::string Authenticate(const Request& request) = 0;
  /// WWW-Authenticate of a 401.
  virtual std::string Challenge() const = 0;
};

/// Turns an error into the answer for that request's door (openEHR's error body, FHIR's OperationOutcome).
using ErrorRenderer = std::function<Response(const Request&, const base::Error&)>;

/// An HTTP/1.1 server. Start once, Stop once. Safe from any thread, because its state is behind its own executor.
class Server {
 public:
  Server(Options options, std::vector<Route> routes, ErrorRenderer renderer, std::unique_ptr<Authenticator> authenticator /* may be null */);
  ~Server();
  /// Listens and returns. Errors: kUsage (address in use, not an address, certificate unreadable).
  void Start();
  std::uint16_t port() const;
  /// Stops accepting, finishes what runs (at most `shutdown_grace`), closes.
  void Stop();
  /// Prometheus text of the server's own counters: requests by operation and status, latency histograms,
  /// connections, bytes.
  std::string Metrics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace socle::http
