#include "generate/random.h"

#include <gtest/gtest.h>

#include <array>

namespace socle::generate {
namespace {

TEST(Random, GivesTheNumbersOfSplitMix64) {
  Random random(1234567);  // the test vector of the authors' C code
  EXPECT_EQ(random.Next(), 6457827717110365317ULL);
  EXPECT_EQ(random.Next(), 3203168211198807973ULL);
  EXPECT_EQ(random.Next(), 9817491932198370423ULL);
}

TEST(Random, BetweenReachesBothEndsAndNothingElse) {
  Random random(7);
  std::array<int, 7> seen{};
  for (int i = 0; i < 5000; ++i) {
    const int value = random.Between(-3, 3);
    ASSERT_GE(value, -3);
    ASSERT_LE(value, 3);
    ++seen[static_cast<std::size_t>(value + 3)];
  }
  for (int count : seen) EXPECT_NEAR(count, 5000 / 7, 130);
}

TEST(Random, ChanceIsThePartOfAThousand) {
  Random random(9);
  int hits = 0;
  for (int i = 0; i < 20000; ++i) hits += random.Chance(250) ? 1 : 0;
  EXPECT_NEAR(hits, 5000, 250);
  EXPECT_FALSE(random.Chance(0));
  EXPECT_TRUE(random.Chance(1000));
}

TEST(Random, NormalHasItsMeanAndDeviation) {
  Random random(11);
  double sum = 0, squares = 0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.Normal(500, 40);
    ASSERT_GT(value, 500 - 4 * 40);
    ASSERT_LT(value, 500 + 4 * 40);
    sum += value;
    squares += (value - 500) * (value - 500);
  }
  EXPECT_NEAR(sum / kDraws, 500, 1.5);
  EXPECT_NEAR(squares / kDraws, 1600, 60);
}

TEST(Random, NormalWithoutDeviationIsTheMean) {
  Random random(3);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(random.Normal(42, 0), 42);
}

TEST(SeedOf, DependsOnPartsAndOrder) {
  EXPECT_NE(SeedOf({1, 2}), SeedOf({2, 1}));
  EXPECT_NE(SeedOf({1, 2}), SeedOf({1, 2, 0}));
  EXPECT_NE(SeedOf({0}), SeedOf({1}));
  EXPECT_EQ(SeedOf({5, 6, 7}), SeedOf({5, 6, 7}));
}

}  // namespace
}  // namespace socle::generate
