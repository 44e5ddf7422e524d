#include "resource/search_fault.h"

#include <algorithm>

#include "base/error.h"
#include "base/nearest.h"

namespace socle::resource {

void Fail(std::string_view name, const std::string& message) {
  throw base::Error(base::ErrorCode::kBadRequest, message).At(std::string(name));
}

void Refuse(std::string_view name, const std::string& what) {
  throw base::Error(base::ErrorCode::kNotImplemented, what).At(std::string(name));
}

void FailAt(std::string_view name, std::size_t at, std::string_view what) {
  Fail(name, std::string(name) + ", character " + std::to_string(at + 1) + ": " +
                 std::string(what) + " is expected");
}

std::string DidYouMean(std::string_view name, const std::vector<std::string_view>& candidates) {
  const std::string_view nearest = base::Nearest(name, candidates);
  return nearest.empty() ? std::string() : "; did you mean " + std::string(nearest) + "?";
}

fhir::TypeId ResourceTypeOf(std::string_view name, std::string_view type) {
  const fhir::TypeId id = fhir::FindType(type);
  const auto all = fhir::ResourceTypes();
  if (id != fhir::TypeId::kNone && std::find(all.begin(), all.end(), type) != all.end()) return id;
  Fail(name, "the search parameter " + std::string(name) + " names no type of resource" +
                 DidYouMean(type, {all.begin(), all.end()}));
}

std::string TypeName(fhir::TypeId type) { return std::string(fhir::Get(type).name); }

}  // namespace socle::resource
