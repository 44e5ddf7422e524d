#include "generate/documents.h"

namespace socle::generate {
namespace {

constexpr Term kEyes[] = {{"local", "at0010", "None"},
                          {"local", "at0011", "To pressure"},
                          {"local", "at0012", "To sound"},
                          {"local", "at0013", "Spontaneous"}};
constexpr Term kVerbal[] = {{"local", "at0014", "None"},
                            {"local", "at0015", "Sounds"},
                            {"local", "at0016", "Words"},
                            {"local", "at0017", "Confused"},
                            {"local", "at0018", "Orientated"}};
constexpr Term kMotor[] = {{"local", "at0019", "None"},
                           {"local", "at0020", "Extension"},
                           {"local", "at0021", "Abnormal flexion"},
                           {"local", "at0022", "Normal flexion"},
                           {"local", "at0023", "Localising"},
                           {"local", "at0024", "Obeys commands"}};
constexpr Term kRisks[] = {{"local", "at0057", "Low"},
                           {"local", "at0058", "Low-medium"},
                           {"local", "at0059", "Medium"},
                           {"local", "at0060", "High"}};
constexpr Term kPainLevels[] = {{"local", "at0010", "Absent"},
                                {"local", "at0011", "Mild"},
                                {"local", "at0012", "Moderate"},
                                {"local", "at0013", "Severe"}};
constexpr Term kPainCategories[] = {{"local", "at0016", "No pain"},
                                    {"local", "at0017", "Mild pain"},
                                    {"local", "at0018", "Moderate pain"},
                                    {"local", "at0019", "Severe pain"}};

void Score(Canonical& json, std::string_view node, std::string_view name, const ScoredItem& item) {
  json.Ordinal(node, name, item.points, item.code, item.symbol);
}

/// One OBSERVATION with one event at `time`, up to the items of its data.
void BeginOne(Canonical& json, std::string_view archetype, std::string_view name,
              std::string_view history, std::string_view history_name, std::string_view event,
              std::string_view event_name, WallTime time) {
  json.BeginEntry("OBSERVATION", archetype, name);
  json.BeginHistory(history, history_name, time);
  json.BeginEvent(event, event_name, time);
}

void EndOne(Canonical& json) {
  json.EndList();    // the tree
  json.EndObject();  // the event
  json.EndList();    // the history
  json.EndObject();  // the observation
}

}  // namespace

void Documents::Consciousness(Canonical& json, WallTime time, const Vitals& vitals) {
  BeginOne(json, "openEHR-EHR-OBSERVATION.glasgow_coma_scale.v1", "Glasgow Coma Scale (GCS)",
           "at0001", "Event Series", "at0002", "Any event", time);
  json.BeginTree("data", "at0003", "Tree");
  const auto item = [&json](std::string_view node, std::string_view name, int value,
                            const Term& term) {
    json.Ordinal(node, name, value, term.code, term.text);
  };
  item("at0009", "Best eye response (E)", vitals.eyes, kEyes[vitals.eyes - 1]);
  item("at0007", "Best verbal response (V)", vitals.verbal, kVerbal[vitals.verbal - 1]);
  item("at0008", "Best motor response (M)", vitals.motor, kMotor[vitals.motor - 1]);
  json.Count("at0026", "Total score", vitals.glasgow());
  EndOne(json);
}

void Documents::EarlyWarning(Canonical& json, WallTime time, const Vitals& vitals) {
  const News2 score = ScoreNews2(vitals, person_.health.Has(ChronicId::kCopd));
  BeginOne(json, "openEHR-EHR-OBSERVATION.news2.v1", "National Early Warning Score 2 (NEWS2)",
           "at0001", "Event Series", "at0002", "Any point in time event", time);
  json.BeginTree("data", "at0003", "Tree");
  Score(json, "at0006", "Respiration rate", score.respiration);
  if (score.scale_2) {
    Score(json, "at0047", "SpO₂ Scale 2", score.saturation);
  } else {
    Score(json, "at0029", "SpO₂ Scale 1", score.saturation);
  }
  Score(json, "at0034", "Air or oxygen?", score.oxygen);
  Score(json, "at0004", "Systolic blood pressure", score.systolic);
  Score(json, "at0005", "Pulse", score.pulse);
  Score(json, "at0008", "Consciousness", score.consciousness);
  Score(json, "at0007", "Temperature", score.temperature);
  json.Count("at0028", "Total score", score.total);
  json.Coded("at0056", "Clinical risk category", kRisks[static_cast<std::size_t>(score.risk)]);
  EndOne(json);
}

void Documents::Pain(Canonical& json, WallTime time, const Vitals& vitals) {
  const std::array<int, 6> items = AbbeyItems(vitals.pain, random_.Next());
  constexpr std::string_view kNodes[] = {"at0004", "at0005", "at0006",
                                         "at0007", "at0008", "at0009"};
  constexpr std::string_view kNames[] = {
      "Vocalization",       "Facial expression",    "Change in body language",
      "Behavioural change", "Physiological change", "Physical changes"};
  BeginOne(json, "openEHR-EHR-OBSERVATION.abbey_pain_scale.v0", "Abbey pain scale", "at0001",
           "Event Series", "at0002", "Any event", time);
  json.BeginTree("data", "at0003", "Tree");
  int total = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    total += items[i];
    const Term& level = kPainLevels[items[i]];
    json.Ordinal(kNodes[i], kNames[i], items[i], level.code, level.text);
  }
  json.Count("at0014", "Total pain score", total);
  json.Coded("at0015", "Pain score category", kPainCategories[AbbeyCategory(total)]);
  EndOne(json);
}

void Documents::Body(Canonical& json, WallTime time) {
  const int height = person_.HeightOn(DayOf(time));
  const int weight = person_.WeightOn(DayOf(time)) + random_.Normal(0, 5);
  BeginOne(json, "openEHR-EHR-OBSERVATION.body_weight.v2", "Body weight", "at0002", "history",
           "at0003", "Any event", time);
  json.BeginTree("state", "at0008", "state structure");
  json.Local("at0009", "State of dress", "at0011", "Lightly clothed/underwear");
  json.EndList();
  json.BeginTree("data", "at0001", "Simple");
  json.Quantity("at0004", "Weight", {weight, 1}, "kg");
  EndOne(json);
  BeginOne(json, "openEHR-EHR-OBSERVATION.height.v2", "Height/Length", "at0001", "history",
           "at0002", "Any event", time);
  json.BeginTree("data", "at0003", "Simple");
  json.Quantity("at0004", "Height/Length", {height, 1}, "cm");
  EndOne(json);
  json.BeginEntry("OBSERVATION", "openEHR-EHR-OBSERVATION.body_mass_index.v2",
                  "Body Mass Index (BMI)");
  json.BeginTree("protocol", "at0005", "Tree");
  json.Local("at0006", "Method", "at0007", "Automatic entry");
  json.EndList();
  json.BeginHistory("at0001", "history", time);
  json.BeginEvent("at0002", "Any event", time);
  json.BeginTree("data", "at0003", "Single");
  json.Quantity("at0004", "Body mass index", {BodyMassIndex(weight, height), 1}, "kg/m2");
  EndOne(json);
}

void Documents::NursingObservation(const Place& place, const Member& nurse, WallTime time,
                                   const Vitals& vitals, Measures measures) {
  constexpr std::string_view kTemplate = "socle_nursing_observation.v1";
  Canonical json = Begin("openEHR-EHR-COMPOSITION.encounter.v1", "Nursing observation", kTemplate,
                         nurse, place, time, time + 8 * kMinute);
  const int age = person_.AgeOn(DayOf(time));
  if (age >= 5) Consciousness(json, time, vitals);
  if (age >= 16) EarlyWarning(json, time, vitals);
  if (age >= 80 || person_.health.Has(ChronicId::kDementia)) Pain(json, time, vitals);
  if (measures == Measures::kScoresAndBody || age < 5) Body(json, time);
  Finish(kTemplate, nurse, time + random_.Between(9, 18) * kMinute);
}

}  // namespace socle::generate
