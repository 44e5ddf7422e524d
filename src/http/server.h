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
#include "http/body_writer.h"

namespace socle::http {

enum class Method : std::uint8_t { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions };

/// A request whose body has arrived. Views live as long as the request.
struct Request {
  Method method = Method::kGet;
  std::string target;  // as sent
  std::string path;    // percent-decoded, without query; no trailing slash
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  std::vector<std::pair<std::string, std::string>>
      headers;                          // as sent, in order; repeated ones stay apart
  std::string body;                     // decoded (Content-Encoding gzip, zstd undone)
  std::vector<std::string> parameters;  // of the route: "{ehr_id}" and so on, in order
  std::string principal;                // set by the authenticator
  std::string request_id;
  bool secure = false;  // arrived over TLS

  /// The first header of that name (any case), or null.
  const std::string* Header(std::string_view name) const;
  std::vector<std::string_view> Headers(std::string_view name) const;
  const std::string* Query(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  /// Writes the body instead of `body`, for an answer of any length in little memory. It is run on
  /// the handler's worker after the handler has returned, while the request still lives; a route
  /// that sets it is kBlocking. It is not run where no body is wanted (HEAD, 204, 304).
  ///
  /// A body of up to 64 KiB is sent as any other once it is whole; until then an exception becomes
  /// an error's answer, as a handler's does. A longer one is sent while it is being made: in chunks
  /// (RFC 9112, 7.1), or to a client of HTTP/1.0 up to the connection's end. When it then ends in
  /// an exception, the connection is closed so that the client can tell that something is missing.
  std::function<void(BodyWriter&)> stream{};
  Response& Set(std::string name, std::string value);
};

/// The name as it stands in a request line: "GET".
std::string_view Name(Method method);

/// Where a route's handler runs.
enum class Execution : std::uint8_t {
  kInline,    // on the I/O thread: microseconds, never waits for a commit
  kBlocking,  // on a worker thread: may wait
};

struct ParameterDoc {
  std::string_view name, in /* path, query, header */, description;
  bool required;
};
struct ResponseDoc {
  int status;
  std::string_view description;
};

/// Who may use a route.
enum class Door : std::uint8_t {
  kGuarded,  // those whom the authenticator knows
  kOpen,     // everyone: nothing of the record is behind it
};

/// A route and its own description, from which the OpenAPI document is built.
struct Route {
  Method method;
  std::string pattern;  // "/openehr/v1/ehr/{ehr_id}/composition"
  Execution execution;
  std::string operation_id;  // snake_case, also the metrics' label
  std::string tag;           // "COMPOSITION"
  std::string summary;
  std::vector<ParameterDoc> parameters;
  std::vector<std::string> request_types, response_types;  // media types
  std::vector<ResponseDoc> responses;
  /// Called from many threads at once. May throw base::Error; any other exception becomes a 500.
  std::function<Response(const Request&)> handler;
  Door door = Door::kGuarded;
};

/// What an access log may say of a request: no query strings, no bodies. Views live for the call.
struct AccessLogEntry {
  std::string_view method;     // "GET"; as sent when it is none that the server knows
  std::string_view operation;  // the route's operation_id; empty when none matched
  int status = 0;
  std::int64_t micros = 0;  // from the request's header to the last byte handed to the system
  std::uint64_t bytes_in = 0, bytes_out = 0;
  std::string_view request_id, principal;
  /// Of a failure: base::Error's detail, or the type of another exception (its text may hold data).
  /// With the status of a success: a stream that broke off after its head was sent.
  std::string_view detail;
};

struct Options {
  std::string host = "127.0.0.1";  // an address, or "localhost"
  std::uint16_t port = 8080;       // 0: any free one
  int io_threads = 0;              // 0: one a core
  int workers = 32;
  std::size_t max_queue = 1024;  // requests that wait for a worker; beyond: 503
  std::size_t max_header_bytes = 16u << 10;
  std::size_t max_body_bytes = 64u << 20;       // after decoding too
  std::size_t max_buffered_bytes = 512u << 20;  // bodies of all requests together; beyond: 503
  /// At the limit a new connection takes the place of the one that has waited longest for its
  /// client to send a request; when all are at work it gets 503. Lowered to the files that the
  /// process may open.
  std::size_t max_connections = 10000;
  /// A body, and a response's reader, must move 64 KiB in each `body_timeout`, `write_timeout`.
  std::chrono::milliseconds header_timeout{10000}, body_timeout{60000}, idle_timeout{60000},
      write_timeout{60000};
  std::chrono::milliseconds shutdown_grace{15000};
  std::optional<std::string> tls_certificate{}, tls_key{};  // PEM files
  /// Called on an I/O thread after each response; must be quick and may not throw.
  std::function<void(const AccessLogEntry&)> access_log{};
};

/// Says who asks: a principal's name, or an Error (kUnauthenticated). Asked when the header has
/// arrived and a route matched, before the body is read: `request.body` is empty.
/// Called from many threads at once.
struct Authenticator {
  virtual ~Authenticator() = default;
  /// A quick answer without heavy work (cached), on the I/O thread, or nothing when Authenticate
  /// must be asked.
  virtual std::optional<std::string> Quick(const Request& request) = 0;
  /// On a worker thread: hashing a password takes time.
  virtual std::string Authenticate(const Request& request) = 0;
  /// WWW-Authenticate of a 401.
  virtual std::string Challenge() const = 0;
};

/// Turns an error into the answer for that request's door (openEHR's error body, FHIR's
/// OperationOutcome), a body and no stream. `request.path` may be empty when the request could not
/// be read. The server adds Allow, Retry-After, WWW-Authenticate, and the statuses 414, 417, 505
/// that the catalogue does not tell apart. Called from many threads at once.
using ErrorRenderer = std::function<Response(const Request&, const base::Error&)>;

/// An HTTP/1.1 server (RFC 9110, RFC 9112).
///
/// GET's route answers HEAD, without the body. OPTIONS is answered with Allow unless a route takes
/// it. Every response carries X-Request-Id: the client's (up to 64 letters, digits, '.', '_', '-')
/// or one made here.
/// Start once, Stop once. Safe from any thread, because each connection belongs to one I/O thread
/// and what they share is atomic.
class Server {
 public:
  /// `renderer` may be empty (plain text then), `authenticator` null (everyone may ask).
  /// Errors: kUsage (two routes with the same method and pattern, a pattern that is none).
  Server(Options options, std::vector<Route> routes, ErrorRenderer renderer,
         std::unique_ptr<Authenticator> authenticator);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// Listens and returns. Errors: kUsage (address in use, not an address, certificate unreadable).
  void Start();
  /// The port listened on; 0 before Start.
  std::uint16_t port() const;
  /// Stops accepting, closes idle connections, lets what runs finish and be written (at most
  /// `shutdown_grace`), closes the rest. Waits for a handler that takes longer.
  void Stop();
  /// Prometheus text of the server's own counters: requests by operation and status, latency
  /// histograms, connections, bytes.
  std::string Metrics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace socle::http
