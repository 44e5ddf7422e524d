#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "record/reading.h"
#include "record/record.h"

namespace socle::record {

/// Wakes subscribers when something was committed. Safe from any thread, because it has a lock.
class FeedSignal {
 public:
  /// Something is durable.
  void Committed();

  std::mutex mutex;
  std::condition_variable wake;
  std::uint64_t count = 0;  // under mutex
};

/// Up to `limit` entries of the change feed after `position`, in order.
std::vector<FeedEntry> ReadFeed(store::Session& session, const Rows& rows, std::uint64_t position,
                                std::size_t limit);

/// A thread that hands the feed to one handler. The contract is Record::Subscribe's.
class FeedSubscription : public Record::Subscription {
 public:
  /// All outlive it. Errors: of the store, when the position cannot be read.
  FeedSubscription(store::Store& store, const Rows& rows, FeedSignal& signal, std::string name,
                   std::function<void(const FeedEntry&)> handler);
  /// Waits for the handler that runs; stores the position.
  ~FeedSubscription() override;

 private:
  void Run();
  /// Hands on what there is; false where the handler or the store failed.
  bool HandOn();
  void StorePosition();

  store::Store& store_;
  const Rows& rows_;
  FeedSignal& signal_;
  const std::string name_;
  const std::function<void(const FeedEntry&)> handler_;
  using Clock = std::chrono::steady_clock;
  std::uint64_t position_ = 0, stored_ = 0;  // the thread's
  Clock::time_point store_at_;               // the thread's: when an unstored position is due
  bool stopping_ = false;                    // under signal_.mutex
  std::thread thread_;
};

}  // namespace socle::record
