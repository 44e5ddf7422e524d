#include <algorithm>

#include "api/fhir_search.h"
#include "api/web_routes.h"
#include "http/ascii.h"
#include "json/writer.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;
using http::Execution;
using http::Method;

/// Whether an administrator asked how the search is answered. Errors: kForbidden.
bool WantsExplanation(const Context& context, const http::Request& request) {
  const std::string* const header = request.Header("Socle-Explain");
  if (header == nullptr || !http::EqualsIgnoringCase(*header, "true")) return false;
  RequireAdministrator(context, request);
  return true;
}

/// A Parameters resource with each statement, how the store runs it, and the rows of its steps.
http::Response Explanation(const FhirExchange& exchange, const resource::SearchAnswer& answer) {
  std::string body;
  json::Writer json(body);
  json.BeginObject().Member("resourceType", "Parameters").Key("parameter").BeginArray();
  json.BeginObject().Member("name", "entries").Key("valueInteger");
  json.Integer(static_cast<std::int64_t>(answer.entries.size())).EndObject();
  for (const resource::ExplainedStatement& one : answer.statements) {
    json.BeginObject().Member("name", "statement").Key("part").BeginArray();
    json.BeginObject().Member("name", "sql").Member("valueString", one.sql).EndObject();
    json.BeginObject().Member("name", "plan").Member("valueString", one.plan).EndObject();
    for (const auto& step : one.steps) {
      json.BeginObject().Member("name", "step").Key("part").BeginArray();
      json.BeginObject().Member("name", "what").Member("valueString", step.what).EndObject();
      json.BeginObject().Member("name", "rows").Key("valueDecimal");
      json.Integer(static_cast<std::int64_t>(step.rows)).EndObject();
      json.EndArray().EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray().EndObject();
  return exchange.Answer(200, std::move(body));
}

http::Response Answer(const Context& context, const FhirExchange& exchange, std::string_view path,
                      resource::SearchRequest asked) {
  asked.parameters = exchange.SearchParameters();
  asked.lenient = exchange.is_lenient();
  asked.explain = WantsExplanation(context, exchange.request());
  const bool explain = asked.explain;
  resource::SearchAnswer answer = RunSearch(context, exchange, std::move(asked));
  if (explain) return Explanation(exchange, answer);
  return Searchset(exchange, path, std::move(answer));
}

http::Response SearchSystem(const Context& context, const FhirExchange& exchange) {
  return Answer(context, exchange, "", {});
}

http::Response SearchType(const Context& context, const FhirExchange& exchange) {
  resource::SearchRequest asked;
  asked.type = exchange.Type();
  const std::string_view path = fhir::Get(asked.type).name;
  return Answer(context, exchange, path, std::move(asked));
}

/// `Patient/{id}/{type}`, `Encounter/{id}/*`. Source: FHIR R4, Search, 3.1.1.2 and Compartments.
http::Response SearchCompartment(const Context& context, const FhirExchange& exchange) {
  resource::SearchRequest asked;
  const std::string& type = exchange.request().parameters.at(2);
  if (type.starts_with('$')) exchange.Id(2);
  asked.compartment = resource::Compartment{exchange.Type(), exchange.Id()};
  const std::string name(fhir::Get(asked.compartment->type).name);
  if (!fhir::HasCompartments(asked.compartment->type)) {
    throw Error(ErrorCode::kNotFound,
                "there are compartments of a Device, an Encounter, a "
                "Patient, a Practitioner, a RelatedPerson; none of a " +
                    name);
  }
  if (type != "*") {
    asked.type = FhirTypeOf(type);
    if (fhir::CompartmentParameters(asked.compartment->type, asked.type).empty()) {
      throw Error(ErrorCode::kBadRequest, type + " is not in the compartment of a " + name);
    }
  }
  const std::string path = name + "/" + asked.compartment->id.value() + "/" + type;
  return Answer(context, exchange, path, std::move(asked));
}

using Handler = http::Response (*)(const Context&, const FhirExchange&);

/// A search by GET at `path`, and by GET and POST at `search_path`, which ends with "_search".
/// FHIR R4 has no GET there, but public clients send it.
void AddSearch(const Context& context, std::vector<http::Route>& routes, std::string_view path,
               std::string_view search_path, std::string_view operation, std::string_view summary,
               Handler handler) {
  struct Form {
    Method method;
    std::string_view path, suffix;
  };
  for (const Form& form : {Form{Method::kGet, path, ""}, Form{Method::kPost, search_path, "_post"},
                           Form{Method::kGet, search_path, "_get"}}) {
    auto route = FhirRoute(
        form.method, form.path, Execution::kBlocking,
        std::string(operation) + std::string(form.suffix), std::string(summary),
        [&context, handler](const FhirExchange& exchange) { return handler(context, exchange); });
    if (form.method == Method::kPost) route.request_types = {"application/x-www-form-urlencoded"};
    route.parameters.push_back(
        {"Prefer", "header", "handling=lenient: leave out what is not known, and say so", false});
    route.parameters.push_back(
        {"Socle-Explain", "header", "true: how it is answered, for administrators", false});
    route.responses = {{200, "a searchset"},
                       {400, "an unknown parameter or a value that is none: the nearest name"},
                       {408, "it took too long"}};
    routes.push_back(std::move(route));
  }
}

/// Gives a browser the page in place of a search of all that there is.
void PutPageBefore(http::Route& route) {
  route.handler = [search = std::move(route.handler)](const http::Request& request) {
    return AsksForPage(request) ? ServePage(request) : search(request);
  };
  route.response_types.emplace_back("text/html");
}

}  // namespace

void AddFhirSearchRoutes(const Context& context, std::vector<http::Route>& routes) {
  AddSearch(context, routes, "/{type}", "/{type}/_search", "search_type",
            "Search resources of a type", &SearchType);
  AddSearch(context, routes, "", "/_search", "search_system", "Search resources of all types",
            &SearchSystem);
  const auto base = std::find_if(routes.begin(), routes.end(), [](const http::Route& route) {
    return route.operation_id == "fhir_search_system";
  });
  PutPageBefore(*base);
  AddSearch(context, routes, "/{compartment}/{id}/{type}", "/{compartment}/{id}/{type}/_search",
            "search_compartment",
            "Search what is in a compartment, of a Patient for instance; {type} may be *",
            &SearchCompartment);
}

}  // namespace socle::api
