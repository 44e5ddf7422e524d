#include <algorithm>

#include "api/fhir_binary.h"
#include "api/fhir_outcome.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;
using http::Execution;
using http::Method;

/// The resource of the body, of the type that the path names. Errors: kBadRequest.
fhir::Tree ResourceOf(const Context& context, const FhirExchange& exchange, fhir::TypeId type,
                      const std::optional<resource::ResourceId>& id = {}) {
  if (auto binary = BinaryOfBody(exchange.request(), type, id)) return *std::move(binary);
  fhir::Tree tree = FhirBody(exchange.request(), context.validator);
  if (tree.root().type != type) {
    throw Error(ErrorCode::kBadRequest, "the path says " + std::string(fhir::Get(type).name) +
                                            ", the body is a " +
                                            std::string(fhir::Get(tree.root().type).name));
  }
  return tree;
}

http::Response Create(const Context& context, const FhirExchange& exchange) {
  const fhir::TypeId type = exchange.Type();
  std::optional<resource::SearchRequest> condition;
  if (const std::string* text = exchange.request().Header("If-None-Exist")) {
    condition = ConditionOf(exchange, ParseQuery(*text));
  }
  return exchange.WrittenAnswer(
      context.resources.Create(exchange.access(), ResourceOf(context, exchange, type), condition));
}

http::Response Update(const Context& context, const FhirExchange& exchange) {
  const fhir::TypeId type = exchange.Type();
  const resource::ResourceId id = exchange.Id();
  fhir::Tree tree = ResourceOf(context, exchange, type, id);
  const std::string_view said = tree.root().ChildText("id");
  if (said != id.value()) {
    throw Error(ErrorCode::kBadRequest, said.empty()
                                            ? "an update's resource has its id"
                                            : "the path and the resource have different ids")
        .At(std::string(fhir::Get(type).name) + ".id");
  }
  return exchange.WrittenAnswer(
      context.resources.Update(exchange.access(), id, std::move(tree), exchange.Precondition()));
}

http::Response UpdateWhere(const Context& context, const FhirExchange& exchange) {
  const fhir::TypeId type = exchange.Type();
  const auto condition = ConditionOf(exchange, exchange.SearchParameters());
  return exchange.WrittenAnswer(context.resources.UpdateWhere(exchange.access(), condition,
                                                              ResourceOf(context, exchange, type)));
}

/// 204, or what the client prefers to hear of a deletion.
http::Response Deleted(const FhirExchange& exchange, std::string_view text) {
  if (exchange.preferred() == FhirReturn::kOutcome) {
    return exchange.Answer(200,
                           fhir::OutcomeOf(fhir::Severity::kInformation, "informational", text));
  }
  http::Response response;
  response.status = 204;
  return response;
}

http::Response Delete(const Context& context, const FhirExchange& exchange) {
  const auto deletion = context.resources.Delete(exchange.access(), exchange.Type(), exchange.Id(),
                                                 exchange.IfMatch());
  http::Response response = Deleted(exchange, deletion ? "It is deleted." : "There was nothing.");
  if (deletion) SetVersionHeaders(response, *deletion);
  return response;
}

http::Response DeleteWhere(const Context& context, const FhirExchange& exchange) {
  const auto condition = ConditionOf(exchange, exchange.SearchParameters());
  const std::size_t count =
      context.resources.DeleteWhere(exchange.access(), condition, context.fhir_deletes_many);
  return Deleted(exchange, count == 0   ? std::string("There was nothing.")
                           : count == 1 ? std::string("It is deleted.")
                                        : std::to_string(count) + " are deleted.");
}

/// A route that writes one resource, with the answers of all of them.
http::Route WriteRoute(Method method, std::string_view path, std::string operation,
                       std::string summary, FhirHandler handler) {
  auto route = FhirRoute(method, path, Execution::kBlocking, std::move(operation),
                         std::move(summary), std::move(handler));
  route.parameters.push_back(
      {"Prefer", "header", "return=minimal, representation or OperationOutcome", false});
  route.responses = {{200, "done, durable and found by searches"},
                     {400, "not understood"},
                     {409, "it would break what others refer to"},
                     {412, "not the version named, or several match"},
                     {422, "it breaks rules: every one is listed"}};
  return route;
}

void AddUpdates(const Context& context, std::vector<http::Route>& routes) {
  auto update = WriteRoute(
      Method::kPut, "/{type}/{id}", "update", "Write a resource; a new one where there is none",
      [&context](const FhirExchange& exchange) { return Update(context, exchange); });
  update.parameters.push_back({"If-Match", "header", "the ETag of the latest version", false});
  update.parameters.push_back({"If-None-Match", "header", "*: only where there is none", false});
  update.responses.push_back({201, "created"});
  routes.push_back(std::move(update));

  auto where = WriteRoute(
      Method::kPut, "/{type}", "update_conditional", "Write the resource that a search finds",
      [&context](const FhirExchange& exchange) { return UpdateWhere(context, exchange); });
  where.responses.push_back({201, "there was none: created"});
  routes.push_back(std::move(where));
}

void AddDeletions(const Context& context, std::vector<http::Route>& routes) {
  auto remove =
      WriteRoute(Method::kDelete, "/{type}/{id}", "delete", "Delete a resource; its versions stay",
                 [&context](const FhirExchange& exchange) { return Delete(context, exchange); });
  remove.parameters.push_back({"If-Match", "header", "the ETag of the latest version", false});
  remove.responses.push_back({204, "deleted, or not there"});
  routes.push_back(std::move(remove));

  auto where = WriteRoute(
      Method::kDelete, "/{type}", "delete_conditional", "Delete the resource that a search finds",
      [&context](const FhirExchange& exchange) { return DeleteWhere(context, exchange); });
  where.responses.push_back({204, "deleted, or none found"});
  routes.push_back(std::move(where));
}

}  // namespace

void AddFhirWriteRoutes(const Context& context, std::vector<http::Route>& routes) {
  auto create =
      WriteRoute(Method::kPost, "/{type}", "create", "Create a resource with a new id",
                 [&context](const FhirExchange& exchange) { return Create(context, exchange); });
  create.parameters.push_back(
      {"If-None-Exist", "header", "a search: only where it finds nothing", false});
  create.responses.push_back({201, "created"});
  routes.push_back(std::move(create));
  AddUpdates(context, routes);
  AddDeletions(context, routes);
}

}  // namespace socle::api
