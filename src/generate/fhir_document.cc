#include "generate/fhir_document.h"

#include <optional>

#include "generate/fhir_systems.h"

namespace socle::generate {
namespace {

/// What a document is to its readers.
struct Sort {
  std::string_view loinc, name, title;
};

/// Documents are finished, and results come, after the patient has gone; contacts lie further
/// apart.
constexpr WallTime kAfterwards = kDay;

/// The stay or visit that a document was written in.
struct Contact {
  std::string encounter;
  WallTime start = 0, end = 0;
  const FhirStay* stay = nullptr;
  std::string_view service;
};

std::optional<Contact> ContactAt(const FhirStory& story, base::Instant time) {
  for (const FhirStay& told : story.stays) {
    const Stay& stay = *told.stay;
    if (time < InstantOf(stay.admission) || time > InstantOf(stay.discharge + kAfterwards))
      continue;
    return Contact{stay.id, stay.admission, stay.discharge, &told, stay.department};
  }
  for (const FhirVisit& told : story.visits) {
    const WallTime last = told.visit->time + kAfterwards;
    if (time < InstantOf(told.visit->time) || time > InstantOf(last)) continue;
    return Contact{told.id, told.visit->time, told.end(), nullptr, told.visit->unit};
  }
  return std::nullopt;
}

Sort NoteOf(const std::optional<Contact>& contact, base::Instant time) {
  constexpr Sort kConsultation{"11488-4", "Consult note", "Compte rendu de consultation"};
  constexpr Sort kEmergency{"34111-5", "Emergency department Note",
                            "Compte rendu de passage aux urgences"};
  constexpr Sort kAdmission{"34117-2", "History and physical note", "Observation d'entrée"};
  constexpr Sort kProgress{"11506-3", "Progress note", "Note d'évolution"};
  if (!contact || contact->stay == nullptr) return kConsultation;
  const Stay& stay = *contact->stay->stay;
  const bool first = time < InstantOf(stay.admission + 2 * kHour);
  if (!first) return kProgress;
  return stay.emergency ? kEmergency : kAdmission;
}

std::optional<Sort> SortOf(std::string_view template_id, const std::optional<Contact>& contact,
                           base::Instant time) {
  if (template_id == "socle_encounter_note.v1") return NoteOf(contact, time);
  static constexpr struct {
    std::string_view template_id;
    Sort sort;
  } kSorts[] = {
      {"socle_discharge_summary.v1",
       {"18842-5", "Discharge summary", "Lettre de liaison à la sortie"}},
      {"socle_laboratory_report.v1",
       {"11502-2", "Laboratory report", "Compte rendu d'examens biologiques"}},
      {"socle_medication_order.v1",
       {"57833-6", "Prescription for medication", "Prescription de médicaments"}},
      {"socle_problem_list.v1", {"11450-4", "Problem list", "Liste des problèmes"}},
      {"socle_adverse_reactions.v1",
       {"48765-2", "Allergies and adverse reactions", "Allergies et effets indésirables"}},
  };
  for (const auto& entry : kSorts) {
    if (entry.template_id == template_id) return entry.sort;
  }
  return std::nullopt;
}

struct Names {
  std::string uid, time, url;
};

void AppendContent(FhirWriter& writer, const Sort& sort, const Names& names) {
  writer.BeginList("content").Begin().Begin("attachment");
  writer.Text("contentType", "application/json").Text("language", "fr");
  writer.Text("url", names.url).Text("title", sort.title).Text("creation", names.time).End();
  writer.End().EndList();
}

void AppendContext(FhirWriter& writer, const Contact& contact) {
  writer.Begin("context").BeginList("encounter");
  writer.Reference({}, {"Encounter", contact.encounter, {}}).EndList();
  writer.Period("period", contact.start, contact.end);
  writer.ConceptText("practiceSetting", contact.service).End();
}

FhirResource Document(const FhirStory& story, const Composition& composition, const Sort& sort,
                      const std::optional<Contact>& contact, const Names& names) {
  FhirWriter writer("DocumentReference", names.uid);
  writer.Begin("masterIdentifier").Text("system", "urn:ietf:rfc:3986");
  writer.Text("value", "urn:uuid:" + names.uid).End();
  writer.Text("status", "current").Text("docStatus", "final");
  writer.Concept("type", {fhir_system::kLoinc, sort.loinc, sort.name}, sort.title);
  writer.Reference("subject", story.PatientTarget()).Text("date", names.time);
  const Staff& author = *composition.committer;
  writer.BeginList("author").Reference({}, {"Practitioner", author.id, author.name}).EndList();
  writer.Reference("custodian", {"Organization", kHospitalId, {}});
  writer.Text("description", sort.title);
  writer.Concepts("securityLabel",
                  {"http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "N", "normal"});
  AppendContent(writer, sort, names);
  if (contact) AppendContext(writer, *contact);
  return writer.Finish();
}

}  // namespace

void AppendFhirDocuments(const FhirStory& story, std::string_view system_id,
                         std::vector<FhirResource>& out) {
  const std::string ehr = "ehr:/" + story.record.ehr_id.ToString() + "/";
  for (const Composition& composition : story.record.compositions) {
    const std::optional<Contact> contact = ContactAt(story, composition.committed);
    const std::optional<Sort> sort =
        SortOf(composition.template_id, contact, composition.committed);
    if (!sort) continue;
    Names names{composition.uid.ToString(), base::FormatIso(composition.committed), ehr};
    names.url.append(names.uid).append("::").append(system_id).append("::1");
    out.push_back(Document(story, composition, *sort, contact, names));
  }
}

}  // namespace socle::generate
