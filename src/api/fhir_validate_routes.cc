#include <algorithm>

#include "api/fhir_exchange.h"
#include "api/fhir_outcome.h"
#include "api/fhir_parameters.h"
#include "fhir/location.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;
using http::Execution;
using http::Method;

constexpr std::string_view kBaseProfile = "http://hl7.org/fhir/StructureDefinition/";

/// What is to be validated, and what was found while it was read.
struct Subject {
  fhir::Tree resource;
  std::vector<fhir::Issue> issues;
  std::string mode, profile;
};

std::string_view QueryText(const http::Request& request, std::string_view name) {
  const std::string* const value = request.Query(name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

/// Takes the resource out of `read`, a Parameters resource, so that places begin with its type.
void Unwrap(fhir::ReadResult& read, Subject& subject) {
  const fhir::Node& parameters = read.tree.root();
  subject.mode = ParameterText(parameters, "mode");
  subject.profile = ParameterText(parameters, "profile");
  const fhir::Node* const resource = ParameterResource(parameters, "resource");
  if (resource == nullptr) return;
  const std::string place = fhir::LocationOf(*resource);
  for (fhir::Issue& issue : read.issues) {
    if (!issue.expression.starts_with(place)) continue;
    issue.expression.replace(0, place.size(), fhir::Get(resource->type).name);
  }
  subject.resource = TreeOf(*resource);
}

Subject SubjectOf(const FhirExchange& exchange) {
  Subject subject;
  const http::Request& request = exchange.request();
  if (!request.body.empty()) {
    fhir::ReadResult read = ReadFhirBody(request);
    const bool is_wrapped =
        IsParameters(read.tree.root()) && (request.parameters.at(0) != "Parameters" ||
                                           FindParameter(read.tree.root(), "resource") != nullptr);
    if (is_wrapped) {
      Unwrap(read, subject);
    } else {
      subject.resource = std::move(read.tree);
    }
    subject.issues = std::move(read.issues);
  }
  if (subject.mode.empty()) subject.mode = QueryText(request, "mode");
  if (subject.profile.empty()) subject.profile = QueryText(request, "profile");
  return subject;
}

void CheckMode(const FhirExchange& exchange, Subject& subject) {
  constexpr std::string_view kModes[] = {"", "create", "update", "delete", "profile"};
  if (std::find(std::begin(kModes), std::end(kModes), subject.mode) == std::end(kModes)) {
    throw Error(ErrorCode::kBadRequest, "mode is create, update, delete or profile");
  }
  const bool has_id = exchange.request().parameters.size() > 1;
  if (has_id || subject.mode == "profile" || subject.mode.empty()) return;
  if (subject.mode == "update" || subject.mode == "delete") {
    throw Error(ErrorCode::kBadRequest,
                "mode " + subject.mode + " is for a resource that is named in the path");
  }
}

void CheckProfile(const std::string& profile, fhir::TypeId type, std::vector<fhir::Issue>& issues) {
  if (profile.empty()) return;
  if (profile == std::string(kBaseProfile) + std::string(fhir::Get(type).name)) return;
  issues.push_back({fhir::Severity::kWarning,
                    "not-supported",
                    {},
                    "this profile is not here: the resource was held to the definitions of R4"});
}

/// An issue where the resource is not of the type, or has not the id, that the path names.
void CheckName(const FhirExchange& exchange, const fhir::Node& resource,
               std::vector<fhir::Issue>& issues) {
  const std::string name(fhir::Get(resource.type).name);
  if (resource.type != exchange.Type()) {
    issues.push_back({fhir::Severity::kError, "invalid", name,
                      "the path says " + exchange.request().parameters.at(0)});
  }
  if (exchange.request().parameters.size() < 2) return;
  if (resource.ChildText("id") != exchange.request().parameters[1]) {
    issues.push_back(
        {fhir::Severity::kError, "invalid", name + ".id", "the path names another id"});
  }
}

/// Source: FHIR R4, Resource operation $validate.
http::Response Validate(const Context& context, const FhirExchange& exchange) {
  exchange.Type();
  Subject subject = SubjectOf(exchange);
  CheckMode(exchange, subject);
  if (subject.resource.empty()) {
    if (exchange.request().parameters.size() < 2) {
      throw Error(ErrorCode::kBadRequest, "a resource to validate is expected in the body");
    }
    const auto stored = context.resources.Read(exchange.access(), exchange.Type(), exchange.Id());
    subject.resource = std::move(fhir::ReadJson(stored.json).tree);
  }
  const fhir::Node& resource = subject.resource.root();
  CheckName(exchange, resource, subject.issues);
  std::vector<fhir::Issue> found = context.validator.Validate(resource);
  subject.issues.insert(subject.issues.end(), std::make_move_iterator(found.begin()),
                        std::make_move_iterator(found.end()));
  CheckProfile(subject.profile, resource.type, subject.issues);
  std::stable_sort(subject.issues.begin(), subject.issues.end(),
                   [](const auto& a, const auto& b) { return a.severity < b.severity; });
  return exchange.Answer(200, fhir::OutcomeOf(subject.issues));
}

void Add(const Context& context, std::vector<http::Route>& routes, Method method,
         std::string_view path, std::string operation) {
  auto route =
      FhirRoute(method, path, Execution::kBlocking, std::move(operation),
                "Hold a resource to the definitions, without writing it",
                [&context](const FhirExchange& exchange) { return Validate(context, exchange); });
  route.parameters.push_back({"mode", "query", "create, update, delete or profile", false});
  route.parameters.push_back({"profile", "query", "a canonical URL", false});
  route.responses = {{200, "an OperationOutcome with every issue"}, {404, "no such resource"}};
  routes.push_back(std::move(route));
}

}  // namespace

void AddFhirValidateRoutes(const Context& context, std::vector<http::Route>& routes) {
  Add(context, routes, Method::kPost, "/{type}/$validate", "validate_type");
  Add(context, routes, Method::kPost, "/{type}/{id}/$validate", "validate_instance");
  Add(context, routes, Method::kGet, "/{type}/{id}/$validate", "validate_stored");
}

}  // namespace socle::api
