#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fhir/model.h"

namespace socle::resource {

/// The code systems that the plain codes at `path` ("Patient.gender") are in, because a required
/// binding says so; sorted. None where the path is no plain one, leads to other than codes, or its
/// value set cannot be enumerated.
std::vector<std::string> SystemsOfCodes(std::string_view path, fhir::TypeId type);

}  // namespace socle::resource
