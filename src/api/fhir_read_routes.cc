
#include "api/fhir_bundle.h"
#include "api/fhir_exchange.h"
#include "base/iso8601.h"
#include "base/url_query.h"

namespace socle::api {
namespace {

using http::Execution;
using http::Method;

/// The fast path: one keyed read, on the I/O thread.
http::Response Read(const Context& context, const FhirExchange& exchange) {
  return exchange.VersionAnswer(
      context.resources.Read(exchange.access(), exchange.Type(), exchange.Id()));
}

http::Response ReadVersion(const Context& context, const FhirExchange& exchange) {
  return exchange.VersionAnswer(context.resources.ReadVersion(exchange.access(), exchange.Type(),
                                                              exchange.Id(), exchange.Version()));
}

/// How the version came about, as an entry of a history says it. Source: FHIR R4, RESTful API,
/// history: "request" and "response" of each entry.
std::string InteractionOf(const resource::StoredResource& version) {
  std::string_view method = "PUT", status = "200";
  std::string url = PathOf(version);
  if (version.deleted) {
    method = "DELETE";
    status = "204";
  } else if (version.version == 1) {
    status = "201";
  }
  std::string rest;
  rest.append("\"request\":{\"method\":\"").append(method).append("\",\"url\":\"").append(url);
  rest.append("\"},\"response\":{\"status\":\"").append(status).append("\",\"etag\":\"W/\\\"");
  rest.append(std::to_string(version.version)).append("\\\"\",\"lastModified\":\"");
  rest.append(base::FormatIso(version.updated)).append("\"}");
  return rest;
}

/// The parameters of `request` with those of `next` in place of theirs.
std::string HistoryUrl(const FhirExchange& exchange, std::string_view after) {
  Parameters parameters;
  for (const auto& [name, value] : exchange.request().query) {
    if (name != "_after") parameters.emplace_back(name, value);
  }
  if (!after.empty()) parameters.emplace_back("_after", after);
  std::string url = OriginOf(exchange.request()) + exchange.request().path;
  if (!parameters.empty()) url += "?" + base::FormatUrlQuery(parameters);
  return url;
}

http::Response History(const Context& context, const FhirExchange& exchange) {
  const http::Request& request = exchange.request();
  resource::HistoryRequest asked;
  if (!request.parameters.empty()) asked.type = exchange.Type();
  if (request.parameters.size() > 1) asked.id = exchange.Id();
  asked.since = exchange.Time("_since");
  asked.at = exchange.Time("_at");
  if (const auto count = exchange.Count("_count")) asked.count = *count;
  const std::string* const after = request.Query("_after");
  if (after != nullptr) asked.after = *after;

  resource::HistoryPage page = context.resources.History(exchange.access(), asked);
  BundleAnswer bundle;
  bundle.type = "history";
  bundle.total = page.total;
  bundle.links.emplace_back("self", HistoryUrl(exchange, asked.after));
  if (!page.next.empty()) bundle.links.emplace_back("next", HistoryUrl(exchange, page.next));
  const std::string base = exchange.Base() + "/";
  bundle.entries.reserve(page.versions.size());
  for (resource::StoredResource& version : page.versions) {
    std::string rest = InteractionOf(version);
    if (!version.json.empty()) version.json = AskedParts(request, std::move(version.json));
    bundle.entries.push_back({base + PathOf(version), std::move(version.json), std::move(rest)});
  }
  return BundleResponse(exchange, std::move(bundle));
}

void AddHistoryRoute(const Context& context, std::vector<http::Route>& routes,
                     std::string_view path, std::string operation, std::string summary) {
  auto history =
      FhirRoute(Method::kGet, path, Execution::kBlocking, std::move(operation), std::move(summary),
                [&context](const FhirExchange& exchange) { return History(context, exchange); });
  history.parameters.insert(
      history.parameters.begin(),
      {{"_since", "query", "only versions made at or after this instant", false},
       {"_at", "query", "only versions that were current at some moment of this time", false},
       {"_count", "query", "versions a page", false}});
  routes.push_back(std::move(history));
}

}  // namespace

void AddFhirReadRoutes(const Context& context, std::vector<http::Route>& routes) {
  auto read =
      FhirRoute(Method::kGet, "/{type}/{id}", Execution::kInline, "read", "Read a resource",
                [&context](const FhirExchange& exchange) { return Read(context, exchange); });
  read.parameters.insert(
      read.parameters.begin(),
      {{"If-None-Match", "header", "the ETag of the version that the client has", false},
       {"If-Modified-Since", "header", "the time of the version that the client has", false}});
  read.responses = {{200, "the resource"},
                    {304, "the client has it"},
                    {404, "no such resource"},
                    {410, "it was deleted"}};
  routes.push_back(std::move(read));

  auto version = FhirRoute(
      Method::kGet, "/{type}/{id}/_history/{vid}", Execution::kInline, "vread",
      "Read a version of a resource",
      [&context](const FhirExchange& exchange) { return ReadVersion(context, exchange); });
  version.responses = {{200, "the version"},
                       {304, "the client has it"},
                       {404, "no such version"},
                       {410, "this version is its deletion"}};
  routes.push_back(std::move(version));

  AddHistoryRoute(context, routes, "/{type}/{id}/_history", "history_instance",
                  "The versions of a resource, newest first");
  AddHistoryRoute(context, routes, "/{type}/_history", "history_type",
                  "The versions of all resources of a type, newest first");
  AddHistoryRoute(context, routes, "/_history", "history_system",
                  "The versions of all resources, newest first");
}

}  // namespace socle::api
