#include "api/fhir_exchange.h"

namespace socle::api {

void AddFhirPatchRoutes(const Context&, std::vector<http::Route>&) {}

}  // namespace socle::api
