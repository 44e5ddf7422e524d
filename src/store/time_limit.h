#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "store/store.h"

namespace socle::store {

/// Ends statements that run too long: one thread for all questions of one kind. Safe from any
/// thread, because what is shared has a lock.
class TimeLimits {
 public:
  using Clock = std::chrono::steady_clock;

  TimeLimits();
  /// All guards are gone.
  ~TimeLimits();

 private:
  struct Watched {
    Session* session;
    Clock::time_point deadline;
  };

 public:
  /// While it lives, statements of `session` that run behind the deadline fail with kTimeout. When
  /// it is gone, nothing interrupts the session any more: its next user is safe.
  class Guard {
   public:
    Guard(TimeLimits& limits, Session& session, std::chrono::milliseconds limit);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    /// For the time between statements. Errors: kTimeout.
    void Check() const;

   private:
    TimeLimits& limits_;
    const std::chrono::milliseconds limit_;
    std::list<Watched>::iterator at_;
  };

 private:
  void Run();

  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::list<Watched> watched_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace socle::store
