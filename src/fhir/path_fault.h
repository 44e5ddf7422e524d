#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "fhir/path_lexer.h"

namespace socle::fhir {

/// The error of an expression: kBadRequest, its place as "line:column", one issue with the rule's
/// name. Texts hold names of the language and the model, never a value of a resource.
base::Error PathFault(const PathPlace& place, std::string rule, std::string expected,
                      std::string_view found);

}  // namespace socle::fhir
