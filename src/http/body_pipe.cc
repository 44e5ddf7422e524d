#include "http/body_pipe.h"

#include <utility>

#include "base/error.h"

namespace socle::http {

void BodyPipe::Open(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
  bytes_.clear();
  fault_.clear();
  state_ = State::kOpen;
  taker_waits_ = true;
  open_ = true;
}

void BodyPipe::Put(std::string_view bytes) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [this] { return bytes_.size() < kMost || is_abandoned(); });
  ThrowIfAbandoned();
  bytes_ += bytes;
  if (!std::exchange(taker_waits_, false)) return;
  lock.unlock();
  wake_();
}

void BodyPipe::ThrowIfAbandoned() const {
  if (!is_abandoned()) return;
  throw base::Error(base::ErrorCode::kUnavailable, "The client has gone.");
}

void BodyPipe::End() { Finish(State::kWhole, {}); }

void BodyPipe::Break(std::string fault) { Finish(State::kBroken, std::move(fault)); }

void BodyPipe::Withdraw() {
  const std::lock_guard lock(mutex_);
  wake_ = nullptr;
  open_ = false;
}

void BodyPipe::Finish(State state, std::string fault) {
  std::unique_lock lock(mutex_);
  state_ = state;
  fault_ = std::move(fault);
  // The taker may begin another body as soon as it knows: nothing of this one is touched after.
  const std::function<void()> wake = std::exchange(wake_, nullptr);
  if (!std::exchange(taker_waits_, false)) return;
  lock.unlock();
  wake();
}

BodyPipe::State BodyPipe::Take(std::string& bytes) {
  bytes.clear();
  const std::lock_guard lock(mutex_);
  if (bytes_.empty()) {
    if (state_ == State::kOpen) {
      taker_waits_ = true;
    } else {
      open_ = false;
      std::string().swap(bytes_);  // a waiting connection needs no room for a body
    }
    return state_;
  }
  bytes.swap(bytes_);
  room_.notify_one();
  return State::kOpen;
}

std::string BodyPipe::fault() const {
  const std::lock_guard lock(mutex_);
  return fault_;
}

void BodyPipe::Abandon() {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
  room_.notify_one();
}

}  // namespace socle::http
