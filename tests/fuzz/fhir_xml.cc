// links: fhir
// Any bytes are a fault, or a tree; what has no issues is the same through XML and through JSON.

#include <cstdlib>
#include <string>
#include <string_view>

#include "base/error.h"
#include "fhir/xml.h"

namespace {

using namespace socle;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::string Xml(const fhir::Tree& tree) {
  std::string text;
  fhir::WriteXml(tree.root(), text);
  return text;
}

std::string Json(const fhir::Tree& tree) {
  std::string text;
  fhir::WriteJson(tree.root(), text);
  return text;
}

void CheckRoundTrip(const fhir::Tree& tree) {
  const std::string xml = Xml(tree);
  const auto again = fhir::ReadXml(xml);
  Require(again.issues.empty());
  Require(Xml(again.tree) == xml);
  Require(Json(again.tree) == Json(tree));
  const auto from_json = fhir::ReadJson(Json(tree));
  Require(from_json.issues.empty());
  Require(Xml(from_json.tree) == xml);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    // Half of the depth that reading again allows.
    const auto result = fhir::ReadXml(text, {.bytes = 1u << 20, .depth = 40});
    Require(!result.tree.empty() || !result.issues.empty());
    if (result.tree.empty()) return 0;
    const std::string written = Xml(result.tree);
    Require(!written.empty());
    if (result.issues.empty()) CheckRoundTrip(result.tree);
  } catch (const base::Error& error) {
    Require(error.code() == base::ErrorCode::kMalformed ||
            error.code() == base::ErrorCode::kTooLarge);
  }
  return 0;
}
