#pragma once

// A small service for the tests of this module.

#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "http/client.h"
#include "http/server.h"

namespace socle::http {

inline Route ToyRoute(Method method, std::string pattern, Execution execution,
                      std::string operation, std::function<Response(const Request&)> handler) {
  Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.execution = execution;
  route.operation_id = std::move(operation);
  route.tag = "TOY";
  route.handler = std::move(handler);
  return route;
}

inline Response ToyText(std::string body, std::string type = "text/plain") {
  Response response;
  response.Set("Content-Type", std::move(type));
  response.body = std::move(body);
  return response;
}

inline Response ToyStream(std::function<void(BodyWriter&)> stream,
                          std::string type = "text/plain") {
  Response response;
  response.Set("Content-Type", std::move(type));
  response.stream = std::move(stream);
  return response;
}

/// Holds who waits until it is opened, for good.
class ToyGate {
 public:
  void Wait() const { is_open_.wait(false); }
  void Open() {
    is_open_ = true;
    is_open_.notify_all();
  }

 private:
  std::atomic<bool> is_open_ = false;
};

/// Opens a gate at the latest when the test ends: declared after the service, whose handlers wait.
class ToyOpener {
 public:
  explicit ToyOpener(ToyGate& gate) : gate_(gate) {}
  ~ToyOpener() { gate_.Open(); }
  ToyOpener(const ToyOpener&) = delete;
  ToyOpener& operator=(const ToyOpener&) = delete;

 private:
  ToyGate& gate_;
};

/// Whether `condition` comes true, up to 60 s: the machine may be busy.
template <class Condition>
bool ToyAwait(const Condition& condition) {
  for (int i = 0; i < 6000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

/// GET /hello, GET /size/{n} (JSON of n bytes), GET /wait/{millis} (blocking), POST and PUT /echo,
/// GET /throw and /refuse, GET /show/{a}/{b}, POST /inline.
inline std::vector<Route> ToyRoutes() {
  using enum Execution;
  std::vector<Route> routes;
  routes.push_back(ToyRoute(Method::kGet, "/hello", kInline, "hello",
                            [](const Request&) { return ToyText("hello"); }));
  routes.push_back(ToyRoute(Method::kGet, "/size/{n}", kInline, "size", [](const Request& r) {
    return ToyText('"' + std::string(std::stoul(r.parameters[0]) - 2, 'x') + '"',
                   "application/json");
  }));
  routes.push_back(
      ToyRoute(Method::kGet, "/wait/{millis}", kBlocking, "wait", [](const Request& r) {
        std::this_thread::sleep_for(std::chrono::milliseconds(std::stoi(r.parameters[0])));
        return ToyText("waited");
      }));
  for (Method method : {Method::kPost, Method::kPut}) {
    routes.push_back(ToyRoute(method, "/echo", kBlocking, "echo",
                              [](const Request& r) { return ToyText(r.body); }));
  }
  routes.push_back(ToyRoute(Method::kPost, "/inline", kInline, "inline", [](const Request& r) {
    return ToyText(std::to_string(r.body.size()));
  }));
  routes.push_back(ToyRoute(
      Method::kGet, "/throw", kInline, "throw",
      [](const Request&) -> Response { throw std::runtime_error("Jane Doe, born 1970"); }));
  routes.push_back(
      ToyRoute(Method::kGet, "/refuse", kBlocking, "refuse", [](const Request&) -> Response {
        throw base::Error(base::ErrorCode::kInvalid, "No.").WithDetail("why");
      }));
  routes.push_back(ToyRoute(Method::kGet, "/show/{a}/{b}", kInline, "show", [](const Request& r) {
    std::string text = r.path + "\n" + r.parameters[0] + "\n" + r.parameters[1] + "\n";
    for (const auto& [name, value] : r.query) text += name + "=" + value + "\n";
    return ToyText(text);
  }));
  return routes;
}

/// As ToyRoutes, and GET /hold (blocking), which waits for `gate`.
inline std::vector<Route> ToyRoutesWith(const ToyGate& gate) {
  std::vector<Route> routes = ToyRoutes();
  routes.push_back(
      ToyRoute(Method::kGet, "/hold", Execution::kBlocking, "hold", [&gate](const Request&) {
        gate.Wait();
        return ToyText("held");
      }));
  return routes;
}

inline Options ToyOptions() {
  Options options;
  options.port = 0;
  options.io_threads = 2;
  return options;
}

/// A server that runs.
class ToyService {
 public:
  explicit ToyService(Options options = ToyOptions(),
                      std::unique_ptr<Authenticator> authenticator = nullptr,
                      std::vector<Route> routes = ToyRoutes(), ErrorRenderer renderer = {})
      : server_(std::move(options), std::move(routes), std::move(renderer),
                std::move(authenticator)) {
    server_.Start();
  }
  Server& server() { return server_; }
  std::uint16_t port() const { return server_.port(); }
  Client NewClient(std::chrono::milliseconds timeout = std::chrono::seconds(60)) const {
    return Client({.host = "127.0.0.1", .port = port(), .tls = false, .timeout = timeout});
  }
  /// The value of a series in the metrics, -1 where it is not there.
  double Metric(const std::string& series) const {
    const std::string text = "\n" + server_.Metrics();
    const std::size_t at = text.find("\n" + series + " ");
    return at == std::string::npos ? -1 : std::stod(text.substr(at + series.size() + 2));
  }
  /// Waits until `series` has the value.
  bool AwaitMetric(const std::string& series, double value) const {
    return ToyAwait([&] { return Metric(series) == value; });
  }
  /// For what may run past the value between two looks.
  bool AwaitAtLeast(const std::string& series, double value) const {
    return ToyAwait([&] { return Metric(series) >= value; });
  }
  bool AwaitAtMost(const std::string& series, double value) const {
    return ToyAwait([&] { return Metric(series) <= value; });
  }

 private:
  Server server_;
};

}  // namespace socle::http
