#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "resource/search_query.h"

namespace socle::resource {

/// The resource of `json` with those elements alone that `summary` and `elements` ("name",
/// "Patient.name"; none: all) name, and those that its type asks for or that change its meaning;
/// id and meta always. meta.tag says SUBSETTED. The text as it is where all of it is asked for.
/// Source: FHIR R4, Search, _summary and _elements.
std::string Subset(std::string json, Summary summary, const std::vector<std::string>& elements);

}  // namespace socle::resource
