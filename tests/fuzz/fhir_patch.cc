// links: fhir
// Any bytes are no patch, one that cannot be applied, or one that makes a resource of the same type
// and id; the original stays. A text that begins with `{` is read as Parameters, another as JSON
// Patch.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "fhir/json.h"
#include "fhir/json_patch.h"
#include "fhir/path_patch.h"

namespace {

using namespace socle;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::string Written(const fhir::Node& resource) {
  std::string text;
  fhir::WriteJson(resource, text);
  return text;
}

const fhir::Node& Patient() {
  static const fhir::ReadResult read = fhir::ReadJson(
      R"({"resourceType":"Patient","id":"p","active":true,"name":[{"use":"official","family":"Doe",)"
      R"("given":["A","B"]},{"given":["C"]}],"gender":"female","birthDate":"1974-12-25",)"
      R"("_birthDate":{"id":"b"},"contained":[{"resourceType":"Basic","id":"o"}],)"
      R"("deceasedBoolean":false,"contact":[{"name":{"text":"x"}}]})");
  return read.tree.root();
}

fhir::Tree Apply(std::string_view text) {
  if (!text.starts_with('{')) return fhir::ApplyJsonPatch(Patient(), text);
  const fhir::ReadResult patch = fhir::ReadJson(text, {.bytes = 1u << 20});
  if (patch.tree.empty() || !patch.issues.empty()) return {};
  return fhir::ApplyPathPatch(Patient(), patch.tree.root());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string original = Written(Patient());
  try {
    const fhir::Tree result = Apply({reinterpret_cast<const char*>(data), size});
    if (!result.empty()) {
      Require(result.root().type == Patient().type);
      Require(result.root().ChildText("id") == "p");
      const std::string written = Written(result.root());
      const fhir::ReadResult again = fhir::ReadJson(written, {.depth = 200});
      Require(again.issues.empty());
      Require(Written(again.tree.root()) == written);
    }
  } catch (const base::Error& error) {
    Require(base::IsUtf8(error.message()));
    Require(
        error.code() == base::ErrorCode::kMalformed ||
        error.code() == base::ErrorCode::kBadRequest || error.code() == base::ErrorCode::kInvalid ||
        error.code() == base::ErrorCode::kTooLarge || error.code() == base::ErrorCode::kTimeout ||
        error.code() == base::ErrorCode::kNotImplemented);
  }
  Require(Written(Patient()) == original);
  return 0;
}
