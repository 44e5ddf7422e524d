#include <algorithm>
#include <memory>

#include "api/async_jobs.h"
#include "api/fhir_exchange.h"
#include "api/fhir_outcome.h"
#include "http/ascii.h"

namespace socle::api {
namespace {

using http::Execution;
using http::Method;

constexpr std::string_view kRespondAsync = "respond-async";
/// Where an answer that comes later is asked for.
constexpr std::string_view kJobs = "/$async/";

bool IsRespondAsync(std::string_view preference) {
  return http::EqualsIgnoringCase(preference, kRespondAsync);
}

/// What the job is to answer: the request, from which the wish is taken.
http::Request RequestOf(const http::Request& request) {
  http::Request later = request;
  AskForJson(later);
  std::string others;
  for (const std::string_view preference : PreferencesOf(request)) {
    if (IsRespondAsync(preference)) continue;
    others.append(others.empty() ? "" : ", ").append(preference);
  }
  std::erase_if(later.headers, [](const auto& header) {
    return http::EqualsIgnoringCase(header.first, "Prefer");
  });
  if (!others.empty()) later.headers.emplace_back("Prefer", others);
  return later;
}

http::Response Begin(AsyncJobs& jobs, const Handler& handler, const http::Request& request) {
  const FhirExchange exchange(request);
  const std::string name = jobs.Begin(handler, RequestOf(request));
  http::Response response =
      exchange.Answer(202, fhir::OutcomeOf(fhir::Severity::kInformation, "informational",
                                           "The answer will be where Content-Location says."));
  response.Set("Content-Location", exchange.Base() + std::string(kJobs) + name);
  response.Set("Preference-Applied", std::string(kRespondAsync));
  return response;
}

http::Response StatusAnswer(AsyncJobs& jobs, const FhirExchange& exchange) {
  const http::Request& request = exchange.request();
  const AsyncJobs::Status status = jobs.StatusOf(request.principal, request.parameters[0]);
  if (status.state == AsyncJobs::State::kDone) {
    return exchange.Answer(
        200, resource::ResponseBundle("batch-response", exchange.Base(), {status.answer.get(), 1}));
  }
  http::Response response{.status = 202};
  response.Set("X-Progress", status.state == AsyncJobs::State::kWaiting
                                 ? "waits behind " + std::to_string(status.before)
                                 : "runs for " + std::to_string(status.since.count()) + " s");
  response.Set("Retry-After", "1");
  return response;
}

http::Response Cancel(AsyncJobs& jobs, const FhirExchange& exchange) {
  const http::Request& request = exchange.request();
  jobs.Cancel(request.principal, request.parameters[0]);
  return {.status = 202};
}

void Describe(http::Route& route) {
  constexpr std::string_view kPrefer = "Prefer";
  if (std::ranges::find(route.parameters, kPrefer, &http::ParameterDoc::name) ==
      route.parameters.end()) {
    route.parameters.push_back({kPrefer, "header", "respond-async: answer later", false});
  }
  route.responses.push_back(
      {202, "with Prefer: respond-async: the answer will be where Content-Location says"});
}

}  // namespace

void AddFhirAsyncRoutes(std::vector<http::Route>& routes) {
  // Many owners: the routes, and their copies in the server's router.
  const auto jobs = std::make_shared<AsyncJobs>();
  for (http::Route& route : routes) {
    const bool is_fhir = route.pattern.starts_with(kFhirBase);
    if (!is_fhir || route.door == http::Door::kOpen) continue;
    Describe(route);
    route.handler = [jobs, handler = std::move(route.handler)](const http::Request& request) {
      const bool later = request.method != Method::kHead &&
                         std::ranges::any_of(PreferencesOf(request), &IsRespondAsync);
      return later ? Begin(*jobs, handler, request) : handler(request);
    };
  }

  const std::string path = std::string(kJobs) + "{request}";
  auto status = FhirRoute(
      Method::kGet, path, Execution::kBlocking, "async_status",
      "The answer to a request that was sent with Prefer: respond-async, once it is there",
      [jobs](const FhirExchange& exchange) { return StatusAnswer(*jobs, exchange); });
  status.responses = {{200, "the answer: a Bundle with one entry, the request's response"},
                      {202, "not yet: X-Progress says how far, Retry-After when to ask again"},
                      {404, "none of this client; its answer was taken away or became old"}};
  routes.push_back(std::move(status));
  auto cancel = FhirRoute(Method::kDelete, path, Execution::kInline, "async_cancel",
                          "Take away the answer that is to come or has come",
                          [jobs](const FhirExchange& exchange) { return Cancel(*jobs, exchange); });
  cancel.responses = {{202, "taken away; what had not begun is not done"}, {404, "as for GET"}};
  routes.push_back(std::move(cancel));
}

}  // namespace socle::api
