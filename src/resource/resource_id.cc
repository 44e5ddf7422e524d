#include "resource/resource_id.h"

#include <algorithm>

#include "base/error.h"

namespace socle::resource {
namespace {

constexpr std::string_view kPrefix = "fhir.";
constexpr std::size_t kLongestId = 64;

bool IsIdCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

}  // namespace

bool IsId(std::string_view text) {
  return !text.empty() && text.size() <= kLongestId &&
         std::all_of(text.begin(), text.end(), &IsIdCharacter);
}

ResourceId ParseId(std::string_view text) {
  if (!IsId(text)) {
    throw base::Error(base::ErrorCode::kBadRequest,
                      "a resource's id is 1 to 64 of A-Z, a-z, 0-9, '-' and '.'");
  }
  return ResourceId(std::string(text));
}

record::Kind KindOf(fhir::TypeId type) {
  std::string name(kPrefix);
  name += fhir::Get(type).name;
  return record::Kind(std::move(name));
}

std::optional<fhir::TypeId> TypeOf(const record::Kind& kind) {
  const std::string_view name = kind.value();
  if (!name.starts_with(kPrefix)) return std::nullopt;
  const fhir::TypeId type = fhir::FindType(name.substr(kPrefix.size()));
  if (type == fhir::TypeId::kNone) return std::nullopt;
  return type;
}

}  // namespace socle::resource
