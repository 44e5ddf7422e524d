#include "generate/course.h"

#include <algorithm>

namespace socle::generate {
namespace {

struct Usual {
  int until;  // years of age
  int systolic, pulse, respiration;
};

/// Means at rest. Children: Advanced Paediatric Life Support.
constexpr Usual kUsual[] = {{0, 82, 128, 34},  {2, 92, 115, 28},  {5, 96, 102, 24},
                            {11, 104, 88, 20}, {17, 114, 78, 17}, {200, 0, 71, 15}};

Usual UsualAt(int age) {
  Usual usual = *std::find_if(std::begin(kUsual), std::end(kUsual),
                              [age](const Usual& entry) { return age <= entry.until; });
  if (usual.systolic == 0) usual.systolic = 110 + age / 4;
  return usual;
}

int Part(int change, int severity) { return change * severity / 1000; }

/// Warmer in the evening, cooler at dawn; tenths of Cel.
int DailySwing(int hour) { return hour >= 16 && hour <= 22 ? 3 : hour >= 2 && hour <= 7 ? -2 : 0; }

void SplitGlasgow(int total, Vitals& vitals) {
  int lost = 15 - std::clamp(total, 3, 15);
  vitals.verbal = 5 - std::min(lost, 1 + lost / 2);
  vitals.verbal = std::max(vitals.verbal, 1);
  lost -= 5 - vitals.verbal;
  vitals.eyes = std::max(1, 4 - (lost + 1) / 2);
  lost -= 4 - vitals.eyes;
  vitals.motor = std::max(1, 6 - lost);
}

int& Of(Results& results, AnalyteId id) { return results[static_cast<std::size_t>(id)]; }

void FitTogether(Random& random, const Person& person, WallTime time, int severity, bool infection,
                 Results& results) {
  const int haemoglobin = Of(results, AnalyteId::kHaemoglobin);
  Of(results, AnalyteId::kHaematocrit) = haemoglobin * 3 + random.Between(-4, 4);
  // Haematocrit is the number of cells times the volume of one.
  Of(results, AnalyteId::kErythrocytes) = Of(results, AnalyteId::kHaematocrit) * 1000 /
                                          std::max(1, Of(results, AnalyteId::kMeanVolume));
  const int leucocytes = Of(results, AnalyteId::kLeucocytes) * 10;
  const int share =
      std::clamp(580 + (infection ? Part(280, severity) : 0) + random.Normal(0, 25), 350, 940);
  Of(results, AnalyteId::kNeutrophils) = leucocytes * share / 1000;
  Of(results, AnalyteId::kLymphocytes) = leucocytes * (1000 - share) * 7 / 10000;
  const Day day = DayOf(time);
  Of(results, AnalyteId::kClearance) =
      std::max(3, CockcroftGault(person.AgeOn(day), person.WeightOn(day), person.female(),
                                 Of(results, AnalyteId::kCreatinine)));
  // Friedewald et al., 1972, in mmol/L: total = LDL + HDL + triglycerides / 2.2.
  Of(results, AnalyteId::kCholesterol) = Of(results, AnalyteId::kLdl) +
                                         Of(results, AnalyteId::kHdl) +
                                         Of(results, AnalyteId::kTriglycerides) * 10 / 22;
}

}  // namespace

int SeverityAt(const Course& course, WallTime time) {
  if (course.acute == nullptr || time >= course.discharge) return 0;
  constexpr WallTime kPlateau = 8 * kHour;  // until the treatment works
  const WallTime length = std::max<WallTime>(1, course.discharge - course.admission - kPlateau);
  const WallTime passed = std::max<WallTime>(0, time - course.admission - kPlateau);
  const int done = static_cast<int>(passed * 1000 / length);
  const int left = 1000 - done;
  int severity = course.worst * left / 1000 * left / 1000;
  if (course.relapse > 0 && done > course.relapse) {
    severity += std::max(0, 350 - (done - course.relapse) * 2);
  }
  return severity;
}

Vitals Measure(Random& random, const Person& person, const Course& course, WallTime time) {
  static constexpr Effects kNothing{};
  const int severity = SeverityAt(course, time);
  const Effects& effects = course.acute != nullptr ? course.acute->effects : kNothing;
  const Health& health = person.health;
  const Usual usual = UsualAt(person.AgeOn(DayOf(time)));
  Vitals vitals;
  vitals.temperature = std::clamp(
      367 + DailySwing(HourOf(time)) + Part(effects.temperature, severity) + random.Normal(0, 2),
      340, 415);
  const int fever = std::max(0, vitals.temperature - 372);  // eight beats a degree
  vitals.pulse = std::clamp(usual.pulse + health.pulse + Part(effects.pulse, severity) / 2 +
                                fever * 8 / 10 + random.Normal(0, 4),
                            38, 190);
  vitals.respiration = std::clamp(
      usual.respiration + Part(effects.respiration, severity) + random.Normal(0, 1), 8, 62);
  const bool lungs = health.Has(ChronicId::kCopd);
  vitals.saturation =
      (lungs ? 94 : 98) - Part(effects.saturation, severity) + random.Between(-1, 1);
  if (vitals.saturation < (lungs ? 89 : 93)) {
    vitals.oxygen = true;
    vitals.saturation += lungs ? 3 : 4;
  }
  vitals.saturation = std::clamp(vitals.saturation, 72, 100);
  vitals.systolic = std::clamp(
      usual.systolic + health.systolic + Part(effects.systolic, severity) + random.Normal(0, 6), 62,
      236);
  vitals.diastolic =
      std::clamp(vitals.systolic * 54 / 100 + 7 + random.Normal(0, 4), 32, vitals.systolic - 18);
  vitals.irregular = health.Has(ChronicId::kAtrialFibrillation);
  SplitGlasgow(15 - Part(effects.glasgow, severity), vitals);
  vitals.pain = std::clamp(Part(effects.pain, severity) + random.Between(-1, 1), 0, 10);
  return vitals;
}

Results Analyse(Random& random, const Person& person, const Course& course, WallTime time) {
  const int severity = SeverityAt(course, time);
  Results results;
  for (std::size_t i = 0; i < kAnalytes; ++i) {
    const Analyte& analyte = At(static_cast<AnalyteId>(i));
    results[i] = analyte.base + person.health.analytes[i] + random.Normal(0, analyte.spread);
  }
  bool infection = false;
  if (course.acute != nullptr) {
    infection = course.acute->effects.temperature >= 10;
    for (const AnalyteEffect& effect : course.acute->analytes) {
      results[static_cast<std::size_t>(effect.analyte)] += Part(effect.change, severity);
    }
  }
  for (std::size_t i = 0; i < kAnalytes; ++i) {
    // Far from zero where life needs it: a third of the lower limit.
    const Range range = At(static_cast<AnalyteId>(i)).normal;
    results[i] = std::max(results[i], std::max(1, static_cast<int>(range.low) / 3));
  }
  FitTogether(random, person, time, severity, infection, results);
  return results;
}

}  // namespace socle::generate
