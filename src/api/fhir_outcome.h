#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "fhir/issue.h"
#include "http/server.h"

namespace socle::api {

// OperationOutcomes: what the FHIR door says of errors, warnings and success.
// Source: FHIR R4, OperationOutcome.

/// An OperationOutcome (compact JSON) with one issue for each of `issues`, in order; where there
/// are none, it says that all is well.
std::string OutcomeOf(std::span<const fhir::Issue> issues);
/// With the one issue `text`, without a place.
std::string OutcomeOf(fhir::Severity severity, std::string_view code, std::string_view text);
/// What `error` says: its issues one by one, or its message with its place.
std::string OutcomeOf(const base::Error& error);

/// The issues of a reader or validator as an error's. Those that are warnings are left out.
std::vector<base::Issue> ErrorIssues(std::span<const fhir::Issue> issues);

/// The answer to a failed request at the FHIR door: an OperationOutcome in the format asked for
/// (JSON where that cannot be told), with the latest version's ETag where the error names it.
http::Response RenderFhirError(const http::Request& request, const base::Error& error);

}  // namespace socle::api
