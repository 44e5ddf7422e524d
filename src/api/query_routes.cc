#include "api/context.h"
#include "api/openehr_http.h"
#include "api/query_answer.h"
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
  return RunQuery(context, request, *aql, ReadQueryString(request, *aql));
}

http::Response Post(const Context& context, const http::Request& request) {
  RequireContentType(request, {kJson});
  const auto body = json::Document::Parse(request.body);
  const json::Value* const aql = body.root().is_object() ? body.root().Find("q") : nullptr;
  if (aql == nullptr || !aql->is_string()) {
    throw base::Error(base::ErrorCode::kBadRequest,
                      "the body is a JSON object whose member q is the query's text");
  }
  return RunQuery(context, request, aql->text(), ReadQueryBody(request, aql->text(), body.root()));
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
}

}  // namespace socle::api
