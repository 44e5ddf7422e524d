#include "store/time_limit.h"

#include <algorithm>
#include <string>

#include "base/error.h"

namespace socle::store {
namespace {

/// A statement may begin just after an interrupt that met none: it is met by the next.
constexpr auto kAgain = std::chrono::milliseconds(50);

}  // namespace

TimeLimits::TimeLimits() : thread_([this] { Run(); }) {}

TimeLimits::~TimeLimits() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void TimeLimits::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (watched_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto now = Clock::now();
    auto next = Clock::time_point::max();
    for (const Watched& one : watched_) {
      // Under the lock, which a guard's end takes too: the session is still its question's.
      if (one.deadline <= now) one.session->Interrupt();
      next = std::min(next, one.deadline <= now ? now + kAgain : one.deadline);
    }
    changed_.wait_until(lock, next);
  }
}

TimeLimits::Guard::Guard(TimeLimits& limits, Session& session, std::chrono::milliseconds limit)
    : limits_(limits), limit_(limit) {
  std::lock_guard lock(limits_.mutex_);
  at_ = limits_.watched_.insert(limits_.watched_.end(), {&session, Clock::now() + limit});
  limits_.changed_.notify_all();
}

TimeLimits::Guard::~Guard() {
  std::lock_guard lock(limits_.mutex_);
  limits_.watched_.erase(at_);
}

void TimeLimits::Guard::Check() const {
  if (Clock::now() < at_->deadline) return;
  throw base::Error(base::ErrorCode::kTimeout, "the query took longer than its time limit of " +
                                                   std::to_string(limit_.count()) + " ms");
}

}  // namespace socle::store
