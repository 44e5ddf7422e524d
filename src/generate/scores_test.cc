#include "generate/scores.h"

#include <gtest/gtest.h>

#include <numeric>

#include "generate/random.h"

namespace socle::generate {
namespace {

Vitals Healthy() { return {}; }

/// The tables of the Royal College of Physicians' chart, written down a second time.
int Expected(const Vitals& v, bool scale_2) {
  const int respiration = v.respiration <= 8    ? 3
                          : v.respiration <= 11 ? 1
                          : v.respiration <= 20 ? 0
                          : v.respiration <= 24 ? 2
                                                : 3;
  int saturation = v.saturation <= 91 ? 3 : v.saturation <= 93 ? 2 : v.saturation <= 95 ? 1 : 0;
  if (scale_2) {
    saturation = v.saturation <= 83 ? 3 : v.saturation <= 85 ? 2 : v.saturation <= 87 ? 1 : 0;
    if (v.oxygen && v.saturation >= 93) {
      saturation = v.saturation >= 97 ? 3 : v.saturation >= 95 ? 2 : 1;
    }
  }
  const int systolic = v.systolic <= 90    ? 3
                       : v.systolic <= 100 ? 2
                       : v.systolic <= 110 ? 1
                       : v.systolic <= 219 ? 0
                                           : 3;
  const int pulse = v.pulse <= 40 || v.pulse >= 131  ? 3
                    : v.pulse >= 111                 ? 2
                    : v.pulse <= 50 || v.pulse >= 91 ? 1
                                                     : 0;
  const int temperature = v.temperature <= 350   ? 3
                          : v.temperature <= 360 ? 1
                          : v.temperature <= 380 ? 0
                          : v.temperature <= 390 ? 1
                                                 : 2;
  return respiration + saturation + (v.oxygen ? 2 : 0) + systolic + pulse +
         (v.glasgow() < 15 ? 3 : 0) + temperature;
}

TEST(News2, OfAHealthyPersonIsZero) {
  const News2 score = ScoreNews2(Healthy(), false);
  EXPECT_EQ(score.total, 0);
  EXPECT_EQ(score.risk, Risk::kLow);
}

TEST(News2, FollowsTheChartForEveryValue) {
  Random random(2);
  for (int i = 0; i < 20000; ++i) {
    Vitals vitals;
    vitals.respiration = random.Between(4, 40);
    vitals.saturation = random.Between(75, 100);
    vitals.oxygen = random.Chance(400);
    vitals.systolic = random.Between(60, 240);
    vitals.pulse = random.Between(30, 150);
    vitals.temperature = random.Between(340, 410);
    vitals.verbal = random.Between(3, 5);
    const bool scale_2 = random.Chance(500);
    const News2 score = ScoreNews2(vitals, scale_2);
    ASSERT_EQ(score.total, Expected(vitals, scale_2));
    ASSERT_EQ(score.risk == Risk::kHigh, score.total >= 7);
    ASSERT_EQ(score.risk == Risk::kMedium, score.total == 5 || score.total == 6);
  }
}

TEST(News2, ASingleParameterOfThreeRaisesTheRisk) {
  Vitals vitals;
  vitals.systolic = 88;
  const News2 score = ScoreNews2(vitals, false);
  EXPECT_EQ(score.total, 3);
  EXPECT_EQ(score.risk, Risk::kLowMedium);
  EXPECT_EQ(score.systolic.code, "at0017");
}

TEST(Abbey, ItemsAddUpToThePain) {
  Random random(5);
  for (int pain = 0; pain <= 10; ++pain) {
    for (int i = 0; i < 50; ++i) {
      const auto items = AbbeyItems(pain, random.Next());
      for (int item : items) {
        ASSERT_GE(item, 0);
        ASSERT_LE(item, 3);
      }
      ASSERT_EQ(std::accumulate(items.begin(), items.end(), 0), std::min(15, pain * 18 / 10));
    }
  }
}

TEST(Abbey, CategoriesBeginAtThreeEightAndFourteen) {
  EXPECT_EQ(AbbeyCategory(2), 0);
  EXPECT_EQ(AbbeyCategory(3), 1);
  EXPECT_EQ(AbbeyCategory(7), 1);
  EXPECT_EQ(AbbeyCategory(8), 2);
  EXPECT_EQ(AbbeyCategory(13), 2);
  EXPECT_EQ(AbbeyCategory(14), 3);
}

TEST(BodyMassIndex, IsWeightBySquareOfHeight) {
  EXPECT_EQ(BodyMassIndex(700, 1750), 229);  // 22.857
  EXPECT_EQ(BodyMassIndex(1000, 2000), 250);
  EXPECT_EQ(BodyMassIndex(45, 520), 166);  // an infant
}

TEST(CockcroftGault, IsTheFormulaOf1976) {
  EXPECT_EQ(CockcroftGault(70, 700, false, 100), 60);  // 60.27
  EXPECT_EQ(CockcroftGault(70, 700, true, 100), 50);   // 50.96
}

}  // namespace
}  // namespace socle::generate
