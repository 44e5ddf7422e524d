#include <algorithm>
#include <array>

#include "api/fhir_parameters.h"
#include "api/fhir_search.h"
#include "base/iso8601.h"
#include "base/nearest.h"
#include "fhir/ids.h"
#include "http/ascii.h"
#include "http/negotiation.h"
#include "resource/date_interval.h"
#include "resource/search_query.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;
using http::Execution;
using http::Method;

constexpr std::array<std::string_view, 8> kNames{"start",  "end",   "_since",    "_type",
                                                 "_count", "_page", "_elements", "_summary"};

[[noreturn]] void Refuse(std::string_view name, std::string_view expected) {
  throw Error(ErrorCode::kBadRequest, std::string(name) + " must be " + std::string(expected))
      .At(std::string(name));
}

/// Names and values of a Parameters resource, whose values are primitives.
Parameters ParametersOf(const fhir::Tree& body) {
  if (!IsParameters(body.root())) {
    throw Error(ErrorCode::kBadRequest, "a Parameters resource is expected");
  }
  Parameters parameters;
  const fhir::NameId name = fhir::FindName("parameter");
  for (const fhir::Node* at = body.root().Child(name); at != nullptr && at->name == name;
       at = at->next_sibling) {
    const fhir::Node* const value = at->Child("value");
    if (value == nullptr || !value->has_value) Refuse(at->ChildText("name"), "a primitive value");
    parameters.emplace_back(at->ChildText("name"), value->text);
  }
  return parameters;
}

/// What is asked, of the query and of the body: a Parameters resource or a form.
Parameters AskedOf(const FhirExchange& exchange) {
  const http::Request& request = exchange.request();
  const std::string* const type = request.Header("Content-Type");
  const bool has_parameters =
      request.method == Method::kPost && !request.body.empty() &&
      !(type != nullptr && http::MediaTypeOf(*type) == "application/x-www-form-urlencoded");
  if (!has_parameters) return exchange.SearchParameters();
  Parameters parameters = request.query;
  std::erase_if(parameters, [](const auto& parameter) {
    return parameter.first == "_format" || parameter.first == "_pretty";
  });
  for (auto& parameter : ParametersOf(FhirBody(request))) {
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

std::uint32_t CountOf(const std::string& value) {
  const bool is_number = !value.empty() && value.size() < 10 &&
                         value.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number) Refuse("_count", "a whole number, 0 or more");
  return std::min<std::uint32_t>(static_cast<std::uint32_t>(std::stoul(value)),
                                 resource::SearchQuery::kMostCount);
}

/// Sets what the parameter says. Errors: kBadRequest, kNotFound (a type).
void Take(const std::string& name, const std::string& value, resource::EverythingRequest& asked) {
  if (name == "start" || name == "end") {
    const auto interval = resource::IntervalOf(TimeText(value));
    if (!interval) Refuse(name, "a date or a time");
    if (name == "start") asked.care_from = interval->low;
    // The day of the end belongs to the range.
    if (name == "end") asked.care_before = interval->low + interval->span;
  } else if (name == "_since") {
    const auto since = base::IsoDateTime::Parse(TimeText(value));
    if (!since) Refuse(name, "an instant or a date");
    asked.since = since->Start();
  } else if (name == "_type") {
    for (const std::string_view one : http::SplitList(value, ",")) {
      asked.types.insert(FhirTypeOf(one));
    }
  } else if (name == "_count") {
    asked.count = CountOf(value);
  } else if (name == "_page") {
    asked.page = value;
  } else if (name == "_summary" && value == "count") {
    asked.count = 0;
  } else if (std::ranges::find(kNames, name) == kNames.end()) {
    const std::string_view nearest = base::Nearest(name, kNames);
    throw Error(ErrorCode::kBadRequest,
                "$everything has no parameter of that name" +
                    (nearest.empty() ? std::string() : "; did you mean " + std::string(nearest)))
        .At(name);
  }
}

/// Where a page ends, and the EHR that it is about where it is about one.
http::Response Page(const Context& context, const FhirExchange& exchange, const std::string& path,
                    Parameters parameters, resource::SearchAnswer answer,
                    std::optional<record::EhrKey> ehr) {
  context.record.NoteQuery(exchange.access(), ehr, answer.entries.size());
  for (resource::SearchEntry& entry : answer.entries) {
    entry.resource.json = AskedParts(exchange.request(), std::move(entry.resource.json));
  }
  std::erase_if(parameters, [](const auto& parameter) { return parameter.first == "_page"; });
  if (!answer.next.empty()) {
    Parameters next = parameters;
    next.push_back(answer.next.front());
    answer.next = std::move(next);
  }
  answer.used = std::move(parameters);
  return Searchset(exchange, path + "/$everything", std::move(answer));
}

resource::EverythingRequest Asked(const Parameters& parameters) {
  resource::EverythingRequest asked;
  asked.count = resource::SearchQuery::kMostCount;
  for (const auto& [name, value] : parameters) Take(name, value, asked);
  return asked;
}

/// The resource with what is in its compartment and what that refers to, page by page.
http::Response Everything(const Context& context, const FhirExchange& exchange,
                          std::string_view type) {
  Parameters parameters = AskedOf(exchange);
  resource::EverythingRequest asked = Asked(parameters);
  asked.of = {FhirTypeOf(type), exchange.Id(0)};
  // One that is not there is no empty set; behind the first page it may have gone.
  std::optional<record::EhrKey> ehr;
  if (asked.page.empty()) {
    ehr = context.resources.Read(exchange.access(), asked.of.type, asked.of.id).key.ehr;
  }
  record::Snapshot snapshot = context.record.OpenSnapshot();
  resource::SearchAnswer answer = context.search.Everything(snapshot, asked);
  for (const resource::SearchEntry& entry : answer.entries) {
    const record::EhrKey of = entry.resource.key.ehr;
    if (!ehr && of.value() != record::kInstitution) ehr = of;
  }
  return Page(context, exchange, std::string(type) + "/" + asked.of.id.value(),
              std::move(parameters), std::move(answer), ehr);
}

http::Response EverythingOfAll(const Context& context, const FhirExchange& exchange) {
  Parameters parameters = AskedOf(exchange);
  resource::EverythingRequest asked = Asked(parameters);
  asked.of = {fhir::type::kPatient, {}};
  record::Snapshot snapshot = context.record.OpenSnapshot();
  resource::SearchAnswer answer = context.search.EverythingOfAllPatients(snapshot, asked);
  return Page(context, exchange, "Patient", std::move(parameters), std::move(answer), {});
}

void Add(std::vector<http::Route>& routes, std::string_view path, const std::string& operation,
         const std::string& summary, const FhirHandler& handler) {
  for (const Method method : {Method::kGet, Method::kPost}) {
    auto route = FhirRoute(method, path, Execution::kBlocking,
                           operation + (method == Method::kPost ? "_post" : ""), summary, handler);
    const std::vector<http::ParameterDoc> own{
        {"start", "query", "the time of care: from this date on", false},
        {"end", "query", "the time of care: up to this date", false},
        {"_since", "query", "only what was changed at or after", false},
        {"_type", "query", "only these types, with commas between", false},
        {"_count", "query", "resources a page, 1000 at the most", false}};
    route.parameters.insert(route.parameters.begin(), own.begin(), own.end());
    route.responses = {{200, "a searchset, page by page"}, {404, "no such resource"}};
    routes.push_back(std::move(route));
  }
}

}  // namespace

void AddFhirEverythingRoutes(const Context& context, std::vector<http::Route>& routes) {
  for (const std::string_view type : {"Patient", "Encounter"}) {
    const bool is_patient = type == "Patient";
    Add(routes, "/" + std::string(type) + "/{id}/$everything",
        is_patient ? "patient_everything" : "encounter_everything",
        is_patient ? "All resources about a patient" : "All resources about an encounter",
        [&context, type](const FhirExchange& exchange) {
          return Everything(context, exchange, type);
        });
  }
  Add(routes, "/Patient/$everything", "patients_everything", "All resources about all patients",
      [&context](const FhirExchange& exchange) { return EverythingOfAll(context, exchange); });
}

}  // namespace socle::api
