#pragma once

#include <vector>

#include "generate/fhir_story.h"

namespace socle::generate {

/// Appends the Appointment of each visit, some that the patient or the hospital cancelled or that
/// nobody came to, and what is booked for the weeks after the hospital's years.
void AppendFhirAppointments(const FhirStory& story, std::vector<FhirResource>& out);

}  // namespace socle::generate
