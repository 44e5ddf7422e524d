#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace socle::generate {

/// One round of measurements on one patient.
struct Vitals {
  int systolic = 120, diastolic = 75;   // mm[Hg]
  int pulse = 72;                       // /min
  int temperature = 367;                // tenths of Cel
  int respiration = 15;                 // /min
  int saturation = 98;                  // %
  bool oxygen = false;                  // breathes added oxygen
  bool irregular = false;               // pulse
  int eyes = 4, verbal = 5, motor = 6;  // Glasgow Coma Scale
  int pain = 0;                         // 0 to 10

  int glasgow() const { return eyes + verbal + motor; }
};

/// One parameter's points, with the code and term of its symbol in the archetype.
struct ScoredItem {
  int points = 0;
  std::string_view code, symbol;
};

/// A step of a scale: values up to `most` have `item`.
struct ScaleStep {
  int most;
  ScoredItem item;
};

enum class Risk : std::uint8_t { kLow, kLowMedium, kMedium, kHigh };

/// National Early Warning Score 2 (Royal College of Physicians, 2017), coded as in
/// openEHR-EHR-OBSERVATION.news2.v1.
struct News2 {
  ScoredItem respiration, saturation, oxygen, systolic, pulse, consciousness, temperature;
  bool scale_2 = false;  // of saturation: for patients with hypercapnic respiratory failure
  int total = 0;
  Risk risk = Risk::kLow;
};

/// `hypercapnic`: scale 2 counts.
News2 ScoreNews2(const Vitals& vitals, bool hypercapnic);

/// The six items of the Abbey pain scale, each 0 to 3, that add up to about 1.8 times `pain`.
std::array<int, 6> AbbeyItems(int pain, std::uint64_t variation);
/// 0 no, 1 mild, 2 moderate, 3 severe pain (Abbey et al., 2004: from 3, 8 and 14 points).
int AbbeyCategory(int total);

/// Body mass index in tenths of kg/m2, rounded half up, of tenths of kg and millimetres.
int BodyMassIndex(int weight_tenths, int height_mm);

/// Creatinine clearance by Cockcroft and Gault (1976) in ml/min, rounded down.
/// `creatinine` in umol/L, weight in tenths of kg.
int CockcroftGault(int age, int weight_tenths, bool female, int creatinine);

}  // namespace socle::generate
