#include "generate/documents.h"

namespace socle::generate {
namespace {

int TimesADay(const Drug& drug) {
  return (drug.rounds & 1) + (drug.rounds >> 1 & 1) + (drug.rounds >> 2 & 1);
}

/// "1 g, 3 fois par jour".
std::string Directions(const Order& order) {
  const Drug& drug = At(order.drug);
  std::string text;
  AppendDecimal(text, order.dose);
  if (const std::size_t dot = text.find('.'); dot != std::string::npos) text[dot] = ',';
  text += ' ';
  text += drug.units == "[iU]" ? "UI" : drug.units == "ug" ? "µg" : drug.units;
  text += ", ";
  text += std::to_string(TimesADay(drug));
  text += " fois par jour";
  if (drug.as_required) text += " si besoin";
  return text;
}

}  // namespace

void Documents::OrderEntry(Canonical& json, const Order& order) {
  const Drug& drug = At(order.drug);
  json.BeginEntry("INSTRUCTION", "openEHR-EHR-INSTRUCTION.medication_order.v3", "Medication order");
  json.BeginTree("protocol", "at0005", "Tree");
  json.Identifier("at0004", "Order identifier", kHospitalId, order.id, "order");
  json.EndList();
  const std::string directions = Directions(order);
  json.Raw(R"(,"narrative":{"_type":"DV_TEXT","value":)");
  json.Quoted(std::string(drug.name.text) + " : " + directions);
  json.Raw(
      R"(},"activities":[{"_type":"ACTIVITY","archetype_node_id":"at0001","name":{"_type":"DV_TEXT","value":"Order"})");
  json.BeginTree("description", "at0002", "Tree");
  json.Coded("at0070", "Medication item", drug.name);
  json.BeginClusterRoot("openEHR-EHR-CLUSTER.medication.v2", "Medication details");
  json.Text("at0071", "Form", drug.form);
  json.EndList();
  json.Coded("at0091", "Route", TermOf(drug.route));
  json.Text("at0009", "Overall directions description", directions);
  json.BeginClusterRoot("openEHR-EHR-CLUSTER.therapeutic_direction.v1", "Therapeutic direction");
  json.BeginClusterRoot("openEHR-EHR-CLUSTER.dosage.v2", "Dosage");
  json.Quantity("at0144", "Dose", order.dose, drug.units);
  json.BeginClusterRoot("openEHR-EHR-CLUSTER.timing_daily.v1", "Timing - daily");
  json.Quantity("at0003", "Frequency", {TimesADay(drug), 0}, "1/d");
  for (int round = 0; round < 3; ++round) {
    if ((drug.rounds >> round & 1) != 0)
      json.TimeOfDay("at0004", "Specific time", kRoundHours[round]);
  }
  if (drug.as_required) json.Boolean("at0024", "As required", true);
  json.EndList();
  json.EndList();
  json.EndList();
  if (!order.indication.empty()) json.Text("at0018", "Clinical indication", order.indication);
  json.BeginCluster("at0113", "Order details");
  json.DateTime("at0012", "Order start date/time", order.start);
  json.DateTime("at0013", "Order stop date/time", order.stop);
  json.EndList();
  json.EndList();
  json.Raw(
      R"(,"action_archetype_id":"/openEHR-EHR-ACTION\\.medication(-[a-zA-Z0-9_]+)*\\.v1/"}]})");
}

void Documents::MedicationOrder(const Place& place, const Member& physician, WallTime time,
                                std::span<const Order> orders) {
  constexpr std::string_view kTemplate = "socle_medication_order.v1";
  std::string context;
  Canonical other(context);
  other.BeginTree("other_context", "at0001", "Tree");
  other.Identifier("at0008", "Prescription identifier", kHospitalId, NextId('O'), "prescription");
  other.EndList();
  Canonical json = Begin("openEHR-EHR-COMPOSITION.prescription.v0", "Medication order", kTemplate,
                         physician, place, time, time + 6 * kMinute, context);
  for (const Order& order : orders) OrderEntry(json, order);
  Finish(kTemplate, physician, time + random_.Between(7, 15) * kMinute);
}

void Documents::ActionEntry(Canonical& json, WallTime time, const Order& order) {
  const Drug& drug = At(order.drug);
  const bool given = !random_.Chance(25);
  json.BeginEntry("ACTION", "openEHR-EHR-ACTION.medication.v1", "Medication management");
  json.BeginTree("protocol", "at0030", "Tree");
  json.Identifier("at0103", "Order ID", kHospitalId, order.id, "order");
  json.EndList();
  json.Raw(R"(,"time":)");
  json.DateTimeValue(time);
  json.BeginTree("description", "at0017", "Tree");
  json.Coded("at0020", "Medication item", drug.name);
  if (given) {
    json.BeginClusterRoot("openEHR-EHR-CLUSTER.dosage.v2", "Dosage");
    json.Quantity("at0144", "Dose", order.dose, drug.units);
    json.EndList();
  }
  json.DateTime("at0043", "Original scheduled date/time",
                WallTime{DayOf(time)} * kDay + HourOf(time) * kHour);
  if (!given) {
    json.Text("at0021", "Reason",
              random_.Chance(500) ? "Refus du patient" : "Patient absent du service");
  }
  if (drug.family == DrugFamily::kOther && drug.units == "[iU]") {
    json.Boolean("at0149", "Double-checked?", true);
  }
  json.EndList();
  json.Raw(R"(,"ism_transition":{"_type":"ISM_TRANSITION","current_state":)");
  json.CodedValue({"openehr", "245", "active"});
  json.Raw(R"(,"careflow_step":)");
  json.CodedValue(given ? Term{"local", "at0006", "Dose administered"}
                        : Term{"local", "at0018", "Dose administration omitted"});
  json.Raw("}}");
}

void Documents::MedicationAdministration(const Place& place, const Member& nurse, WallTime time,
                                         std::span<const Order* const> due) {
  constexpr std::string_view kTemplate = "socle_medication_administration.v1";
  Canonical json = Begin("openEHR-EHR-COMPOSITION.encounter.v1", "Medication administration",
                         kTemplate, nurse, place, time, time + 10 * kMinute);
  for (const Order* order : due) ActionEntry(json, time + random_.Between(0, 9) * kMinute, *order);
  Finish(kTemplate, nurse, time + random_.Between(11, 20) * kMinute);
}

void Documents::DischargeSummary(const Place& place, const Member& physician, WallTime time,
                                 const Course& course, const Problem& main,
                                 std::span<const Problem> others, std::span<const Order> orders) {
  constexpr std::string_view kTemplate = "socle_discharge_summary.v1";
  Canonical json = Begin("openEHR-EHR-COMPOSITION.transfer_summary.v1", "Discharge summary",
                         kTemplate, physician, place, time, time + 20 * kMinute);
  WriteReason(json, "Hospitalisation", course.acute->presenting);
  WriteProblem(json, main);
  for (const Problem& problem : others) WriteProblem(json, problem);
  std::string synopsis = "Hospitalisation du ";
  AppendFrenchDate(synopsis, DayOf(course.admission));
  synopsis += " au ";
  AppendFrenchDate(synopsis, DayOf(course.discharge));
  synopsis.append(". ").append(course.acute->story).append(" ").append(course.acute->course);
  WriteSynopsis(json, synopsis);
  if (!orders.empty()) {
    json.BeginSection("openEHR-EHR-SECTION.medication_list.v0", "Medication list");
    for (const Order& order : orders) {
      const Drug& drug = At(order.drug);
      const std::string directions = Directions(order);
      json.BeginEntry("INSTRUCTION", "openEHR-EHR-INSTRUCTION.medication_order.v3",
                      "Medication order");
      json.Raw(R"(,"narrative":{"_type":"DV_TEXT","value":)");
      json.Quoted(std::string(drug.name.text) + " : " + directions);
      json.Raw(
          R"(},"activities":[{"_type":"ACTIVITY","archetype_node_id":"at0001","name":{"_type":"DV_TEXT","value":"Order"})");
      json.BeginTree("description", "at0002", "Tree");
      json.Coded("at0070", "Medication item", drug.name);
      json.Coded("at0091", "Route", TermOf(drug.route));
      json.Text("at0009", "Overall directions description", directions);
      json.EndList();
      json.Raw(
          R"(,"action_archetype_id":"/openEHR-EHR-ACTION\\.medication(-[a-zA-Z0-9_]+)*\\.v1/"}]})");
    }
    json.EndList();
  }
  if (person_.health.allergies != 0) {
    json.BeginSection("openEHR-EHR-SECTION.adverse_reaction_list.v0", "Adverse reaction list");
    Risks(json, time, Detail::kBrief);
    json.EndList();
  }
  Finish(kTemplate, physician, time + random_.Between(21, 90) * kMinute);
}

}  // namespace socle::generate
