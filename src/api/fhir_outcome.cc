#include "api/fhir_outcome.h"

#include <algorithm>

#include "api/fhir_format.h"
#include "fhir/model.h"
#include "json/writer.h"

namespace socle::api {
namespace {

using base::ErrorCode;

std::string_view NameOf(fhir::Severity severity) {
  switch (severity) {
    case fhir::Severity::kFatal:
      return "fatal";
    case fhir::Severity::kError:
      return "error";
    case fhir::Severity::kWarning:
      return "warning";
    case fhir::Severity::kInformation:
      break;
  }
  return "information";
}

/// Whether `code` is of the value set issue-type.
bool IsIssueType(std::string_view code) {
  static const fhir::ValueSetId set = [] {
    const fhir::Type& type = fhir::Get(fhir::FindType("OperationOutcome.issue"));
    return fhir::FindElement(type, fhir::FindName("code"))->value_set;
  }();
  return fhir::InValueSet(set, {}, code).value_or(false);
}

/// Whether `place` reads as FHIRPath from a resource: "Patient.name[0]", "Bundle".
bool IsExpression(std::string_view place) {
  const std::string_view head = place.substr(0, place.find('.'));
  const fhir::TypeId type = fhir::FindType(head);
  return type != fhir::TypeId::kNone && fhir::Get(type).kind == fhir::TypeKind::kResource;
}

/// One issue in the making.
struct IssueText {
  std::string_view severity, code, text, place;
  std::string diagnostics;
};

void Write(json::Writer& json, const IssueText& issue) {
  json.BeginObject().Member("severity", issue.severity).Member("code", issue.code);
  json.Key("details").BeginObject().Member("text", issue.text).EndObject();
  std::string diagnostics = issue.diagnostics;
  const bool is_expression = IsExpression(issue.place);
  if (!issue.place.empty() && !is_expression) {
    if (!diagnostics.empty()) diagnostics += "; ";
    diagnostics += "at " + std::string(issue.place);
  }
  if (!diagnostics.empty()) json.Member("diagnostics", diagnostics);
  if (is_expression) json.Key("expression").BeginArray().String(issue.place).EndArray();
  json.EndObject();
}

/// An OperationOutcome whose issues `write` writes.
template <typename WriteIssues>
std::string Outcome(WriteIssues write) {
  std::string body;
  json::Writer json(body);
  json.BeginObject().Member("resourceType", "OperationOutcome").Key("issue").BeginArray();
  write(json);
  json.EndArray().EndObject();
  return body;
}

std::string DiagnosticsOf(const base::Issue& issue) {
  std::string text;
  if (!issue.expected.empty()) text += "expected " + issue.expected;
  if (!issue.found.empty()) text += (text.empty() ? "found " : ", found ") + issue.found;
  return text;
}

}  // namespace

std::string OutcomeOf(std::span<const fhir::Issue> issues) {
  if (issues.empty()) {
    return OutcomeOf(fhir::Severity::kInformation, "informational", "All is well.");
  }
  return Outcome([&](json::Writer& json) {
    for (const fhir::Issue& issue : issues) {
      const std::string_view code = IsIssueType(issue.code) ? issue.code : "invalid";
      Write(json, {NameOf(issue.severity), code, issue.text, issue.expression, {}});
    }
  });
}

std::string OutcomeOf(fhir::Severity severity, std::string_view code, std::string_view text) {
  return Outcome([&](json::Writer& json) { Write(json, {NameOf(severity), code, text, {}, {}}); });
}

std::string OutcomeOf(const base::Error& error) {
  const std::string_view code = base::Describe(error.code()).fhir_issue;
  const bool is_fatal = base::Describe(error.code()).http_status == 500;
  const std::string_view severity = is_fatal ? "fatal" : "error";
  return Outcome([&](json::Writer& json) {
    if (error.issues().empty()) Write(json, {severity, code, error.message(), error.place(), {}});
    for (const base::Issue& issue : error.issues()) {
      Write(json, {severity, IsIssueType(issue.rule) ? std::string_view(issue.rule) : code,
                   issue.message, issue.path, DiagnosticsOf(issue)});
    }
  });
}

std::vector<base::Issue> ErrorIssues(std::span<const fhir::Issue> issues) {
  std::vector<base::Issue> errors;
  for (const fhir::Issue& issue : issues) {
    if (issue.severity > fhir::Severity::kError) continue;
    errors.push_back({issue.expression, std::string(issue.code), {}, {}, issue.text});
  }
  return errors;
}

http::Response RenderFhirError(const http::Request& request, const base::Error& error) {
  FhirFormat format;
  try {
    format = FhirFormatOf(request);
  } catch (const base::Error&) {
    format = {};
  }
  http::Response response = InFormat(format, OutcomeOf(error));
  response.status = base::Describe(error.code()).http_status;
  if (!error.latest().empty()) response.Set("ETag", "W/\"" + error.latest() + "\"");
  if (error.code() == ErrorCode::kUnavailable) response.Set("Retry-After", "1");
  return response;
}

}  // namespace socle::api
