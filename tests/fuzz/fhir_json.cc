// links: fhir
// Any bytes are no JSON, or a resource and a list of issues with their places; a resource that was
// read without issues is written, read again and written the same. Validation never fails.

#include <cstdlib>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "fhir/json.h"
#include "fhir/validate.h"

namespace {

using namespace socle;

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckIssues(const std::vector<fhir::Issue>& issues) {
  Require(issues.size() <= 100);
  for (const fhir::Issue& issue : issues) {
    Require(!issue.expression.empty() && !issue.text.empty() && !issue.code.empty());
    Require(base::IsUtf8(issue.text));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fhir::Validator validator;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  bool is_json = false;
  try {
    const fhir::ReadResult result = fhir::ReadJson(text, {.bytes = 1u << 20});
    is_json = true;
    CheckIssues(result.issues);
    Require(!result.tree.empty() || !result.issues.empty());
    if (result.tree.empty()) return 0;
    CheckIssues(validator.Validate(result.tree.root()));
    std::string written;
    fhir::WriteJson(result.tree.root(), written);
    const fhir::ReadResult again = fhir::ReadJson(written);
    if (!result.issues.empty()) return 0;
    Require(again.issues.empty());
    std::string rewritten;
    fhir::WriteJson(again.tree.root(), rewritten);
    Require(written == rewritten);
  } catch (const base::Error& error) {
    Require(!is_json && error.code() == base::ErrorCode::kMalformed);
  }
  return 0;
}
