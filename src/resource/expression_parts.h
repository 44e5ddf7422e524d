#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fhir/model.h"

namespace socle::resource {

/// An expression of the definitions, cut into what one resource type has of it.
struct ExpressionParts {
  std::vector<std::string> alternatives;  // sorted, each once; without brackets around
  /// All alternatives end in `.where(resolve() is TYPE)`, which is cut off; kNone: none does.
  fhir::TypeId only_target = fhir::TypeId::kNone;
};

/// The alternatives of `expression` (`A.x | (B.y.ofType(Z)) | name`) that are of `type`: those that
/// begin with its name or with that of a type that it specialises, and those that begin with no
/// type at all. Errors: kInternal (some alternatives are of one target, others not: the definitions
/// of R4 have none such).
ExpressionParts PartsOf(std::string_view expression, fhir::TypeId type);

}  // namespace socle::resource
