#pragma once

#include <vector>

#include "generate/fhir_story.h"

namespace socle::generate {

/// Appends the Organizations that pay: health insurance by department, complementary insurers.
void AppendFhirPayers(std::vector<FhirResource>& out);

/// Appends the patient's Coverage by the health insurance and, of most, a complementary one.
void AppendFhirCoverage(const FhirStory& story, std::vector<FhirResource>& out);

}  // namespace socle::generate
