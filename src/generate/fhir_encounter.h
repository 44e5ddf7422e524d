#pragma once

#include <vector>

#include "generate/fhir_story.h"

namespace socle::generate {

/// Appends an Encounter for each stay, with its movements from bed to bed, and for each visit. A
/// stay that began in the emergency department has two parts, Encounters of their own (partOf).
void AppendFhirEncounters(const FhirStory& story, std::vector<FhirResource>& out);

}  // namespace socle::generate
