#include "generate/documents.h"

namespace socle::generate {

void Documents::Pressure(Canonical& json, std::span<const TimedVitals> rounds) {
  json.BeginEntry("OBSERVATION", "openEHR-EHR-OBSERVATION.blood_pressure.v2", "Blood pressure");
  // Nurses note how they measured now and then, not every time.
  if (random_.Chance(150)) {
    const bool left = (person_.patient.birth & 1) != 0;
    json.BeginTree("protocol", "at0011", "Tree");
    json.Local("at0014", "Location of measurement", left ? "at0026" : "at0025",
               left ? "Left arm" : "Right arm");
    json.Local("at1035", "Method", "at1039", "Machine");
    json.EndList();
  }
  json.BeginHistory("at0001", "History", rounds.front().time);
  for (const auto& [time, vitals] : rounds) {
    json.BeginEvent("at0006", "Any event", time);
    if (vitals.systolic < 100 || random_.Chance(200)) {
      const bool lying = HourOf(time) < 8 || vitals.systolic < 95;
      json.BeginTree("state", "at0007", "state structure");
      json.Local("at0008", "Position", lying ? "at1003" : "at1001", lying ? "Lying" : "Sitting");
      json.EndList();
    }
    json.BeginTree("data", "at0003", "blood pressure");
    json.Quantity("at0004", "Systolic", {vitals.systolic, 0}, "mm[Hg]");
    json.Quantity("at0005", "Diastolic", {vitals.diastolic, 0}, "mm[Hg]");
    if (vitals.systolic < 105) {  // where perfusion of the organs is in question
      json.Quantity("at1006", "Mean arterial pressure",
                    {(vitals.systolic + 2 * vitals.diastolic) / 3, 0}, "mm[Hg]");
    }
    json.EndList();
    json.EndObject();
  }
  json.EndList();
  json.EndObject();
}

void Documents::Pulse(Canonical& json, std::span<const TimedVitals> rounds) {
  json.BeginEntry("OBSERVATION", "openEHR-EHR-OBSERVATION.pulse.v2", "Pulse/Heart beat");
  json.BeginHistory("at0002", "history", rounds.front().time);
  for (const auto& [time, vitals] : rounds) {
    json.BeginEvent("at0003", "Any event", time);
    json.BeginTree("data", "at0001", "structure");
    json.Quantity("at0004", "Rate", {vitals.pulse, 0}, "/min");
    if (vitals.irregular) json.Local("at0005", "Regularity", "at1028", "Irregular");
    json.EndList();
    json.EndObject();
  }
  json.EndList();
  json.EndObject();
}

void Documents::Temperature(Canonical& json, const TimedVitals& round) {
  json.BeginEntry("OBSERVATION", "openEHR-EHR-OBSERVATION.body_temperature.v2", "Body temperature");
  if (random_.Chance(150)) {
    json.BeginTree("protocol", "at0020", "Protocol");
    json.Local("at0021", "Location of measurement", "at0023", "Ear canal");
    json.EndList();
  }
  json.BeginHistory("at0002", "History", round.time);
  json.BeginEvent("at0003", "Any event", round.time);
  json.BeginTree("data", "at0001", "Tree");
  json.Quantity("at0004", "Temperature", {round.vitals.temperature, 1}, "Cel");
  json.EndList();
  json.EndObject();
  json.EndList();
  json.EndObject();
}

void Documents::Respiration(Canonical& json, const TimedVitals& round) {
  json.BeginEntry("OBSERVATION", "openEHR-EHR-OBSERVATION.respiration.v2", "Respiration");
  json.BeginHistory("at0001", "history", round.time);
  json.BeginEvent("at0002", "Any event", round.time);
  json.BeginTree("data", "at0003", "List");
  json.Quantity("at0004", "Rate", {round.vitals.respiration, 0}, "/min");
  json.EndList();
  json.EndObject();
  json.EndList();
  json.EndObject();
}

void Documents::Saturation(Canonical& json, std::span<const TimedVitals> rounds) {
  json.BeginEntry("OBSERVATION", "openEHR-EHR-OBSERVATION.pulse_oximetry.v1", "Pulse oximetry");
  json.BeginHistory("at0001", "Event Series", rounds.front().time);
  for (const auto& [time, vitals] : rounds) {
    json.BeginEvent("at0002", "Any event", time);
    json.BeginTree("data", "at0003", "Tree");
    json.Percent("at0006", "SpO₂", vitals.saturation);
    if (vitals.oxygen) json.Text("at0036", "Comment", "Sous oxygène aux lunettes, 2 L/min");
    json.EndList();
    json.EndObject();
  }
  json.EndList();
  json.EndObject();
}

void Documents::VitalSigns(const Place& place, const Member& nurse,
                           std::span<const TimedVitals> rounds, Completeness completeness) {
  constexpr std::string_view kTemplate = "socle_vital_signs.v1";
  const WallTime end = rounds.back().time + 5 * kMinute;
  Canonical json = Begin("openEHR-EHR-COMPOSITION.encounter.v1", "Vital signs", kTemplate, nurse,
                         place, rounds.front().time, end);
  Pressure(json, rounds);
  Pulse(json, rounds);
  const bool all = completeness == Completeness::kAll;
  const Vitals& last = rounds.back().vitals;
  if (all || last.temperature >= 378 || random_.Chance(700)) Temperature(json, rounds.back());
  if (all || last.respiration > 22 || random_.Chance(100)) Respiration(json, rounds.back());
  if (all || last.oxygen || random_.Chance(600)) Saturation(json, rounds);
  Finish(kTemplate, nurse, end + random_.Between(1, 9) * kMinute);
}

}  // namespace socle::generate
