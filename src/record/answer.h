#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

namespace socle::record {

/// What one thread waits for and another gives, once. May lie on the waiter's stack.
class Answer {
 public:
  /// Null: it went well. What the giver wrote before is seen by the waiter after.
  void Give(std::exception_ptr error) {
    // Notified under the lock: the waiter owns this object and may go right after.
    std::lock_guard lock(mutex_);
    error_ = std::move(error);
    given_ = true;
    changed_.notify_one();
  }
  /// Waits; throws what was given.
  void Wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return given_; });
    if (error_ != nullptr) std::rethrow_exception(std::exchange(error_, nullptr));
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool given_ = false;
  std::exception_ptr error_;
};

}  // namespace socle::record
