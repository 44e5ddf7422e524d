#include <algorithm>

#include "api/fhir_search.h"

namespace socle::api {
namespace {

using http::Execution;
using http::Method;

/// The parameters of the operation beside those that are the search's own.
constexpr std::string_view kSince = "_since", kStart = "start", kEnd = "end";

/// What is asked of the search: the query without the operation's own parameters.
Parameters SearchParametersOf(const FhirExchange& exchange) {
  Parameters parameters;
  for (auto& [name, value] : exchange.SearchParameters()) {
    if (name == kStart || name == kEnd) continue;
    if (name == kSince) {
      parameters.emplace_back("_lastUpdated", "ge" + value);
    } else {
      parameters.emplace_back(name, value);
    }
  }
  return parameters;
}

}  // namespace

void AddFhirEverythingRoutes(const Context&, std::vector<http::Route>&) {
  (void)&SearchParametersOf;
}

}  // namespace socle::api
