#include <algorithm>
#include <array>
#include <set>

#include "api/fhir_search.h"
#include "resource/search_rows.h"

namespace socle::api {
namespace {

using http::Execution;
using http::Method;
using resource::SearchAnswer;
using resource::SearchEntry;

/// Search parameters that say when care was given. Source: FHIR R4, Patient operation $everything:
/// "the date range relates to care dates, not record currency dates".
constexpr std::string_view kCareDates[] = {
    "date",   "period",         "onset-date", "authored",       "authoredon",
    "event",  "effective-time", "started",    "whenhandedover", "service-date",
    "issued", "sent",           "created",    "occurrence",     "collected"};

/// The times that the care of a resource must touch, in milliseconds.
struct CareTime {
  std::optional<std::int64_t> start, end;
  bool is_open() const { return !start && !end; }
};

CareTime CareTimeOf(const FhirExchange& exchange) {
  constexpr std::int64_t kDay = 86'400'000;
  CareTime time;
  if (const auto start = exchange.Time("start")) time.start = start->micros / 1000;
  // The day of the end belongs to the range.
  if (const auto end = exchange.Time("end")) time.end = end->micros / 1000 + kDay - 1;
  return time;
}

/// The numbers of the rows that hold the care dates of a type.
std::set<std::int64_t> CareRows(const Context& context, fhir::TypeId type) {
  std::set<std::int64_t> rows;
  for (const std::string_view code : kCareDates) {
    const resource::SearchParameter* const parameter = context.search_parameters.Find(type, code);
    if (parameter == nullptr || parameter->kind != resource::SearchType::kDate) continue;
    rows.insert(parameter->rows_of.begin(), parameter->rows_of.end());
  }
  return rows;
}

/// Whether the resource's care touches `time`; what says no date of care does.
bool IsWithin(const Context& context, const resource::StoredResource& resource,
              const CareTime& time) {
  const std::set<std::int64_t> wanted = CareRows(context, resource.type);
  if (wanted.empty()) return true;
  const fhir::ReadResult read = fhir::ReadJson(resource.json);
  bool is_dated = false;
  for (const resource::SearchRow& row :
       resource::RowsOf(context.search_parameters, read.tree.root())) {
    if (!wanted.contains(row.param)) continue;
    const auto* const date = std::get_if<resource::DateRow>(&row.value);
    if (date == nullptr) continue;
    is_dated = true;
    const bool before = time.start && date->low + date->span <= *time.start;
    const bool after = time.end && date->low > *time.end;
    if (!before && !after) return true;
  }
  return !is_dated;
}

/// What is asked of the search: the query without the operation's own parameters.
Parameters SearchParametersOf(const FhirExchange& exchange) {
  Parameters parameters;
  for (auto& [name, value] : exchange.SearchParameters()) {
    if (name == "start" || name == "end") continue;
    if (name == "_since") {
      parameters.emplace_back("_lastUpdated", "ge" + value);
    } else {
      parameters.emplace_back(name, value);
    }
  }
  return parameters;
}

/// Puts the operation's own parameters back into the links, and takes out what it added.
Parameters LinkParameters(const FhirExchange& exchange, Parameters parameters) {
  std::erase_if(parameters, [](const auto& parameter) {
    return parameter.first == "_include" || parameter.first == "_lastUpdated";
  });
  for (const std::string_view name : {"start", "end", "_since"}) {
    const std::string* const value = exchange.request().Query(name);
    if (value != nullptr) parameters.emplace_back(name, *value);
  }
  return parameters;
}

void Narrow(const Context& context, const CareTime& time, SearchAnswer& answer) {
  if (time.is_open()) return;
  std::erase_if(answer.entries, [&](const SearchEntry& entry) {
    return entry.mode == SearchEntry::Mode::kMatch && !IsWithin(context, entry.resource, time);
  });
  answer.total.reset();
}

/// All of a patient: what is in the compartment, with what that refers to, page by page.
http::Response OfPatient(const Context& context, const FhirExchange& exchange) {
  const resource::ResourceId id = exchange.Id(0);
  // A patient that is not there is no empty set.
  context.resources.Read(exchange.access(), FhirTypeOf("Patient"), id);
  resource::SearchRequest asked;
  asked.patient = id;
  asked.parameters = SearchParametersOf(exchange);
  asked.parameters.emplace_back("_include", "*");
  SearchAnswer answer = RunSearch(context, exchange, std::move(asked));
  Narrow(context, CareTimeOf(exchange), answer);
  answer.used = LinkParameters(exchange, std::move(answer.used));
  if (!answer.next.empty()) answer.next = LinkParameters(exchange, std::move(answer.next));
  return Searchset(exchange, "Patient/" + id.value() + "/$everything", std::move(answer));
}

/// The types that `_type` names; empty: all. Errors: kNotFound with the nearest.
std::set<fhir::TypeId> TypesOf(const FhirExchange& exchange) {
  std::set<fhir::TypeId> types;
  const std::string* const text = exchange.request().Query("_type");
  std::string_view rest = text == nullptr ? std::string_view() : std::string_view(*text);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    types.insert(FhirTypeOf(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return types;
}

/// The entries from `_offset` on, `_count` of them, with the link to those behind.
void TakePage(const FhirExchange& exchange, SearchAnswer& answer) {
  const std::size_t offset =
      std::min<std::size_t>(exchange.Count("_offset").value_or(0), answer.entries.size());
  const std::size_t count = exchange.Count("_count").value_or(1000);
  answer.total = answer.entries.size();
  answer.used = exchange.SearchParameters();
  answer.next.clear();
  const std::size_t end = std::min(answer.entries.size(), offset + count);
  if (end < answer.entries.size() && count > 0) {
    for (const auto& parameter : answer.used) {
      if (parameter.first != "_offset") answer.next.push_back(parameter);
    }
    answer.next.emplace_back("_offset", std::to_string(end));
  }
  std::vector<SearchEntry> page(
      std::make_move_iterator(answer.entries.begin() + static_cast<std::ptrdiff_t>(offset)),
      std::make_move_iterator(answer.entries.begin() + static_cast<std::ptrdiff_t>(end)));
  answer.entries = std::move(page);
}

/// What a search takes as _revinclude to find all that refers to a resource of type `target`:
/// "Observation:encounter" and so on.
std::vector<std::string> ReferencesTo(const Context& context, fhir::TypeId target) {
  std::vector<std::string> paths;
  for (const std::string_view name : fhir::ResourceTypes()) {
    for (const auto* parameter : context.search_parameters.Of(fhir::FindType(name))) {
      const auto& targets = parameter->targets;
      if (parameter->kind == resource::SearchType::kReference &&
          std::find(targets.begin(), targets.end(), target) != targets.end()) {
        paths.push_back(std::string(name) + ":" + parameter->code);
      }
    }
  }
  return paths;
}

/// An encounter with all that refers to it and all that it refers to.
http::Response OfEncounter(const Context& context, const FhirExchange& exchange) {
  const resource::ResourceId id = exchange.Id(0);
  const fhir::TypeId type = FhirTypeOf("Encounter");
  context.resources.Read(exchange.access(), type, id);
  resource::SearchRequest asked;
  asked.type = type;
  asked.parameters = {{"_id", id.value()}, {"_include", "*"}};
  for (std::string& path : ReferencesTo(context, type)) {
    asked.parameters.emplace_back("_revinclude", std::move(path));
  }
  SearchAnswer answer = RunSearch(context, exchange, std::move(asked));
  const std::set<fhir::TypeId> types = TypesOf(exchange);
  const auto since = exchange.Time("_since");
  std::erase_if(answer.entries, [&](const SearchEntry& entry) {
    return (!types.empty() && !types.contains(entry.resource.type)) ||
           (since && entry.resource.updated < *since);
  });
  TakePage(exchange, answer);
  return Searchset(exchange, "Encounter/" + id.value() + "/$everything", std::move(answer));
}

using Handler = http::Response (*)(const Context&, const FhirExchange&);

void Add(const Context& context, std::vector<http::Route>& routes, Method method,
         std::string_view path, std::string operation, std::string summary, Handler handler) {
  auto route = FhirRoute(
      method, path, Execution::kBlocking, std::move(operation), std::move(summary),
      [&context, handler](const FhirExchange& exchange) { return handler(context, exchange); });
  route.parameters.insert(route.parameters.begin(),
                          {{"_since", "query", "only what was changed at or after", false},
                           {"_type", "query", "only these types, with commas between", false},
                           {"_count", "query", "resources a page", false}});
  route.responses = {{200, "a searchset, page by page"}, {404, "no such resource"}};
  routes.push_back(std::move(route));
}

}  // namespace

void AddFhirEverythingRoutes(const Context& context, std::vector<http::Route>& routes) {
  Add(context, routes, Method::kGet, "/Patient/{id}/$everything", "patient_everything",
      "All resources about a patient", &OfPatient);
  for (const char* name : {"start", "end"}) {
    routes.back().parameters.push_back({name, "query", "the time of care, as a date", false});
  }
  Add(context, routes, Method::kGet, "/Encounter/{id}/$everything", "encounter_everything",
      "All resources about an encounter", &OfEncounter);
}

}  // namespace socle::api
