#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "fhir/issue.h"

namespace socle::fhir {

// OperationOutcomes: what is said of errors, warnings and success, as compact JSON.
// Source: FHIR R4, OperationOutcome.

/// With one issue for each of `issues`, in order; where there are none, it says that all is well.
std::string OutcomeOf(std::span<const Issue> issues);
/// With the one issue `text`, without a place.
std::string OutcomeOf(Severity severity, std::string_view code, std::string_view text);
/// What `error` says: its issues one by one, or its message with its place.
std::string OutcomeOf(const base::Error& error);

}  // namespace socle::fhir
