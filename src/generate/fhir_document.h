#pragma once

#include <string_view>
#include <vector>

#include "generate/fhir_story.h"

namespace socle::generate {

/// Appends a DocumentReference for each composition that is a document to its readers: letters,
/// notes, laboratory reports, prescriptions, lists. Its id is the composition's; the attachment
/// names the version in the EHR, "ehr:/EHR_ID/UID::SYSTEM_ID::1" (openEHR, EHR URIs).
void AppendFhirDocuments(const FhirStory& story, std::string_view system_id,
                         std::vector<FhirResource>& out);

}  // namespace socle::generate
