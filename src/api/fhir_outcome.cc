#include "api/fhir_outcome.h"

#include "api/fhir_format.h"
#include "fhir/outcome.h"

namespace socle::api {

using base::ErrorCode;

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
  http::Response response = InFormat(format, fhir::OutcomeOf(error));
  response.status = base::Describe(error.code()).http_status;
  if (!error.latest().empty()) response.Set("ETag", "W/\"" + error.latest() + "\"");
  if (error.code() == ErrorCode::kUnavailable) response.Set("Retry-After", "1");
  return response;
}

}  // namespace socle::api
