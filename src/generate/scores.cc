#include "generate/scores.h"

#include <algorithm>
#include <limits>
#include <span>

namespace socle::generate {
namespace {

constexpr int kMost = std::numeric_limits<int>::max();

constexpr ScaleStep kRespiration[] = {{8, {3, "at0021", "≤8"}},
                                      {11, {1, "at0019", "9-11"}},
                                      {20, {0, "at0018", "12-20"}},
                                      {24, {2, "at0020", "21-24"}},
                                      {kMost, {3, "at0064", "≥25"}}};
constexpr ScaleStep kSaturation1[] = {{91, {3, "at0033", "≤91"}},
                                      {93, {2, "at0032", "92-93"}},
                                      {95, {1, "at0031", "94-95"}},
                                      {kMost, {0, "at0030", "≥96"}}};
constexpr ScaleStep kSaturation2Oxygen[] = {{83, {3, "at0061", "≤83"}},
                                            {85, {2, "at0050", "84-85"}},
                                            {87, {1, "at0049", "86-87"}},
                                            {92, {0, "at0048", "88-92 or ≥93 on air"}},
                                            {94, {1, "at0062", "93-94 on oxygen"}},
                                            {96, {2, "at0063", "95-96 on oxygen"}},
                                            {kMost, {3, "at0051", "≥97 on oxygen"}}};
constexpr ScaleStep kSaturation2Air[] = {{83, {3, "at0061", "≤83"}},
                                         {85, {2, "at0050", "84-85"}},
                                         {87, {1, "at0049", "86-87"}},
                                         {kMost, {0, "at0048", "88-92 or ≥93 on air"}}};
constexpr ScaleStep kSystolic[] = {{90, {3, "at0017", "≤90"}},
                                   {100, {2, "at0016", "91-100"}},
                                   {110, {1, "at0015", "101-110"}},
                                   {219, {0, "at0014", "111-219"}},
                                   {kMost, {3, "at0067", "≥220"}}};
constexpr ScaleStep kPulse[] = {{40, {3, "at0010", "≤40"}},      {50, {1, "at0012", "41-50"}},
                                {90, {0, "at0013", "51-90"}},    {110, {1, "at0068", "91-110"}},
                                {130, {2, "at0011", "111-130"}}, {kMost, {3, "at0065", "≥131"}}};
constexpr ScaleStep kTemperature[] = {{350, {3, "at0039", "≤35.0"}},
                                      {360, {1, "at0023", "35.1-36.0"}},
                                      {380, {0, "at0022", "36.1-38.0"}},
                                      {390, {1, "at0066", "38.1-39.0"}},
                                      {kMost, {2, "at0038", "≥39.1"}}};

const ScoredItem& Find(std::span<const ScaleStep> scale, int value) {
  return std::find_if(scale.begin(), scale.end(),
                      [value](const ScaleStep& step) { return value <= step.most; })
      ->item;
}

}  // namespace

News2 ScoreNews2(const Vitals& vitals, bool hypercapnic) {
  News2 score;
  score.scale_2 = hypercapnic;
  score.respiration = Find(kRespiration, vitals.respiration);
  score.saturation = !hypercapnic    ? Find(kSaturation1, vitals.saturation)
                     : vitals.oxygen ? Find(kSaturation2Oxygen, vitals.saturation)
                                     : Find(kSaturation2Air, vitals.saturation);
  score.oxygen = vitals.oxygen ? ScoredItem{2, "at0037", "Oxygen"} : ScoredItem{0, "at0036", "Air"};
  score.systolic = Find(kSystolic, vitals.systolic);
  score.pulse = Find(kPulse, vitals.pulse);
  score.consciousness = vitals.glasgow() == 15 ? ScoredItem{0, "at0024", "Alert"}
                                               : ScoredItem{3, "at0025", "C, V, P or U"};
  score.temperature = Find(kTemperature, vitals.temperature);
  int most = 0;
  for (const ScoredItem* item :
       {&score.respiration, &score.saturation, &score.oxygen, &score.systolic, &score.pulse,
        &score.consciousness, &score.temperature}) {
    score.total += item->points;
    most = std::max(most, item->points);
  }
  score.risk = score.total >= 7   ? Risk::kHigh
               : score.total >= 5 ? Risk::kMedium
               : most == 3        ? Risk::kLowMedium
                                  : Risk::kLow;
  return score;
}

std::array<int, 6> AbbeyItems(int pain, std::uint64_t variation) {
  // The archetype's total has 15 at most, though six items could reach 18.
  const int total = std::min(15, pain * 18 / 10);
  std::array<int, 6> items{};
  for (int given = 0, at = static_cast<int>(variation % 6); given < total;) {
    // Most of it shows in voice, face and body: the others follow every second time round.
    const bool slow = at >= 3 && (variation >> at & 1) != 0 && given < total / 2;
    if (!slow && items[static_cast<std::size_t>(at)] < 3) {
      ++items[static_cast<std::size_t>(at)];
      ++given;
    }
    at = (at + 1) % 6;
  }
  return items;
}

int AbbeyCategory(int total) { return total >= 14 ? 3 : total >= 8 ? 2 : total >= 3 ? 1 : 0; }

int BodyMassIndex(int weight_tenths, int height_mm) {
  const std::int64_t square = std::int64_t{height_mm} * height_mm;
  return static_cast<int>((std::int64_t{weight_tenths} * 1'000'000 + square / 2) / square);
}

int CockcroftGault(int age, int weight_tenths, bool female, int creatinine) {
  const std::int64_t factor = female ? 104 : 123;
  return static_cast<int>((140 - age) * factor * weight_tenths / (1000 * std::int64_t{creatinine}));
}

}  // namespace socle::generate
