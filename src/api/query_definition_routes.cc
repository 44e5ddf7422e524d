#include <algorithm>
#include <array>

#include "api/context.h"
#include "api/openehr_http.h"
#include "http/ascii.h"
#include "http/negotiation.h"
#include "json/document.h"
#include "json/writer.h"

// Source: REST 1.1.0, Definition API, Query. What it leaves open: docs/spec-issues.md, query-1 to
// query-6.
namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;
using http::Execution;
using http::Method;

constexpr std::string_view kPath = "/definition/query";
constexpr std::string_view kOfName = "/definition/query/{qualified_query_name}";
constexpr std::string_view kOfVersion = "/definition/query/{qualified_query_name}/{version}";

void WriteQuery(json::Writer& writer, const aql::StoredQuery& query) {
  writer.BeginObject().Member("name", query.name).Member("type", "AQL");
  writer.Member("version", query.version).Member("saved", base::FormatIso(query.saved));
  writer.Member("q", query.text).EndObject();
}

void RequireAql(std::string_view type, std::string_view place) {
  if (type.empty() || http::EqualsIgnoringCase(type, "AQL")) return;
  throw Error(ErrorCode::kBadRequest, "the only query type that is known here is AQL")
      .At(std::string(place));
}

/// The version that the path names, if it does.
std::optional<std::string_view> VersionOf(const http::Request& request) {
  if (request.parameters.size() < 2) return std::nullopt;
  return request.parameters[1];
}

/// Refuses what a JSON body says otherwise than the request does.
void CheckMember(const json::Value& member, const http::Request& request) {
  static constexpr std::array<std::string_view, 5> kKnown{"name", "q", "saved", "type", "version"};
  const std::string_view key = member.key();
  const std::string place = "/" + std::string(key);
  if (std::find(kKnown.begin(), kKnown.end(), key) == kKnown.end()) {
    throw Error(ErrorCode::kBadRequest, "a stored query has name, type, version, saved and q")
        .At(place);
  }
  if (!member.is_string()) throw Error(ErrorCode::kBadRequest, "a string is expected").At(place);
  if (key == "type") RequireAql(member.text(), place);
  const auto version = VersionOf(request);
  if ((key == "name" && member.text() != request.parameters.at(0)) ||
      (key == "version" && version && member.text() != *version)) {
    throw Error(ErrorCode::kBadRequest, "the body says otherwise than the path").At(place);
  }
}

/// The query's text in the body: all of it, or "q" of a JSON object.
std::string TextOf(const http::Request& request) {
  RequireContentType(request, {"text/plain", kJson});
  const std::string* type = request.Header("Content-Type");
  if (type == nullptr || !http::EqualsIgnoringCase(http::MediaTypeOf(*type), kJson)) {
    return request.body;
  }
  const auto document = json::Document::Parse(request.body);
  const json::Value* text = document.root().is_object() ? document.root().Find("q") : nullptr;
  if (text == nullptr) {
    throw Error(ErrorCode::kBadRequest, "the body is a JSON object with the query in \"q\"");
  }
  for (const json::Value& member : document.root()) CheckMember(member, request);
  return std::string(text->text());
}

http::Response Store(const Context& context, const http::Request& request) {
  const Caller caller(request);
  if (const std::string* type = request.Query("query_type")) RequireAql(*type, "query_type");
  const std::string text = TextOf(request);
  auto audit = ehr::MakeAudit(CommittalOf(request), caller.access().principal, context.system_id,
                              record::ChangeType::kCreation);
  const auto saved = context.queries.Save(caller.access(), request.parameters.at(0),
                                          VersionOf(request), text, std::move(audit));
  const Return preference = Preferred(request);
  http::Response response;
  if (preference != Return::kMinimal) {
    response.Set("Content-Type", std::string(kJson));
    json::Writer writer(response.body);
    if (preference == Return::kRepresentation) {
      WriteQuery(writer, *saved.query);
    } else {
      writer.BeginObject().Member("uid", saved.query->FullName()).EndObject();
    }
  }
  // Names and versions have no character that a path would escape.
  response.Set("Location", UrlOf(request, std::string(kPath) + '/' + saved.query->FullName()));
  response.Set("Last-Modified", base::FormatHttpDate(saved.query->saved));
  response.Set("Preference-Applied", std::string(PreferenceName(preference)));
  return response;
}

http::Response List(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  const Caller caller(request);
  const std::string_view pattern =
      request.parameters.empty() ? std::string_view() : request.parameters.front();
  http::Response response = Json(200, {});
  json::Writer writer(response.body);
  writer.BeginArray();
  for (const auto& query : context.queries.List(caller.access(), pattern)) {
    WriteQuery(writer, *query);
  }
  writer.EndArray();
  return response;
}

http::Response Get(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  const Caller caller(request);
  const auto query =
      context.queries.Find(caller.access(), request.parameters.at(0), request.parameters.at(1));
  if (!query) {
    throw Error(ErrorCode::kNotFound, "there is no stored query of that name and version");
  }
  http::Response response = Json(200, {});
  json::Writer writer(response.body);
  WriteQuery(writer, *query);
  response.Set("ETag", WeakTag(query->FullName()));
  response.Set("Last-Modified", base::FormatHttpDate(query->saved));
  return response;
}

http::Route Storing(const Context& context, std::string_view path, std::string operation,
                    std::string summary) {
  auto route = OpenEhrRoute(Method::kPut, path, Execution::kBlocking, std::move(operation), "Query",
                            std::move(summary));
  route.parameters = {{"query_type", "query", "AQL, in any case", false}};
  route.request_types = {"text/plain", std::string(kJson)};
  route.responses = {{200, "stored, or there already with that text; Location names it"},
                     {400, "not AQL (with line:column), no name, no whole version, another type"},
                     {409, "the version exists with another text"}};
  route.handler = [&context](const http::Request& request) { return Store(context, request); };
  return route;
}

http::Route Listing(const Context& context, std::string_view path, std::string operation,
                    std::string summary) {
  auto route = OpenEhrRoute(Method::kGet, path, Execution::kBlocking, std::move(operation), "Query",
                            std::move(summary));
  route.responses = {{200, "name, type, version, saved and q of each"}};
  route.handler = [&context](const http::Request& request) { return List(context, request); };
  return route;
}

}  // namespace

void AddQueryDefinitionRoutes(const Context& context, std::vector<http::Route>& routes) {
  routes.push_back(
      Listing(context, kPath, "definition_query_list_all", "All versions of all stored queries"));
  routes.push_back(Listing(context, kOfName, "definition_query_list",
                           "All versions of the stored queries that the name fits as a pattern"));
  routes.push_back(Storing(context, kOfName, "definition_query_store",
                           "Store a query; its version is the next one"));
  routes.push_back(
      Storing(context, kOfVersion, "definition_query_version_store", "Store a query as a version"));

  auto get =
      OpenEhrRoute(Method::kGet, kOfVersion, Execution::kInline, "definition_query_version_get",
                   "Query", "A stored query at a version, or at the highest that begins so");
  get.responses = {{200, "name, type, version, saved and q"}, {404, "no such query or version"}};
  get.handler = [&context](const http::Request& request) { return Get(context, request); };
  routes.push_back(std::move(get));
}

}  // namespace socle::api
