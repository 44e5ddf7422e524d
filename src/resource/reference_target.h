#pragma once

#include <optional>
#include <string_view>

#include "resource/search_rows.h"

namespace socle::resource {

/// What fhir_reference holds of a literal reference: of "Patient/1" (or "Patient/1/_history/2") the
/// id and the type's number; of another text the text itself, cut at kMostText, and 0. Nothing for
/// an empty one and for a contained resource ("#a").
std::optional<ReferenceRow> TargetOf(std::string_view reference);
/// That of a resource here.
ReferenceRow TargetOf(fhir::TypeId type, std::string_view id);

/// At most kMostText bytes of `text`, whole characters.
std::string_view CutText(std::string_view text);

}  // namespace socle::resource
