#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "record/testing.h"

namespace socle::record {
namespace {

/// Collects what a subscription hands on.
class Collector {
 public:
  std::function<void(const FeedEntry&)> Handler() {
    return [this](const FeedEntry& entry) {
      std::lock_guard lock(mutex_);
      if (failures_ > 0) {
        --failures_;
        throw std::runtime_error("not now");
      }
      entries_.push_back(entry);
      arrived_.notify_all();
    };
  }
  bool WaitFor(std::size_t count) {
    std::unique_lock lock(mutex_);
    return arrived_.wait_for(lock, std::chrono::seconds(20),
                             [&] { return entries_.size() >= count; });
  }
  void FailNext(int times) {
    std::lock_guard lock(mutex_);
    failures_ = times;
  }
  std::vector<FeedEntry> entries() {
    std::lock_guard lock(mutex_);
    return entries_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  int failures_ = 0;
  std::vector<FeedEntry> entries_;
};

TEST(FeedTest, GivesEveryContributionOnceInOrder) {
  Hospital hospital;
  const EhrKey one = hospital.Create({Note(1, 0, "a")}).ehr.ehr;
  const EhrKey two = hospital.Create({Note(2, 0, "b"), Note(3, 0, "c")}).ehr.ehr;
  hospital.Commit(one, {Note(1, 1, "d")});
  const auto all = hospital->Feed(0, 100);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].position, 1u);
  EXPECT_EQ(all[1].contribution.ehr, two);
  ASSERT_EQ(all[1].versions.size(), 2u);
  EXPECT_EQ(all[1].versions[1].uid, NoteUid(3));
  EXPECT_EQ(all[2].versions[0].number, 2u);
  const auto rest = hospital->Feed(all[0].position, 1);
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].position, 2u);
  EXPECT_TRUE(hospital->Feed(3, 10).empty());
}

TEST(FeedTest, HandsOnWhatIsAndWhatComes) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "a")}).ehr.ehr;
  Collector collector;
  const auto subscription = hospital->Subscribe("projection", collector.Handler());
  ASSERT_TRUE(collector.WaitFor(1));
  for (std::uint32_t i = 1; i <= 20; ++i) hospital.Commit(ehr, {Note(1, i, "b")});
  ASSERT_TRUE(collector.WaitFor(21));
  const auto entries = collector.entries();
  for (std::size_t i = 0; i < entries.size(); ++i) EXPECT_EQ(entries[i].position, i + 1);
}

TEST(FeedTest, GoesOnWhereItStopped) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "a")}).ehr.ehr;
  {
    Collector collector;
    const auto subscription = hospital->Subscribe("projection", collector.Handler());
    ASSERT_TRUE(collector.WaitFor(1));
  }
  hospital.Commit(ehr, {Note(1, 1, "b")});
  hospital.Reopen();
  Collector collector, other;
  const auto subscription = hospital->Subscribe("projection", collector.Handler());
  const auto fresh = hospital->Subscribe("other", other.Handler());
  ASSERT_TRUE(collector.WaitFor(1));
  ASSERT_TRUE(other.WaitFor(2));
  EXPECT_EQ(collector.entries()[0].position, 2u);
  EXPECT_EQ(other.entries()[0].position, 1u);
}

TEST(FeedTest, TriesAgainWhatAHandlerRefused) {
  Hospital hospital;
  hospital.Create({Note(1, 0, "a")});
  hospital.Create({Note(2, 0, "b")});
  Collector collector;
  collector.FailNext(1);
  const auto subscription = hospital->Subscribe("projection", collector.Handler());
  ASSERT_TRUE(collector.WaitFor(2));
  EXPECT_EQ(collector.entries()[0].position, 1u);
  EXPECT_EQ(collector.entries()[1].position, 2u);
}

TEST(FeedTest, SkipsNothingWhileManyWrite) {
  Hospital hospital;
  Collector collector;
  const auto subscription = hospital->Subscribe("projection", collector.Handler());
  constexpr int kThreads = 4, kEach = 25;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) hospital.Create({Note(t * 1000 + i, 0, "x")});
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_TRUE(collector.WaitFor(kThreads * kEach));
  const auto entries = collector.entries();
  for (std::size_t i = 0; i < entries.size(); ++i) EXPECT_EQ(entries[i].position, i + 1);
}

}  // namespace
}  // namespace socle::record
