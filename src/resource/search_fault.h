#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/model.h"

// What readers of searches say of what they do not take.
namespace socle::resource {

/// An unknown parameter: what a lenient search leaves out.
struct Unknown {
  std::string message, name;
};

/// Throws kBadRequest at the parameter `name`.
[[noreturn]] void Fail(std::string_view name, const std::string& message);
/// Throws kNotImplemented at the parameter `name`.
[[noreturn]] void Refuse(std::string_view name, const std::string& what);

/// Throws kBadRequest: the value of the parameter `name` should have `what` at the byte `at`.
[[noreturn]] void FailAt(std::string_view name, std::size_t at, std::string_view what);

/// "; did you mean …?", or nothing where no candidate is near.
std::string DidYouMean(std::string_view name, const std::vector<std::string_view>& candidates);
/// Errors: kBadRequest at the parameter `name`, where `type` is no type of resource.
fhir::TypeId ResourceTypeOf(std::string_view name, std::string_view type);
std::string TypeName(fhir::TypeId type);

/// Parameters that say how the answer is given, or of which resources; _has among them, for those
/// who look for a name.
inline constexpr std::array<std::string_view, 14> kResultParameters{
    "_sort", "_count",     "_include",       "_revinclude", "_summary", "_total", "_elements",
    "_type", "_contained", "_containedType", "_format",     "_pretty",  "_page",  "_has"};

}  // namespace socle::resource
