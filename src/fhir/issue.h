#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace socle::fhir {

enum class Severity : std::uint8_t { kFatal, kError, kWarning, kInformation };

/// One finding about a resource, as an OperationOutcome gives it. Holds no patient data beyond
/// codes and the type of what was found.
struct Issue {
  Severity severity = Severity::kError;
  std::string_view code;   // of the value set issue-type: "structure", "required", "value",
                           // "invariant", "code-invalid"
  std::string expression;  // where, as FHIRPath: "Patient.contact[0].name"
  std::string text;        // what was expected, what was found
};

}  // namespace socle::fhir
