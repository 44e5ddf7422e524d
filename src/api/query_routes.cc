#include "api/context.h"
#include "api/openehr_http.h"
#include "api/query_answer.h"
#include "aql/stored_queries.h"
#include "base/error.h"
#include "json/document.h"

namespace socle::api {
namespace {

using http::Method;

http::Response Get(const Context& context, const http::Request& request) {
  const std::string* aql = request.Query("q");
  if (aql == nullptr || aql->empty()) {
    throw base::Error(base::ErrorCode::kBadRequest, "q is missing: the query's text");
  }
  return RunQuery(context, request, *aql, ReadQueryString(context, request, *aql));
}

http::Response Post(const Context& context, const http::Request& request) {
  RequireContentType(request, {kJson});
  const auto body = json::Document::Parse(request.body);
  const json::Value* const aql = body.root().is_object() ? body.root().Find("q") : nullptr;
  if (aql == nullptr || !aql->is_string()) {
    throw base::Error(base::ErrorCode::kBadRequest,
                      "the body is a JSON object whose member q is the query's text");
  }
  return RunQuery(context, request, aql->text(),
                  ReadQueryBody(context, request, aql->text(), body.root()));
}

/// The stored query that the path names: its highest version, or that of the second parameter.
/// Errors: kNotFound.
std::shared_ptr<const aql::StoredQuery> Resolve(const Context& context,
                                                const http::Request& request) {
  const Caller caller(request);
  std::optional<std::string_view> version;
  if (request.parameters.size() > 1) version = request.parameters[1];
  return context.queries.Resolve(caller.access(), request.parameters.at(0), version);
}

http::Response GetStored(const Context& context, const http::Request& request) {
  const auto query = Resolve(context, request);
  return RunQuery(context, request, query->text, ReadQueryString(context, request, query->text),
                  query->FullName());
}

http::Response PostStored(const Context& context, const http::Request& request) {
  RequireContentType(request, {kJson});
  const auto query = Resolve(context, request);
  const auto body = json::Document::Parse(request.body.empty() ? "{}" : request.body);
  if (!body.root().is_object()) {
    throw base::Error(base::ErrorCode::kBadRequest, "the body is a JSON object");
  }
  return RunQuery(context, request, query->text,
                  ReadQueryBody(context, request, query->text, body.root()), query->FullName());
}

http::Response CloseCursor(const Context& context, const http::Request& request) {
  const Caller caller(request);
  context.engine.Close(caller.access(), request.parameters.at(0));
  http::Response response;
  response.status = 204;
  return response;
}

void AddCursorRoutes(const Context& context, std::vector<http::Route>& routes) {
  auto next = QueryRoute(Method::kGet, "/query/cursor/{cursor}", "query_cursor_next",
                         "The next page of an answer that was asked for with cursor=true");
  next.parameters = {{"fetch", "query", "rows to give at most", false}};
  next.responses = {{200, "the page, with the URL of the next one in meta.next"},
                    {404, "no such cursor of this user"},
                    {408, "it took longer than query-timeout; the cursor is closed"}};
  next.handler = [&context](const http::Request& request) {
    return NextPage(context, request, request.parameters.at(0));
  };
  routes.push_back(std::move(next));

  auto close = OpenEhrRoute(Method::kDelete, "/query/cursor/{cursor}", http::Execution::kBlocking,
                            "query_cursor_close", "QUERY", "Close a cursor before its end");
  close.responses = {{204, "closed"}, {404, "no such cursor of this user"}};
  close.handler = [&context](const http::Request& request) {
    return CloseCursor(context, request);
  };
  routes.push_back(std::move(close));
}

void AddStoredRoutes(const Context& context, std::vector<http::Route>& routes) {
  struct Form {
    std::string_view path, suffix, which;
  };
  constexpr Form kForms[] = {
      {"/query/{qualified_query_name}", "", "Answer a stored query, in its highest version"},
      {"/query/{qualified_query_name}/{version}", "_version",
       "Answer a stored query, in the highest version that begins so"}};
  for (const Form& form : kForms) {
    const std::string id = "query_execute_stored_query" + std::string(form.suffix);
    auto get = QueryRoute(Method::kGet, form.path, id, std::string(form.which));
    get.responses.push_back({304, "the answer that If-None-Match names is the answer still"});
    get.handler = [&context](const http::Request& request) { return GetStored(context, request); };
    routes.push_back(std::move(get));
    auto post = QueryRoute(Method::kPost, form.path, id + "_body", std::string(form.which));
    post.request_types = {std::string(kJson)};
    post.handler = [&context](const http::Request& request) {
      return PostStored(context, request);
    };
    routes.push_back(std::move(post));
  }
}

}  // namespace

void AddQueryRoutes(const Context& context, std::vector<http::Route>& routes) {
  auto get =
      QueryRoute(Method::kGet, "/query/aql", "query_execute_adhoc_query", "Answer an AQL query");
  get.parameters.insert(
      get.parameters.begin(),
      {{"q", "query", "the query; its parameters by their names beside it", true},
       {"query_parameters", "query", "parameters as a JSON object, with types", false}});
  get.responses.push_back({304, "the answer that If-None-Match names is the answer still"});
  get.handler = [&context](const http::Request& request) { return Get(context, request); };
  routes.push_back(std::move(get));

  auto post = QueryRoute(Method::kPost, "/query/aql", "query_execute_adhoc_query_body",
                         "Answer an AQL query: q, offset, fetch, query_parameters in the body");
  post.request_types = {std::string(kJson)};
  post.handler = [&context](const http::Request& request) { return Post(context, request); };
  routes.push_back(std::move(post));

  AddCursorRoutes(context, routes);
  AddStoredRoutes(context, routes);
}

}  // namespace socle::api
