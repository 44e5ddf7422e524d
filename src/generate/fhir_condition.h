#pragma once

#include <vector>

#include "generate/fhir_story.h"

namespace socle::generate {

/// Appends a Condition for each chronic disease and for the reason of each stay.
void AppendFhirConditions(const FhirStory& story, std::vector<FhirResource>& out);

}  // namespace socle::generate
