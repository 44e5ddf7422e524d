#include "api/context.h"
#include "api/openehr_http.h"
#include "json/writer.h"

namespace socle::api {
namespace {

using http::Execution;
using http::Method;

/// What this server is. Source: REST 1.1.0, System API.
http::Response Options(const Context& context, const http::Request&) {
  http::Response response = Json(200, {});
  json::Writer writer(response.body);
  writer.BeginObject().Member("solution", "Socle").Member("solution_version", context.version);
  writer.Member("vendor", "Socle").Member("restapi_specs_version", "1.1.0");
  writer.Member("conformance_profile", "CUSTOM").Key("endpoints").BeginArray();
  for (const std::string_view endpoint : {"/ehr", "/definition", "/admin"}) writer.String(endpoint);
  writer.EndArray().EndObject();
  response.Set("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
  return response;
}

http::Response Health(const Context& context, const http::Request&) {
  const store::StoreStatistics statistics = context.store.Statistics();
  http::Response response = Json(200, {});
  json::Writer(response.body)
      .BeginObject()
      .Member("status", "up")
      .Member("version", context.version)
      .Key("queued_commits")
      .Integer(static_cast<std::int64_t>(statistics.queued))
      .EndObject();
  return response;
}

void Gauge(std::string& text, std::string_view name, std::string_view type, std::string_view help,
           std::uint64_t value) {
  text.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name);
  text.append(" ").append(type).append("\n").append(name).append(" ");
  text.append(std::to_string(value)).append("\n");
}

http::Response Metrics(const Context& context, const http::Request&) {
  http::Response response;
  response.Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  const store::StoreStatistics statistics = context.store.Statistics();
  std::string& text = response.body;
  if (context.server_metrics) text = context.server_metrics();
  Gauge(text, "socle_store_transactions_total", "counter", "Transactions made durable.",
        statistics.commits);
  Gauge(text, "socle_store_jobs_total", "counter", "Commits within those transactions.",
        statistics.jobs);
  Gauge(text, "socle_store_failed_jobs_total", "counter", "Commits that were refused or failed.",
        statistics.failed_jobs);
  Gauge(text, "socle_store_queue", "gauge", "Commits that wait for the writer.", statistics.queued);
  Gauge(text, "socle_store_file_bytes", "gauge", "Size of the store's file.",
        statistics.file_bytes);
  Gauge(text, "socle_store_log_bytes", "gauge", "Size of the store's write-ahead log.",
        statistics.log_bytes);
  return response;
}

http::Route Plain(Method method, std::string pattern, std::string operation, std::string summary,
                  std::function<http::Response(const http::Request&)> handler) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.execution = Execution::kInline;
  route.operation_id = std::move(operation);
  route.tag = "SYSTEM";
  route.summary = std::move(summary);
  route.response_types = {std::string(kJson)};
  route.responses = {{200, "answered"}};
  route.handler = std::move(handler);
  return route;
}

}  // namespace

void AddSystemRoutes(const Context& context, std::vector<http::Route>& routes) {
  const auto options = [&context](const http::Request& request) {
    return Options(context, request);
  };
  routes.push_back(Plain(Method::kOptions, std::string(kOpenEhrBase), "options",
                         "What this server is", options));
  routes.push_back(Plain(Method::kOptions, "/", "options_root", "What this server is", options));
  auto health =
      Plain(Method::kGet, "/health", "health", "Whether the server is up",
            [&context](const http::Request& request) { return Health(context, request); });
  health.door = http::Door::kOpen;  // for the watchdog, who has no account
  routes.push_back(std::move(health));
  auto metrics =
      Plain(Method::kGet, "/metrics", "metrics", "Counters for Prometheus",
            [&context](const http::Request& request) { return Metrics(context, request); });
  metrics.response_types = {"text/plain"};
  routes.push_back(std::move(metrics));
}

}  // namespace socle::api
