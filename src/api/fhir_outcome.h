#pragma once

#include <span>
#include <vector>

#include "base/error.h"
#include "fhir/issue.h"
#include "fhir/outcome.h"
#include "http/server.h"

namespace socle::api {

/// The issues of a reader or validator as an error's. Those that are warnings are left out.
std::vector<base::Issue> ErrorIssues(std::span<const fhir::Issue> issues);

/// The answer to a failed request at the FHIR door: an OperationOutcome in the format asked for
/// (JSON where that cannot be told), with the latest version's ETag where the error names it.
http::Response RenderFhirError(const http::Request& request, const base::Error& error);

}  // namespace socle::api
