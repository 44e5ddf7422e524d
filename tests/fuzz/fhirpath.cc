// links: fhir
// Any bytes are an expression or a fault with a place; what was compiled is checked against the
// definitions and evaluated, within its budget, and gives the same twice.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "fhir/ids.h"
#include "fhir/json.h"
#include "fhir/path_check.h"
#include "fhir/path_expression.h"

namespace {

using namespace socle;

void Require(bool holds) {
  if (!holds) std::abort();
}

const fhir::Node& Patient() {
  static const fhir::ReadResult read = fhir::ReadJson(
      R"({"resourceType":"Patient","id":"p","active":true,"name":[{"use":"official","family":"Doe",)"
      R"("given":["A","B"]},{"given":["C"]}],"gender":"female","birthDate":"1974-12-25",)"
      R"("contained":[{"resourceType":"Observation","id":"o","status":"final",)"
      R"("code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},)"
      R"("valueQuantity":{"value":72.5,"unit":"kg","system":"http://unitsofmeasure.org",)"
      R"("code":"kg"}}],"managingOrganization":{"reference":"#o"}})");
  return read.tree.root();
}

std::string Written(const fhir::PathResult& result) {
  std::string text;
  for (const fhir::PathItem& item : result) text += item.ToString() + '\n';
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fhir::PathEnvironment environment;
  environment.now = base::Instant{1'772'368'245'123'456};
  environment.limits = {.steps = 20'000, .items = 2'000, .text_bytes = 64u << 10};
  try {
    const auto expression =
        fhir::PathExpression::Compile({reinterpret_cast<const char*>(data), size});
    for (const auto& finding : fhir::CheckPath(expression, fhir::type::kPatient)) {
      Require(!finding.place.empty() && base::IsUtf8(finding.text));
    }
    const std::string first = Written(expression.Evaluate(Patient(), environment));
    Require(base::IsUtf8(first));
    Require(Written(expression.Evaluate(Patient(), environment)) == first);
  } catch (const base::Error& error) {
    Require(base::IsUtf8(error.message()));
    Require(error.code() == base::ErrorCode::kBadRequest ||
            error.code() == base::ErrorCode::kTimeout ||
            error.code() == base::ErrorCode::kTooLarge ||
            error.code() == base::ErrorCode::kNotImplemented);
    Require(error.code() != base::ErrorCode::kBadRequest || !error.place().empty());
  }
  return 0;
}
