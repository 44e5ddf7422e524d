#include "api/fhir_entry_dispatch.h"

#include <algorithm>
#include <array>

#include "api/context.h"
#include "api/fhir_format.h"
#include "api/fhir_inner_request.h"
#include "base/error.h"
#include "fhir/json.h"
#include "http/ascii.h"
#include "http/target.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;

/// Headers that speak of the Bundle itself, not of who sends it.
constexpr std::array<std::string_view, 8> kOfTheBundle{
    "Content-Type", "Content-Length",    "Content-Encoding", "Transfer-Encoding",
    "If-Match",     "If-Modified-Since", "If-None-Exist",    "If-None-Match"};

std::vector<http::Route> FhirRoutesOf(std::span<const http::Route> routes) {
  std::vector<http::Route> found;
  std::ranges::copy_if(routes, std::back_inserter(found), [](const http::Route& route) {
    return route.pattern.starts_with(kFhirBase);
  });
  return found;
}

http::Request RequestOf(const http::Request& bundle, const resource::BundleEntry& entry,
                        http::Target& target) {
  http::Request request;
  request.method = entry.method == resource::BundleEntry::Method::kPost ? http::Method::kPost
                                                                        : http::Method::kGet;
  request.target.append(kFhirBase).append("/").append(entry.url.path);
  if (!entry.url.query.empty()) request.target.append("?").append(entry.url.query);
  target = http::ParseTarget(request.target);
  request.path = target.path;
  request.query = target.query;
  request.principal = bundle.principal;
  request.request_id = bundle.request_id;
  request.secure = bundle.secure;
  for (const auto& header : bundle.headers) {
    const bool is_of_bundle = std::ranges::any_of(kOfTheBundle, [&](std::string_view name) {
      return http::EqualsIgnoringCase(name, header.first);
    });
    if (!is_of_bundle) request.headers.push_back(header);
  }
  AskForJson(request);
  if (entry.if_match) {
    request.headers.emplace_back("If-Match", "W/\"" + std::to_string(*entry.if_match) + "\"");
  }
  if (entry.resource != nullptr) {
    request.headers.emplace_back("Content-Type", kFhirJson);
    fhir::WriteJson(*entry.resource, request.body);
  }
  return request;
}

}  // namespace

EntryDispatch::EntryDispatch(std::span<const http::Route> routes)
    : routes_(FhirRoutesOf(routes)), router_(routes_) {}

resource::EntryAnswer EntryDispatch::Answer(const http::Request& bundle,
                                            const resource::BundleEntry& entry) const {
  http::Target target;
  http::Request request = RequestOf(bundle, entry, target);
  http::Router::Match match = router_.Find(request.method, target.segments);
  if (match.route == nullptr) {
    throw match.allow.empty()
        ? Error(ErrorCode::kNotFound, "there is nothing at the entry's URL")
        : Error(ErrorCode::kMethodNotAllowed, "the entry's URL takes " + match.allow);
  }
  request.parameters = std::move(match.parameters);
  resource::EntryAnswer answer = InnerAnswer(match.route->handler, request);
  if (entry.is_head) answer.resource.clear();
  return answer;
}

}  // namespace socle::api
