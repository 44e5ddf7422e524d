#include "generate/fhir_encounter.h"

#include "generate/catalogue.h"
#include "generate/fhir_systems.h"

namespace socle::generate {
namespace {

constexpr FhirCode kInpatient{fhir_system::kActCode, "IMP", "inpatient encounter"};
constexpr FhirCode kEmergency{fhir_system::kActCode, "EMER", "emergency"};
constexpr FhirCode kAmbulatory{fhir_system::kActCode, "AMB", "ambulatory"};

struct Movement {
  std::string location;
  WallTime start = 0, end = 0;
};

/// What the three kinds of encounters have in common.
struct Outline {
  std::string id;
  FhirCode kind;
  std::string_view service;  // French
  WallTime start = 0, end = 0;
  const Staff* attending = nullptr;
};

std::string EmergencyUnit() { return FhirStructure::UnitCode(Specialty::kEmergency, 0); }

/// Door, bed, the rooms of acts that move the patient, and the bed again in between.
std::vector<Movement> MovementsOf(const FhirStay& told) {
  const Stay& stay = *told.stay;
  std::vector<Movement> movements;
  WallTime since = stay.admission;
  if (stay.emergency) {
    since = told.Transfer();
    movements.push_back({FhirStructure::WardId(EmergencyUnit()), stay.admission, since});
  }
  for (const FhirAct& act : told.acts) {
    if (!act.moves) continue;
    const WallTime leaves = act.start - 5 * kMinute, returns = act.end + 5 * kMinute;
    movements.push_back({told.bed_id, since, leaves});
    movements.push_back({FhirStructure::ActRoomId(act.room, act.room_number), leaves, returns});
    since = returns;
  }
  movements.push_back({told.bed_id, since, stay.discharge});
  return movements;
}

void AppendClassHistory(FhirWriter& writer, const FhirStay& told) {
  const Stay& stay = *told.stay;
  if (!stay.emergency) return;
  writer.BeginList("classHistory").Begin().Coding("class", kEmergency);
  writer.Period("period", stay.admission, told.Transfer()).End();
  writer.Begin().Coding("class", kInpatient);
  writer.Period("period", told.Transfer(), stay.discharge).End().EndList();
}

void AppendHead(FhirWriter& writer, const FhirStory& story, const Outline& outline,
                const FhirStay* with_history = nullptr) {
  writer.BeginList("identifier");
  writer.Identifier("official", {fhir_system::kIdentifierType, "VN", "Visit number"},
                    fhir_system::kVenue, outline.id);
  writer.EndList().Text("status", "finished");
  writer.Coding("class", outline.kind);
  if (with_history != nullptr) AppendClassHistory(writer, *with_history);
  writer.ConceptText("serviceType", outline.service);
  writer.Reference("subject", story.PatientTarget());
  writer.BeginList("participant").Begin();
  writer.Concepts("type", {fhir_system::kParticipation, "ATND", "attender"});
  writer.Period("period", outline.start, outline.end);
  writer.Reference("individual", {"Practitioner", outline.attending->id, outline.attending->name});
  writer.End().EndList();
}

void AppendTimes(FhirWriter& writer, const Outline& outline) {
  writer.Period("period", outline.start, outline.end);
  writer.Begin("length").Integer("value", (outline.end - outline.start) / kMinute);
  writer.Text("unit", "min").Text("system", fhir_system::kUcum).Text("code", "min").End();
}

void AppendMovements(FhirWriter& writer, const std::vector<Movement>& movements) {
  writer.BeginList("location");
  for (const Movement& movement : movements) {
    writer.Begin().Reference("location", {"Location", movement.location, {}});
    writer.Text("status", "completed").Period("period", movement.start, movement.end).End();
  }
  writer.EndList();
}

void AppendDiagnoses(FhirWriter& writer, const FhirStory& story, const FhirStay& told) {
  constexpr std::string_view kRole = "http://terminology.hl7.org/CodeSystem/diagnosis-role";
  writer.BeginList("diagnosis").Begin();
  writer.Reference("condition", {"Condition", told.condition_id, told.stay->main.name.text});
  writer.Concept("use", {kRole, "DD", "Discharge diagnosis"}).Integer("rank", 1).End();
  for (std::size_t i = 0; i < story.record.chronics.size(); ++i) {
    const std::string id = story.Id('C', i + 1);
    writer.Begin();
    writer.Reference("condition", {"Condition", id, story.record.chronics[i].name.text});
    writer.Concept("use", {kRole, "CM", "Comorbidity diagnosis"});
    writer.Integer("rank", static_cast<std::int64_t>(i) + 2).End();
  }
  writer.EndList();
}

void AppendHospitalization(FhirWriter& writer, const Stay& stay) {
  constexpr std::string_view kSource = "http://terminology.hl7.org/CodeSystem/admit-source";
  writer.Begin("hospitalization");
  writer.Concept("admitSource", stay.emergency
                                    ? FhirCode{kSource, "emd", "From accident/emergency department"}
                                    : FhirCode{kSource, "outp", "From outpatient department"});
  writer.Concept("dischargeDisposition",
                 {"http://terminology.hl7.org/CodeSystem/discharge-disposition", "home", "Home"},
                 "Retour au domicile");
  writer.End();
}

FhirResource StayOf(const FhirStory& story, const FhirStay& told) {
  const Stay& stay = *told.stay;
  const Outline outline{stay.id,        kInpatient,     stay.department,
                        stay.admission, stay.discharge, stay.physician};
  FhirWriter writer("Encounter", stay.id);
  AppendHead(writer, story, outline, &told);
  AppendTimes(writer, outline);
  writer.BeginList("reasonCode").ConceptText({}, stay.acute->presenting).EndList();
  AppendDiagnoses(writer, story, told);
  AppendHospitalization(writer, stay);
  AppendMovements(writer, MovementsOf(told));
  writer.Reference("serviceProvider", {"Organization", kHospitalId, kHospitalName});
  return writer.Finish();
}

/// A part of a stay in one unit.
FhirResource PartOf(const FhirStory& story, const Outline& outline, const Stay& stay,
                    const std::string& unit_code, const std::vector<Movement>& movements) {
  FhirWriter writer("Encounter", outline.id);
  AppendHead(writer, story, outline);
  AppendTimes(writer, outline);
  AppendMovements(writer, movements);
  writer.Reference("serviceProvider", {"Organization", FhirStructure::UnitId(unit_code), {}});
  writer.Reference("partOf", {"Encounter", stay.id, {}});
  return writer.Finish();
}

void AppendParts(const FhirStory& story, const FhirStay& told, Random& random,
                 std::vector<FhirResource>& out) {
  const Stay& stay = *told.stay;
  if (!stay.emergency) return;
  const Department& door = story.people.at(Specialty::kEmergency);
  std::vector<Movement> movements = MovementsOf(told);
  const std::vector<Movement> first{movements.front()};
  movements.erase(movements.begin());
  out.push_back(PartOf(story,
                       {stay.id + "-1", kEmergency, door.name, stay.admission, told.Transfer(),
                        &random.Pick(door.physicians).staff},
                       stay, EmergencyUnit(), first));
  out.push_back(PartOf(story,
                       {stay.id + "-2", kInpatient, stay.department, told.Transfer(),
                        stay.discharge, stay.physician},
                       stay, told.unit_code, movements));
}

FhirResource VisitOf(const FhirStory& story, const FhirVisit& told) {
  const Visit& visit = *told.visit;
  const Outline outline{told.id, kAmbulatory, visit.unit, visit.time, told.end(), visit.physician};
  FhirWriter writer("Encounter", told.id);
  AppendHead(writer, story, outline);
  writer.BeginList("appointment").Reference({}, {"Appointment", told.appointment_id, {}}).EndList();
  AppendTimes(writer, outline);
  writer.BeginList("reasonCode");
  writer.ConceptText(
      {}, story.record.chronics.empty() ? "Avis spécialisé" : "Suivi de maladie chronique");
  writer.EndList();
  AppendMovements(
      writer, {{FhirStructure::OfficeId(told.unit_code, visit.office), visit.time, told.end()}});
  writer.Reference("serviceProvider",
                   {"Organization", FhirStructure::UnitId(told.unit_code), visit.unit});
  return writer.Finish();
}

}  // namespace

void AppendFhirEncounters(const FhirStory& story, std::vector<FhirResource>& out) {
  Random random = story.Draw('E');
  for (const FhirStay& told : story.stays) {
    out.push_back(StayOf(story, told));
    AppendParts(story, told, random, out);
  }
  for (const FhirVisit& told : story.visits) out.push_back(VisitOf(story, told));
}

}  // namespace socle::generate
