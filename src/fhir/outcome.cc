#include "fhir/outcome.h"

#include "fhir/model.h"
#include "json/writer.h"

namespace socle::fhir {
namespace {

std::string_view NameOf(Severity severity) {
  switch (severity) {
    case Severity::kFatal:
      return "fatal";
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kInformation:
      break;
  }
  return "information";
}

/// Whether `code` is of the value set issue-type.
bool IsIssueType(std::string_view code) {
  static const ValueSetId set = [] {
    const Type& type = Get(FindType("OperationOutcome.issue"));
    return FindElement(type, FindName("code"))->value_set;
  }();
  return InValueSet(set, {}, code).value_or(false);
}

/// Whether `place` reads as FHIRPath from a resource: "Patient.name[0]", "Bundle".
bool IsExpression(std::string_view place) {
  const std::string_view head = place.substr(0, place.find('.'));
  const TypeId type = FindType(head);
  return type != TypeId::kNone && Get(type).kind == TypeKind::kResource;
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

std::string OutcomeOf(std::span<const Issue> issues) {
  if (issues.empty()) {
    return OutcomeOf(Severity::kInformation, "informational", "All is well.");
  }
  return Outcome([&](json::Writer& json) {
    for (const Issue& issue : issues) {
      const std::string_view code = IsIssueType(issue.code) ? issue.code : "invalid";
      Write(json, {NameOf(issue.severity), code, issue.text, issue.expression, {}});
    }
  });
}

std::string OutcomeOf(Severity severity, std::string_view code, std::string_view text) {
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

}  // namespace socle::fhir
