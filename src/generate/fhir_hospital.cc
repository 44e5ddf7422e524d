#include "generate/fhir_hospital.h"

#include "generate/fhir_appointment.h"
#include "generate/fhir_condition.h"
#include "generate/fhir_coverage.h"
#include "generate/fhir_document.h"
#include "generate/fhir_encounter.h"
#include "generate/fhir_patient.h"
#include "generate/fhir_procedure.h"
#include "generate/fhir_staff.h"
#include "generate/fhir_structure.h"

namespace socle::generate {

std::vector<FhirResource> FhirHospital::Shared() const {
  std::vector<FhirResource> resources;
  FhirStructure(hospital_.people()).Append(resources);
  AppendFhirPayers(resources);
  AppendFhirStaff(hospital_.people(), resources);
  return resources;
}

std::vector<FhirResource> FhirHospital::Of(const Record& record, std::uint32_t index) const {
  const FhirStory story(hospital_.people(), record, hospital_.options().seed, index);
  std::vector<FhirResource> resources;
  resources.push_back(MakeFhirPatient(story));
  AppendFhirCoverage(story, resources);
  AppendFhirAppointments(story, resources);
  AppendFhirEncounters(story, resources);
  AppendFhirConditions(story, resources);
  AppendFhirProcedures(story, resources);
  AppendFhirDocuments(story, hospital_.system_id(), resources);
  return resources;
}

}  // namespace socle::generate
