#include "base/uuid.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace socle::base {
namespace {

TEST(Uuid, ReadsAndWrites) {
  const auto uuid = Uuid::Parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F");
  ASSERT_TRUE(uuid.has_value());
  EXPECT_EQ(uuid->ToString(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  EXPECT_EQ(Uuid::FromBytes(uuid->View()), uuid);
  EXPECT_EQ(Uuid::FromBytes("short"), std::nullopt);
  for (const std::string_view bad :
       {"", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398ff",
        "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e2+79b0-7cc3-98c4-dc0c0c07398f", "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}"}) {
    EXPECT_EQ(Uuid::Parse(bad), std::nullopt) << bad;
  }
}

// RFC 9562, 5.7.
TEST(Uuid, NewOnesAreOfVersionSevenAndGrow) {
  Uuid before = Uuid::New();
  for (int i = 0; i < 20'000; ++i) {
    const Uuid uuid = Uuid::New();
    ASSERT_EQ(uuid.bytes[6] >> 4, 7);
    ASSERT_EQ(uuid.bytes[8] >> 6, 2);
    ASSERT_LT(before, uuid);
    before = uuid;
  }
}

TEST(Uuid, NewOnesDifferOnManyThreads) {
  std::mutex mutex;
  std::set<Uuid> all;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      std::vector<Uuid> mine;
      for (int i = 0; i < 2000; ++i) mine.push_back(Uuid::New());
      const std::lock_guard lock(mutex);
      all.insert(mine.begin(), mine.end());
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(all.size(), 8000u);
}

}  // namespace
}  // namespace socle::base
