#include "generate/fhir_condition.h"

#include "generate/fhir_systems.h"

namespace socle::generate {
namespace {

constexpr std::string_view kClinical = "http://terminology.hl7.org/CodeSystem/condition-clinical";
constexpr std::string_view kVerification =
    "http://terminology.hl7.org/CodeSystem/condition-ver-status";
constexpr std::string_view kCategory = "http://terminology.hl7.org/CodeSystem/condition-category";
constexpr FhirCode kSeverities[] = {{fhir_system::kSnomed, "255604002", "Mild"},
                                    {fhir_system::kSnomed, "6736007", "Moderate"},
                                    {fhir_system::kSnomed, "24484000", "Severe"}};

void AppendProblem(FhirWriter& writer, const FhirStory& story, const Problem& problem,
                   const FhirCode& category) {
  const bool over = problem.resolved != 0;
  writer.Concept("clinicalStatus", over ? FhirCode{kClinical, "resolved", "Resolved"}
                                        : FhirCode{kClinical, "active", "Active"});
  writer.Concept("verificationStatus", {kVerification, "confirmed", "Confirmed"});
  writer.Concepts("category", category).Concept("severity", kSeverities[problem.severity]);
  writer.Concept("code", {fhir_system::kIcd10, problem.name.code, problem.name.text},
                 problem.name.text);
  writer.Reference("subject", story.PatientTarget());
}

}  // namespace

void AppendFhirConditions(const FhirStory& story, std::vector<FhirResource>& out) {
  constexpr FhirCode kListed{kCategory, "problem-list-item", "Problem List Item"};
  constexpr FhirCode kDiagnosis{kCategory, "encounter-diagnosis", "Encounter Diagnosis"};
  const auto& chronics = story.record.chronics;
  for (std::size_t i = 0; i < chronics.size(); ++i) {
    FhirWriter writer("Condition", story.Id('C', i + 1));
    AppendProblem(writer, story, chronics[i], kListed);
    writer.Date("onsetDateTime", story.AfterBirth(chronics[i].onset));
    out.push_back(writer.Finish());
  }
  for (const FhirStay& told : story.stays) {
    const Stay& stay = *told.stay;
    FhirWriter writer("Condition", told.condition_id);
    AppendProblem(writer, story, stay.main, kDiagnosis);
    writer.Reference("encounter", {"Encounter", stay.id, {}});
    writer.Date("onsetDateTime", story.AfterBirth(stay.main.onset));
    writer.Date("abatementDateTime", stay.main.resolved);
    writer.DateTime("recordedDate", stay.admission + kHour);
    writer.Reference("recorder", {"Practitioner", stay.physician->id, stay.physician->name});
    out.push_back(writer.Finish());
  }
}

}  // namespace socle::generate
