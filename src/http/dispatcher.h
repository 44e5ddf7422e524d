#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/request_parser.h"
#include "http/router.h"
#include "http/server.h"

namespace socle::http {

/// A response, and what the access log may say of how it came about.
struct Outcome {
  Response response;
  std::string detail;
};

/// All of a request's way that is not I/O: target, route, authentication, handler, errors.
/// Safe from any thread, because nothing changes after construction.
class Dispatcher {
 public:
  struct Admission {
    const Route* route = nullptr;  // null: `answer` is there
    std::optional<Outcome> answer;
  };

  /// Errors: as Router.
  Dispatcher(std::vector<Route> routes, ErrorRenderer renderer,
             std::unique_ptr<Authenticator> authenticator);

  const std::vector<Route>& routes() const { return routes_; }
  /// The route's index; the number of routes for null.
  std::size_t IndexOf(const Route* route) const;

  /// Takes the request's target apart (path, query, parameters) and finds its route, or the answer
  /// that needs none: 400, 404, 405, OPTIONS. Never throws.
  Admission Admit(Request& request) const;

  /// Sets `request.principal`, or gives the answer that refuses it. `kUndecided` (quick only): ask
  /// again with `kThorough`, on a worker thread. Never throws.
  enum class Effort { kQuick, kThorough };
  enum class Verdict { kAllowed, kRefused, kUndecided };
  Verdict Authenticate(Effort effort, Request& request, Outcome& refusal) const;

  /// What the handler answers, or the error it ends in. Never throws. Only a kBlocking route's
  /// answer has a stream.
  Outcome Handle(const Route& route, const Request& request) const;

  /// The answer to a request that is no request, or that cannot be served.
  Outcome Refuse(const Request& request, const Fault& fault) const;
  Outcome Refuse(const Request& request, const base::Error& error) const;
  /// The answer to the exception that is being handled.
  Outcome FromException(const Request& request) const;
  /// What the log may say of the exception that is being handled.
  static std::string DescribeException();

 private:
  std::vector<Route> routes_;
  Router router_;
  ErrorRenderer renderer_;
  std::unique_ptr<Authenticator> authenticator_;
};

}  // namespace socle::http
