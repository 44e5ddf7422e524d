#include <array>
#include <memory>
#include <mutex>

#include "api/fhir_capability.h"
#include "api/fhir_exchange.h"
#include "api/fhir_outcome.h"
#include "json/writer.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;
using http::Execution;
using http::Method;

/// A URL that stands for the base in the kept texts.
constexpr std::string_view kPlaceholder = "https://socle.invalid/fhir";

/// The CapabilityStatement, written once for each format. Safe from any thread, because it is
/// behind a lock.
class Capabilities {
 public:
  explicit Capabilities(const Context& context) : context_(context) {}

  http::Response Answer(const FhirExchange& exchange) {
    std::string text = TextOf(exchange.format());
    const std::size_t at = text.find(kPlaceholder);
    text.replace(at, kPlaceholder.size(), Escaped(exchange.Base()));
    http::Response response;
    response.Set("Content-Type", ContentTypeOf(exchange.format()));
    response.body = std::move(text);
    return response;
  }

 private:
  std::string TextOf(const FhirFormat& format) {
    const std::lock_guard lock(mutex_);
    const std::int64_t generation = context_.search_parameters.Latest()->generation();
    if (generation != generation_) texts_ = {};
    generation_ = generation;
    std::string& text = texts_.at((format.is_xml ? 2U : 0U) + (format.is_pretty ? 1U : 0U));
    if (text.empty()) {
      text = InFormat(format, CapabilityStatementOf(context_, kPlaceholder)).body;
    }
    return text;
  }

  /// The base without what would end a text in JSON or in XML: a Host header may hold anything.
  static std::string Escaped(std::string url) {
    std::erase_if(url, [](char c) {
      return c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == '\'' || c < ' ';
    });
    return url;
  }

  const Context& context_;
  std::mutex mutex_;
  std::array<std::string, 4> texts_;
  std::int64_t generation_ = 0;  // of the search parameters that they name
};

http::Response Metadata(Capabilities& capabilities, const FhirExchange& exchange) {
  const std::string* const mode = exchange.request().Query("mode");
  if (mode == nullptr || *mode == "full" || *mode == "normative") {
    return capabilities.Answer(exchange);
  }
  if (*mode == "terminology") {
    throw Error(ErrorCode::kNotImplemented, "there is no terminology service here");
  }
  throw Error(ErrorCode::kBadRequest, "mode is full, normative or terminology");
}

http::Response Versions(const FhirExchange& exchange) {
  return exchange.Answer(200, R"({"resourceType":"Parameters","parameter":[)"
                              R"({"name":"version","valueCode":"4.0"},)"
                              R"({"name":"default","valueCode":"4.0"}]})");
}

http::Response Reindex(const Context& context, const FhirExchange& exchange) {
  RequireAdministrator(context, exchange.request());
  context.record.Reindex({});
  return exchange.Answer(200,
                         fhir::OutcomeOf(fhir::Severity::kInformation, "informational",
                                         "Every index was made anew from the stored resources."));
}

/// Parameters: of each search parameter of the store's own how far its rows have come.
http::Response Indexing(const Context& context, const FhirExchange& exchange) {
  record::Snapshot snapshot = context.record.OpenSnapshot();
  std::string body;
  json::Writer json(body);
  json.BeginObject().Member("resourceType", "Parameters").Key("parameter").BeginArray();
  const auto part = [&json](std::string_view name, std::string_view type) -> json::Writer& {
    return json.BeginObject().Member("name", name).Key(type);
  };
  for (const resource::CustomParameter& one : resource::ReadCustoms(snapshot.session())) {
    using State = resource::CustomParameter::State;
    json.BeginObject().Member("name", "searchParameter").Key("part").BeginArray();
    part("code", "valueCode").String(one.code).EndObject();
    part("url", "valueUri").String(one.url).EndObject();
    part("state", "valueCode")
        .String(one.state == State::kIndexed        ? "indexed"
                : one.state == State::kBeingIndexed ? "being-indexed"
                                                    : "being-removed")
        .EndObject();
    part("done", "valueInteger").Integer(one.indexed).EndObject();
    part("of", "valueInteger")
        .Integer(resource::CountResources(snapshot.session(), resource::TypesOf(one.bases)))
        .EndObject();
    part("failed", "valueInteger").Integer(one.failed).EndObject();
    json.EndArray().EndObject();
  }
  json.EndArray().EndObject();
  return exchange.Answer(200, std::move(body));
}

http::Response RefuseOperation(const FhirExchange& exchange) {
  const std::string& name = exchange.request().parameters.back();
  exchange.Type();
  if (name.starts_with('$')) throw NoSuchOperation(name);
  const bool is_resource = exchange.request().parameters.size() == 2;
  http::Response response = exchange.Answer(
      405, fhir::OutcomeOf(fhir::Severity::kError, "not-supported",
                           "POST creates at /fhir/TYPE, searches at …/_search, and calls "
                           "operations, whose names begin with $"));
  response.Set("Allow",
               is_resource ? "GET, HEAD, PUT, PATCH, DELETE, OPTIONS" : "GET, HEAD, OPTIONS");
  return response;
}

}  // namespace

void AddFhirSystemRoutes(const Context& context, std::vector<http::Route>& routes) {
  // Two owners: the handler and its copies in the server's router.
  const auto capabilities = std::make_shared<Capabilities>(context);
  auto metadata = FhirRoute(
      Method::kGet, "/metadata", Execution::kBlocking, "capabilities",
      "What this door can do: a CapabilityStatement",
      [capabilities](const FhirExchange& exchange) { return Metadata(*capabilities, exchange); });
  metadata.door = http::Door::kOpen;  // clients ask it before they know how to log in
  metadata.parameters.push_back({"mode", "query", "full or normative", false});
  routes.push_back(std::move(metadata));

  routes.push_back(FhirRoute(Method::kGet, "/$versions", Execution::kInline, "versions",
                             "The versions of FHIR that are spoken here", &Versions));

  routes.push_back(
      FhirRoute(Method::kGet, "/SearchParameter/$indexing", Execution::kBlocking, "indexing",
                "How far the rows of the store's own search parameters have come: a Parameters",
                [&context](const FhirExchange& exchange) { return Indexing(context, exchange); }));

  auto reindex =
      FhirRoute(Method::kPost, "/$reindex", Execution::kBlocking, "reindex",
                "Make every index anew; writes wait until it is done",
                [&context](const FhirExchange& exchange) { return Reindex(context, exchange); });
  reindex.responses = {{200, "done"}, {403, "not an administrator"}};
  routes.push_back(std::move(reindex));

  // Where a path takes no POST at all, an operation that is none would be a wrong method. The
  // parameters are named as those of the path's other methods.
  for (const std::string_view path : {"/{type}/{id}", "/{compartment}/{id}/{type}"}) {
    auto none =
        FhirRoute(Method::kPost, path, Execution::kInline,
                  path == "/{type}/{id}" ? "no_operation" : "no_operation_instance",
                  "An operation that there is not: the answer names the nearest", &RefuseOperation);
    none.responses = {{404, "no such operation"}, {405, "not an operation's name"}};
    routes.push_back(std::move(none));
  }
}

}  // namespace socle::api
