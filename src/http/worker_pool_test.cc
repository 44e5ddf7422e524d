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

TEST(WorkerPool, OneThreadIsEnoughForOneAtATime) {
  WorkerPool pool(8, 10);
  for (int i = 0; i < 50; ++i) {
    std::latch done(1);
    ASSERT_TRUE(pool.Post([&] { done.count_down(); }));
    done.wait();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_LE(pool.threads(), 2u);
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
