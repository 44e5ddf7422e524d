#include "api/fhir_exchange.h"
#include "api/fhir_parameters.h"
#include "fhir/json_patch.h"
#include "fhir/path_patch.h"
#include "http/ascii.h"
#include "http/negotiation.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;
using http::Execution;
using http::Method;

constexpr std::string_view kJsonPatch = "application/json-patch+json";

/// The patch of the body: a JSON Patch, or a FHIRPath Patch as Parameters. It looks at the request.
/// Errors: kUnsupportedMedia, kMalformed, kBadRequest.
resource::Patch PatchOf(const http::Request& request) {
  const std::string* const type = request.Header("Content-Type");
  if (type == nullptr) {
    throw Error(ErrorCode::kUnsupportedMedia,
                "a patch has its Content-Type: " + std::string(kJsonPatch) + " or " +
                    std::string(kFhirJson));
  }
  if (http::EqualsIgnoringCase(http::MediaTypeOf(*type), kJsonPatch)) {
    return [&request](const fhir::Node& resource) {
      return fhir::ApplyJsonPatch(resource, request.body);
    };
  }
  // Two owners: std::function copies what it holds.
  const auto body = std::make_shared<const fhir::Tree>(FhirBody(request));
  if (!IsParameters(body->root())) {
    throw Error(ErrorCode::kBadRequest, "a FHIRPath Patch is a Parameters resource");
  }
  return
      [body](const fhir::Node& resource) { return fhir::ApplyPathPatch(resource, body->root()); };
}

http::Response Patch(const Context& context, const FhirExchange& exchange) {
  return exchange.WrittenAnswer(context.resources.Change(exchange.access(), exchange.Type(),
                                                         exchange.Id(), PatchOf(exchange.request()),
                                                         exchange.IfMatch()));
}

http::Response PatchWhere(const Context& context, const FhirExchange& exchange) {
  return exchange.WrittenAnswer(context.resources.ChangeWhere(
      exchange.access(), ConditionOf(exchange, exchange.SearchParameters()),
      PatchOf(exchange.request())));
}

void Add(std::vector<http::Route>& routes, std::string_view path, std::string operation,
         std::string summary, FhirHandler handler) {
  auto route = FhirRoute(Method::kPatch, path, Execution::kBlocking, std::move(operation),
                         std::move(summary), std::move(handler));
  route.request_types = {std::string(kJsonPatch), std::string(kFhirJson), std::string(kFhirXml)};
  route.parameters.push_back({"If-Match", "header", "the ETag of the latest version", false});
  route.parameters.push_back(
      {"Prefer", "header", "return=minimal, representation or OperationOutcome", false});
  route.responses = {{200, "patched, durable and found by searches"},
                     {400, "no patch"},
                     {404, "nothing there to patch"},
                     {412, "not the version named, or several match"},
                     {415, "neither a JSON Patch nor a FHIRPath Patch"},
                     {422, "it cannot be done, or what it makes breaks rules"}};
  routes.push_back(std::move(route));
}

}  // namespace

void AddFhirPatchRoutes(const Context& context, std::vector<http::Route>& routes) {
  Add(routes, "/{type}/{id}", "patch", "Change parts of a resource",
      [&context](const FhirExchange& exchange) { return Patch(context, exchange); });
  Add(routes, "/{type}", "patch_conditional", "Change parts of the resource that a search finds",
      [&context](const FhirExchange& exchange) { return PatchWhere(context, exchange); });
}

}  // namespace socle::api
