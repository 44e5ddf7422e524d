#include "api/fhir_search.h"

#include "api/fhir_bundle.h"
#include "api/fhir_outcome.h"
#include "base/url_query.h"
#include "fhir/ids.h"

namespace socle::api {
namespace {

constexpr std::string_view kMatch = "\"search\":{\"mode\":\"match\"}";
constexpr std::string_view kInclude = "\"search\":{\"mode\":\"include\"}";
constexpr std::string_view kOutcome = "\"search\":{\"mode\":\"outcome\"}";

/// `path` with `parameters`, and the format where the query named it.
std::string LinkOf(const FhirExchange& exchange, std::string_view path, Parameters parameters) {
  for (const std::string_view name : {"_format", "_pretty"}) {
    const std::string* const value = exchange.request().Query(name);
    if (value != nullptr) parameters.emplace_back(name, *value);
  }
  std::string url = exchange.Base();
  if (!path.empty()) url.append("/").append(path);
  if (!parameters.empty()) url += "?" + base::FormatUrlQuery(parameters);
  return url;
}

/// The EHR that a question about one patient was answered from; nothing for other questions.
std::optional<record::EhrKey> EhrOf(const resource::SearchRequest& asked,
                                    const resource::SearchAnswer& answer) {
  if (!asked.compartment || asked.compartment->type != fhir::type::kPatient) return std::nullopt;
  for (const resource::SearchEntry& entry : answer.entries) {
    const record::EhrKey ehr = entry.resource.key.ehr;
    if (ehr.value() != record::kInstitution) return ehr;
  }
  return std::nullopt;
}

BundleEntry OutcomeEntry(const std::vector<std::string>& warnings) {
  std::vector<fhir::Issue> issues;
  issues.reserve(warnings.size());
  for (const std::string& warning : warnings) {
    issues.push_back({fhir::Severity::kWarning, "not-supported", {}, warning});
  }
  return {{}, fhir::OutcomeOf(issues), std::string(kOutcome)};
}

}  // namespace

resource::SearchAnswer RunSearch(const Context& context, const FhirExchange& exchange,
                                 resource::SearchRequest asked) {
  asked.base = exchange.Base();
  record::Snapshot snapshot = context.record.OpenSnapshot();
  resource::SearchAnswer answer = context.search.Run(snapshot, asked);
  context.record.NoteQuery(exchange.access(), EhrOf(asked, answer), answer.entries.size());
  return answer;
}

http::Response Searchset(const FhirExchange& exchange, std::string_view path,
                         resource::SearchAnswer answer) {
  BundleAnswer bundle;
  bundle.type = "searchset";
  bundle.total = answer.total;
  bundle.links.emplace_back("self", LinkOf(exchange, path, std::move(answer.used)));
  if (!answer.previous.empty()) {
    bundle.links.emplace_back("previous", LinkOf(exchange, path, std::move(answer.previous)));
  }
  if (!answer.next.empty()) {
    bundle.links.emplace_back("next", LinkOf(exchange, path, std::move(answer.next)));
  }
  const std::string base = exchange.Base() + "/";
  bundle.entries.reserve(answer.entries.size() + 1);
  for (resource::SearchEntry& entry : answer.entries) {
    const bool is_match = entry.mode == resource::SearchEntry::Mode::kMatch;
    std::string url = base + PathOf(entry.resource);
    if (!entry.contained.empty()) url += "#" + entry.contained;
    bundle.entries.push_back({std::move(url), std::move(entry.resource.json),
                              std::string(is_match ? kMatch : kInclude)});
  }
  if (!answer.warnings.empty()) bundle.entries.push_back(OutcomeEntry(answer.warnings));
  return BundleResponse(exchange, std::move(bundle));
}

}  // namespace socle::api
