#include "http/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace socle::http {
namespace {

TEST(WorkerPool, GrowsWithTheWorkAndRefusesBeyondItsQueue) {
  std::latch hold(1);
  std::atomic<int> ran = 0;
  WorkerPool pool(2, 3);
  EXPECT_EQ(pool.threads(), 0u);
  const auto job = [&] {
    hold.wait();
    ++ran;
  };
  ASSERT_TRUE(pool.Post(job));
  ASSERT_TRUE(pool.Post(job));
  while (pool.queued() != 0) std::this_thread::yield();
  EXPECT_EQ(pool.threads(), 2u);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(pool.Post(job));
  EXPECT_FALSE(pool.Post(job));
  hold.count_down();
  pool.Join();
  EXPECT_EQ(ran, 5);
  EXPECT_FALSE(pool.Post(job));
}

TEST(WorkerPool, ThreadsAreUsedAgain) {
  WorkerPool pool(100, 10);
  for (int i = 0; i < 100; ++i) {
    std::latch done(1);
    ASSERT_TRUE(pool.Post([&] { done.count_down(); }));
    done.wait();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  // One would do, but it may not have come back from its job in that millisecond.
  EXPECT_LT(pool.threads(), 50u);
}

TEST(WorkerPool, DropsWhatHasNotBegun) {
  std::latch hold(1), began(1);
  std::atomic<int> ran = 0;
  WorkerPool pool(1, 10);
  ASSERT_TRUE(pool.Post([&] {
    began.count_down();
    hold.wait();
    ++ran;
  }));
  began.wait();
  ASSERT_TRUE(pool.Post([&] { ++ran; }));
  EXPECT_EQ(pool.DropQueue().size(), 1u);
  hold.count_down();
  pool.Join();
  EXPECT_EQ(ran, 1);
}

}  // namespace
}  // namespace socle::http
