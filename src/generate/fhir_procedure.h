#pragma once

#include <vector>

#include "generate/fhir_story.h"

namespace socle::generate {

/// Appends a Procedure for each act of the patient's stays.
void AppendFhirProcedures(const FhirStory& story, std::vector<FhirResource>& out);

}  // namespace socle::generate
