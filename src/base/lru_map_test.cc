#include "base/lru_map.h"

#include <gtest/gtest.h>

namespace socle::base {
namespace {

TEST(LruMap, FindsWhatWasPut) {
  LruMap<int> map(2);
  EXPECT_EQ(map.Find("a"), nullptr);
  map.Put("a", 1);
  ASSERT_NE(map.Find("a"), nullptr);
  EXPECT_EQ(*map.Find("a"), 1);
}

TEST(LruMap, TheOneUsedLongestAgoGoes) {
  LruMap<int> map(2);
  map.Put("a", 1);
  map.Put("b", 2);
  map.Find("a");
  map.Put("c", 3);
  EXPECT_EQ(map.Find("b"), nullptr);
  EXPECT_NE(map.Find("a"), nullptr);
  EXPECT_NE(map.Find("c"), nullptr);
  EXPECT_EQ(map.size(), 2u);
}

}  // namespace
}  // namespace socle::base
