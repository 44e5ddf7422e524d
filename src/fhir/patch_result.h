#pragma once

#include <cstddef>
#include <string>

#include "base/error.h"
#include "fhir/tree.h"

namespace socle::fhir {

/// What both kinds of patches hold to.
inline constexpr std::size_t kMostPatchOperations = 1000;
inline constexpr std::size_t kMostPatchBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMostPatchLevels = 128;

/// Errors: kInvalid where `patched` is no resource of the type and id of `original`.
void CheckIdentity(const Node& original, const Node& patched);

base::Error TooManyOperations();
/// `place`: of the operation.
base::Error TooDeep(std::string place);

}  // namespace socle::fhir
