#pragma once

#include <span>
#include <string>

#include "generate/fhir_writer.h"

namespace socle::generate {

/// A transaction Bundle that puts each of `resources` under its own id.
std::string MakeFhirTransaction(std::span<const FhirResource> resources);

}  // namespace socle::generate
