#pragma once

#include <memory>
#include <string_view>

#include "fhir/path_ast.h"

namespace socle::fhir {

/// The expression as a program. At most 64 KiB of text and 200 operations within one another.
/// Errors: base::Error kBadRequest with line:column, what was expected and found, and the nearest
/// name for an unknown function or type. Source: FHIRPath N1, Appendix B, Grammar.
std::unique_ptr<const PathProgram> ParsePath(std::string_view text);

}  // namespace socle::fhir
