#include <charconv>
#include <map>
#include <memory>

#include "api/fhir_entry_dispatch.h"
#include "api/fhir_exchange.h"
#include "api/fhir_outcome.h"
#include "json/document.h"
#include "json/writer.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;

/// The faults of a batch's entries, by their places.
using Faults = std::map<std::size_t, std::vector<fhir::Issue>>;

/// The entry in whose resource `expression` points, if any: 3 of "Bundle.entry[3].resource.name".
std::optional<std::size_t> EntryOf(std::string_view expression) {
  constexpr std::string_view kBefore = "Bundle.entry[";
  if (!expression.starts_with(kBefore)) return std::nullopt;
  std::size_t index = 0;
  const char* const end = expression.data() + expression.size();
  const auto [at, error] = std::from_chars(expression.data() + kBefore.size(), end, index);
  if (error != std::errc()) return std::nullopt;
  const std::string_view rest(at, static_cast<std::size_t>(end - at));
  return rest.starts_with("].resource") ? std::optional(index) : std::nullopt;
}

/// The faults that are of one entry each; nothing where one is of the Bundle itself.
std::optional<Faults> FaultsOf(const std::vector<fhir::Issue>& issues) {
  Faults faults;
  for (const fhir::Issue& issue : issues) {
    if (issue.severity > fhir::Severity::kError) continue;
    const auto entry = EntryOf(issue.expression);
    if (!entry) return std::nullopt;
    faults[*entry].push_back(issue);
  }
  return faults;
}

void RemoveEntries(fhir::Tree& bundle, const Faults& faults) {
  const fhir::NameId name = fhir::FindName("entry");
  const fhir::Node* entry = bundle.root().Child(name);
  for (std::size_t index = 0; entry != nullptr && entry->name == name; ++index) {
    const fhir::Node* const next = entry->next_sibling;
    if (faults.contains(index)) bundle.Remove(bundle.Mutable(*entry));
    entry = next;
  }
}

void WriteRefused(json::Writer& json, const std::vector<fhir::Issue>& issues) {
  json.BeginObject().Key("response").BeginObject().Member("status", "400 Bad Request");
  json.Key("outcome").Raw(fhir::OutcomeOf(issues)).EndObject().EndObject();
}

/// `answer`, a Bundle, with an entry for each of `faults` put where it belongs.
std::string WithRefused(const std::string& answer, const Faults& faults) {
  const json::Document document = json::Document::Parse(answer);
  std::string text;
  json::Writer json(text);
  json.BeginObject();
  for (const json::Value& member : document.root()) {
    if (member.key() != "entry") json.Key(member.key()).Value(member);
  }
  json.Key("entry").BeginArray();
  std::size_t index = 0;
  const auto write_refused = [&] {
    for (auto at = faults.find(index); at != faults.end(); at = faults.find(index)) {
      WriteRefused(json, at->second);
      ++index;
    }
  };
  if (const json::Value* entries = document.root().Find("entry"); entries != nullptr) {
    for (const json::Value& entry : *entries) {
      write_refused();
      json.Value(entry);
      ++index;
    }
  }
  write_refused();
  json.EndArray().EndObject();
  return text;
}

/// The entries of a batch stand each by itself: those whose resource cannot be read are answered
/// so, the others are done. Source: FHIR R4, RESTful API, 3.1.0.11.1.
http::Response ProcessFaultyBatch(const Context& context, const FhirExchange& exchange,
                                  const resource::ProcessOptions& options, fhir::ReadResult read,
                                  const Faults& faults) {
  RemoveEntries(read.tree, faults);
  read.tree.Number();
  const std::string answer =
      context.resources.Process(exchange.access(), read.tree.root(), options);
  return exchange.Answer(200, WithRefused(answer, faults));
}

/// A batch or a transaction. Source: FHIR R4, RESTful API, batch/transaction.
http::Response Process(const Context& context, const FhirExchange& exchange,
                       const EntryDispatch& dispatch) {
  fhir::ReadResult read = ReadFhirBody(exchange.request());
  const fhir::Node& bundle = read.tree.root();
  const std::string type(fhir::Get(bundle.type).name);
  if (type != "Bundle") {
    throw Error(ErrorCode::kBadRequest,
                "a Bundle is expected here; other resources go to /fhir/" + type);
  }
  const std::string base = exchange.Base();
  const resource::ProcessOptions options{.base = base,
                                         .preferred = exchange.preferred_of_entries(),
                                         .deletes_many = context.fhir_deletes_many,
                                         .other = [&](const resource::BundleEntry& entry) {
                                           return dispatch.Answer(exchange.request(), entry);
                                         }};
  const auto faults = FaultsOf(read.issues);
  if (faults && !faults->empty() && bundle.ChildText("type") == "batch") {
    return ProcessFaultyBatch(context, exchange, options, std::move(read), *faults);
  }
  RefuseFaulty(read);
  return exchange.Answer(200, context.resources.Process(exchange.access(), bundle, options));
}

}  // namespace

void AddFhirBundleRoutes(const Context& context, std::vector<http::Route>& routes) {
  // Two owners: the handler and its copies in the server's router.
  const auto dispatch = std::make_shared<const EntryDispatch>(routes);
  auto route = FhirRoute(
      http::Method::kPost, "", http::Execution::kBlocking, "transaction",
      "Do what the entries of a Bundle ask: each by itself (batch), or all or none (transaction)",
      [&context, dispatch](const FhirExchange& exchange) {
        return Process(context, exchange, *dispatch);
      });
  route.parameters.push_back({"Prefer", "header",
                              "return=minimal, representation or OperationOutcome: of entries",
                              false});
  route.responses = {{200, "a Bundle with an answer to each entry, in their order"},
                     {400, "not understood; nothing was done"},
                     {409, "a transaction that breaks what others refer to; nothing was done"},
                     {412, "a condition of a transaction does not hold; nothing was done"},
                     {422, "a transaction that breaks rules: every one is listed"}};
  routes.push_back(std::move(route));
}

}  // namespace socle::api
