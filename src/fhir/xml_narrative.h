#pragma once

#include <string>
#include <string_view>

namespace socle::fhir {

/// The markup of a div as a JSON document has it: `markup` with line ends as LF, CDATA sections as
/// text, and, where `declares_namespace` is false, with the declaration of XHTML's namespace.
/// `markup` begins with "<div".
std::string NarrativeOf(std::string_view markup, bool declares_namespace);

}  // namespace socle::fhir
