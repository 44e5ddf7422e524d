#include "generate/fhir_procedure.h"

#include "generate/fhir_systems.h"

namespace socle::generate {
namespace {

FhirCode CategoryOf(ActKind kind) {
  switch (kind) {
    case ActKind::kSurgical:
      return {fhir_system::kSnomed, "387713003", "Surgical procedure"};
    case ActKind::kObstetric:
      return {fhir_system::kSnomed, "386637004", "Obstetric procedure"};
    case ActKind::kDiagnostic:
      break;
  }
  return {fhir_system::kSnomed, "103693007", "Diagnostic procedure"};
}

FhirResource Procedure(const FhirStory& story, const FhirStay& told, const FhirAct& act,
                       std::string id) {
  FhirWriter writer("Procedure", std::move(id));
  writer.Text("status", "completed").Concept("category", CategoryOf(act.kind));
  writer.Concept("code", act.code, act.code.display);
  writer.Reference("subject", story.PatientTarget());
  writer.Reference("encounter", {"Encounter", told.stay->id, {}});
  writer.Period("performedPeriod", act.start, act.end);
  writer.BeginList("performer").Begin();
  writer.Reference("actor", {"Practitioner", act.performer->id, act.performer->name});
  writer.Reference("onBehalfOf", {"Organization", kHospitalId, {}}).End().EndList();
  writer.Reference(
      "location", {"Location",
                   act.room == ActRoom::kNone ? told.bed_id
                                              : FhirStructure::ActRoomId(act.room, act.room_number),
                   {}});
  writer.BeginList("reasonReference");
  writer.Reference({}, {"Condition", told.condition_id, told.stay->main.name.text}).EndList();
  return writer.Finish();
}

}  // namespace

void AppendFhirProcedures(const FhirStory& story, std::vector<FhirResource>& out) {
  std::size_t number = 0;
  for (const FhirStay& told : story.stays) {
    for (const FhirAct& act : told.acts) {
      out.push_back(Procedure(story, told, act, story.Id('G', ++number)));
    }
  }
}

}  // namespace socle::generate
