#pragma once

#include <vector>

#include "generate/fhir_writer.h"
#include "generate/people.h"

namespace socle::generate {

/// Appends a Practitioner and a PractitionerRole for each of the hospital's people. The id of a
/// Practitioner is the number under which compositions name their composer.
void AppendFhirStaff(const People& people, std::vector<FhirResource>& out);

}  // namespace socle::generate
