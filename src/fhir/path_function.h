#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace socle::fhir {

class PathCall;

/// What a call's arguments are.
enum class PathArguments : std::uint8_t {
  kValues,
  kType,     // one type specifier
  kPattern,  // the first is a regular expression
};

/// A function of the language.
struct PathFunction {
  std::string_view name;
  std::uint8_t least = 0;  // arguments
  std::uint8_t most = 0;
  PathArguments arguments = PathArguments::kValues;
  /// Replaces the input, which stands at the end of the stack, by the result.
  void (*run)(PathCall&) = nullptr;
};

/// All functions, sorted by name. Immutable.
std::span<const PathFunction> PathFunctions();
/// The function called so, or null.
const PathFunction* FindPathFunction(std::string_view name);

}  // namespace socle::fhir
