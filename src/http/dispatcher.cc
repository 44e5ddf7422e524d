#include "http/dispatcher.h"

#include <cxxabi.h>

#include <cstdlib>
#include <typeinfo>

#include "http/target.h"

namespace socle::http {
namespace {

using base::Error;
using base::ErrorCode;

/// The name of the exception's type: its text may hold data.
std::string CurrentExceptionType() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (type == nullptr) return "unknown exception";
  int status = 0;
  char* name = abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
  std::string text = name != nullptr ? name : type->name();
  std::free(name);
  return text;
}

Response PlainText(const Error& error) {
  Response response;
  response.status = base::Describe(error.code()).http_status;
  response.Set("Content-Type", "text/plain; charset=utf-8");
  response.body = error.message() + "\n";
  return response;
}

}  // namespace

Dispatcher::Dispatcher(std::vector<Route> routes, ErrorRenderer renderer,
                       std::unique_ptr<Authenticator> authenticator)
    : routes_(std::move(routes)),
      router_(routes_),
      renderer_(std::move(renderer)),
      authenticator_(std::move(authenticator)) {}

std::size_t Dispatcher::IndexOf(const Route* route) const {
  return route == nullptr ? routes_.size() : static_cast<std::size_t>(route - routes_.data());
}

Dispatcher::Admission Dispatcher::Admit(Request& request) const {
  try {
    Target target = ParseTarget(request.target);
    request.path = std::move(target.path);
    request.query = std::move(target.query);
    if (request.path == "*") {
      if (request.method != Method::kOptions) {
        throw Error(ErrorCode::kBadRequest, "The target * is for OPTIONS only.");
      }
      Response all{.status = 204};
      all.Set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
      return {nullptr, Outcome{std::move(all), {}}};
    }
    Router::Match match = router_.Find(request.method, target.segments);
    request.parameters = std::move(match.parameters);
    if (match.route != nullptr) return {match.route, std::nullopt};
    if (match.allow.empty()) throw Error(ErrorCode::kNotFound, "There is nothing at this path.");
    if (request.method == Method::kOptions) {
      Response options{.status = 204};
      options.Set("Allow", std::move(match.allow));
      return {nullptr, Outcome{std::move(options), {}}};
    }
    Outcome outcome = Refuse(
        request, Error(ErrorCode::kMethodNotAllowed, "This path takes " + match.allow + "."));
    outcome.response.Set("Allow", std::move(match.allow));
    return {nullptr, std::move(outcome)};
  } catch (...) {
    return {nullptr, FromException(request)};
  }
}

Dispatcher::Verdict Dispatcher::Authenticate(Effort effort, Request& request,
                                             Outcome& refusal) const {
  if (authenticator_ == nullptr) return Verdict::kAllowed;
  try {
    std::optional<std::string> principal = effort == Effort::kQuick
                                               ? authenticator_->Quick(request)
                                               : authenticator_->Authenticate(request);
    if (!principal) return Verdict::kUndecided;
    request.principal = *std::move(principal);
    return Verdict::kAllowed;
  } catch (...) {
    refusal = FromException(request);
    return Verdict::kRefused;
  }
}

Outcome Dispatcher::Handle(const Route& route, const Request& request) const {
  try {
    Response response = route.handler(request);
    if (response.stream && route.execution != Execution::kBlocking) {
      throw Error(ErrorCode::kInternal, "The server could not answer.")
          .WithDetail(route.operation_id + " streams and is not blocking");
    }
    return {std::move(response), {}};
  } catch (...) {
    return FromException(request);
  }
}

Outcome Dispatcher::Refuse(const Request& request, const Fault& fault) const {
  Outcome outcome = Refuse(request, Error(fault.code, std::string(fault.message)));
  outcome.response.status = fault.status;
  return outcome;
}

Outcome Dispatcher::Refuse(const Request& request, const Error& error) const {
  Outcome outcome;
  outcome.detail = error.detail();
  try {
    outcome.response = renderer_ ? renderer_(request, error) : PlainText(error);
    outcome.response.stream = nullptr;
  } catch (...) {
    outcome.detail += " (and the renderer failed with " + CurrentExceptionType() + ")";
    outcome.response = PlainText(error);
  }
  if (error.code() == ErrorCode::kUnauthenticated && authenticator_ != nullptr) {
    outcome.response.Set("WWW-Authenticate", authenticator_->Challenge());
  }
  if (error.code() == ErrorCode::kUnavailable) outcome.response.Set("Retry-After", "1");
  return outcome;
}

Outcome Dispatcher::FromException(const Request& request) const {
  try {
    throw;
  } catch (const Error& error) {
    return Refuse(request, error);
  } catch (...) {
    const std::string type = CurrentExceptionType();
    Error internal(ErrorCode::kInternal,
                   "The server could not answer; its log has more under the request's id " +
                       request.request_id + ".");
    return Refuse(request, internal.WithDetail(type));
  }
}

std::string Dispatcher::DescribeException() {
  try {
    throw;
  } catch (const Error& error) {
    std::string text(base::Describe(error.code()).name);
    if (!error.detail().empty()) text += ": " + error.detail();
    return text;
  } catch (...) {
    return CurrentExceptionType();
  }
}

}  // namespace socle::http
