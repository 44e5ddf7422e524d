#pragma once

#include <string>
#include <string_view>

#include "fhir/tree.h"

namespace socle::fhir {

/// Appends a type's name as a choice has it behind its own: "Quantity", "String".
void AppendCapitalised(std::string_view type, std::string& out);

/// Appends the name of `node` in its parent as JSON and XML write it: of a choice, with the type
/// behind it, "valueQuantity".
void AppendWrittenName(const Node& node, std::string& out);

}  // namespace socle::fhir
