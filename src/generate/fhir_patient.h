#pragma once

#include <vector>

#include "generate/fhir_story.h"

namespace socle::generate {

/// The Patient. Its id is the IPP, which is the id of the EHR's subject.
FhirResource MakeFhirPatient(const FhirStory& story);

}  // namespace socle::generate
