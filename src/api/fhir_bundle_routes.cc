#include "api/fhir_exchange.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;

/// A batch or a transaction. Source: FHIR R4, RESTful API, batch/transaction.
http::Response Process(const Context& context, const FhirExchange& exchange) {
  const fhir::Tree bundle = FhirBody(exchange.request());
  if (fhir::Get(bundle.root().type).name != "Bundle") {
    throw Error(ErrorCode::kBadRequest, "a Bundle is expected here; other resources go to /fhir/" +
                                            std::string(fhir::Get(bundle.root().type).name));
  }
  return exchange.Answer(
      200, context.resources.Process(exchange.access(), bundle.root(), exchange.Base()));
}

}  // namespace

void AddFhirBundleRoutes(const Context& context, std::vector<http::Route>& routes) {
  auto route = FhirRoute(
      http::Method::kPost, "", http::Execution::kBlocking, "transaction",
      "Do what the entries of a Bundle ask: each by itself (batch), or all or none (transaction)",
      [&context](const FhirExchange& exchange) { return Process(context, exchange); });
  route.responses = {{200, "a Bundle with an answer to each entry, in their order"},
                     {400, "not understood; nothing was done"},
                     {409, "a transaction that breaks what others refer to; nothing was done"},
                     {412, "a condition of a transaction does not hold; nothing was done"},
                     {422, "a transaction that breaks rules: every one is listed"}};
  routes.push_back(std::move(route));
}

}  // namespace socle::api
