#include "ucum/unit_cache.h"

#include <gtest/gtest.h>

#include <thread>

namespace socle::ucum {
namespace {

TEST(UnitCache, FindsWhatTheCodeMeans) {
  UnitCache cache;
  const auto found = cache.Find("mm[Hg]");
  ASSERT_TRUE(found->unit);
  EXPECT_EQ(found->canonical_code, "g.m-1.s-2");
  EXPECT_EQ(&*found, &*cache.Find("mm[Hg]")) << "the second time it is the same";
  EXPECT_FALSE(cache.Find("nonsense")->unit);
  EXPECT_EQ(&*cache.Find("nonsense"), &*cache.Find("nonsense"));
  EXPECT_EQ(cache.size(), 2u);
}

TEST(UnitCache, IsBounded) {
  UnitCache cache(3);
  for (int i = 1; i < 100; ++i) {
    const auto found = cache.Find("m" + std::to_string(i));
    ASSERT_TRUE(found->unit);
    EXPECT_EQ(found->unit->dimension()[0], i);
  }
  EXPECT_EQ(cache.size(), 3u);
  EXPECT_TRUE(UnitCache(0).Find("g")->unit);
  cache.Find("{" + std::string(100, 'a') + "}");
  EXPECT_EQ(cache.size(), 3u);
}

TEST(UnitCache, IsSharedByThreads) {
  UnitCache cache(20);
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        for (int i = 1; i <= 40; ++i) {
          const auto found = cache.Find("m" + std::to_string(i));
          if (!found->unit || found->unit->dimension()[0] != i) ++wrong;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(cache.size(), 20u);
}

}  // namespace
}  // namespace socle::ucum
