#include "generate/documents.h"

namespace socle::generate {
namespace {

constexpr std::string_view kLanguageAndCategory =
    R"(,"language":{"_type":"CODE_PHRASE","terminology_id":{"_type":"TERMINOLOGY_ID","value":)"
    R"("ISO_639-1"},"code_string":"fr"},"territory":{"_type":"CODE_PHRASE","terminology_id":)"
    R"({"_type":"TERMINOLOGY_ID","value":"ISO_3166-1"},"code_string":"FR"},"category":{"_type":)"
    R"("DV_CODED_TEXT","value":"event","defining_code":{"_type":"CODE_PHRASE","terminology_id":)"
    R"({"_type":"TERMINOLOGY_ID","value":"openehr"},"code_string":"433"}},"composer":)";

}  // namespace

Canonical Documents::Begin(std::string_view archetype, std::string_view name,
                           std::string_view template_id, const Member& author, const Place& place,
                           WallTime start, WallTime end, std::string_view other_context) {
  text_.clear();
  Canonical json(text_);
  json.Raw(R"({"_type":"COMPOSITION","archetype_node_id":")").Raw(archetype);
  json.Raw(R"(","name":{"_type":"DV_TEXT","value":")").Raw(name);
  json.Raw(
      R"("},"archetype_details":{"_type":"ARCHETYPED","archetype_id":{"_type":"ARCHETYPE_ID","value":")");
  json.Raw(archetype).Raw(R"("},"template_id":{"_type":"TEMPLATE_ID","value":")").Raw(template_id);
  json.Raw(R"("},"rm_version":"1.1.0"})").Raw(kLanguageAndCategory).Raw(author.party);
  json.Raw(R"(,"context":{"_type":"EVENT_CONTEXT","health_care_facility":)").Raw(people_.facility);
  json.Raw(R"(,"start_time":)");
  json.DateTimeValue(start);
  json.Raw(R"(,"end_time":)");
  json.DateTimeValue(end);
  json.Raw(R"(,"location":)").Quoted(place.location).Raw(R"(,"setting":)");
  json.CodedValue(place.setting);
  json.Raw(other_context).Raw(R"(},"content":[)");
  return json;
}

void Documents::Finish(std::string_view template_id, const Member& author, WallTime committed) {
  text_ += "]}";
  Composition composition;
  composition.template_id = template_id;
  composition.committed = InstantOf(committed);
  composition.committer = &author.staff;
  composition.json = text_;
  record_.compositions.push_back(std::move(composition));
}

std::string Documents::NextId(char letter) {
  std::string number = std::to_string(++number_);
  std::string id(1, letter);
  id.append(person_.patient.ipp).append(number.size() < 4 ? 4 - number.size() : 0, '0');
  return id.append(number);
}

void WriteProblem(Canonical& json, const Problem& problem) {
  json.BeginEntry("EVALUATION", "openEHR-EHR-EVALUATION.problem_diagnosis.v1", "Problem/Diagnosis");
  json.BeginTree("data", "at0001", "structure");
  json.Coded("at0002", "Problem/Diagnosis name", problem.name);
  json.DateTime("at0077", "Date/time of onset", WallTime{problem.onset} * kDay + 9 * kHour);
  constexpr Term kSeverities[] = {
      {"local", "at0047", "Mild"}, {"local", "at0048", "Moderate"}, {"local", "at0049", "Severe"}};
  json.Coded("at0005", "Severity", kSeverities[problem.severity]);
  if (problem.resolved != 0) {
    json.DateTime("at0030", "Date/time of resolution",
                  WallTime{problem.resolved} * kDay + 10 * kHour);
  }
  json.Local("at0073", "Diagnostic certainty", "at0076", "Confirmed");
  json.EndList();
  json.EndObject();
}

void WriteReason(Canonical& json, std::string_view contact, std::string_view problem) {
  json.BeginEntry("EVALUATION", "openEHR-EHR-EVALUATION.reason_for_encounter.v1",
                  "Reason for encounter");
  json.BeginTree("data", "at0001", "Tree");
  json.Text("at0002", "Contact type", contact);
  json.Text("at0004", "Presenting problem", problem);
  json.EndList();
  json.EndObject();
}

void WriteSynopsis(Canonical& json, std::string_view text) {
  json.BeginEntry("EVALUATION", "openEHR-EHR-EVALUATION.clinical_synopsis.v1", "Clinical synopsis");
  json.BeginTree("data", "at0001", "List");
  json.Text("at0002", "Synopsis", text);
  json.EndList();
  json.EndObject();
}

void Documents::EncounterNote(const Place& place, const Member& physician, WallTime time,
                              std::string_view contact, std::string_view reason,
                              std::string_view story, std::span<const Problem> problems,
                              std::string_view synopsis) {
  constexpr std::string_view kTemplate = "socle_encounter_note.v1";
  Canonical json = Begin("openEHR-EHR-COMPOSITION.encounter.v1", "Encounter note", kTemplate,
                         physician, place, time, time + random_.Between(10, 35) * kMinute);
  WriteReason(json, contact, reason);
  if (!story.empty()) {
    json.BeginEntry("OBSERVATION", "openEHR-EHR-OBSERVATION.story.v1", "Story/History");
    json.BeginHistory("at0001", "Event Series", time);
    json.BeginEvent("at0002", "Any event", time);
    json.BeginTree("data", "at0003", "Tree");
    json.Text("at0004", "Story", story);
    json.EndList();
    json.EndObject();
    json.EndList();
    json.EndObject();
  }
  for (const Problem& problem : problems) WriteProblem(json, problem);
  if (!synopsis.empty()) WriteSynopsis(json, synopsis);
  Finish(kTemplate, physician, time + random_.Between(36, 70) * kMinute);
}

}  // namespace socle::generate
