#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace socle::http {

/// Bytes on their way from the worker that makes a body to the I/O thread that sends it. Holds
/// little, because the worker waits while `kMost` bytes have not been taken.
/// Safe from any thread, because its state is behind one mutex; one thread puts, one takes.
class BodyPipe {
 public:
  static constexpr std::size_t kMost = 128u << 10;

  /// What the taker finds.
  enum class State {
    kOpen,    // more may come
    kWhole,   // that was all
    kBroken,  // the producer failed: `fault()` says why
  };

  // The side that puts.

  /// Begins a body. `wake` is called, from the thread that puts, when there is something to take or
  /// an end after Take found nothing, and for the first time.
  void Open(std::function<void()> wake);
  /// Waits while `kMost` bytes have not been taken.
  /// Errors: kUnavailable when the pipe is abandoned, before or while waiting.
  void Put(std::string_view bytes);
  /// Errors: kUnavailable when the pipe is abandoned.
  void ThrowIfAbandoned() const;
  /// Nothing comes after.
  void End();
  /// Nothing comes after, and something is missing; `fault` is for the log.
  void Break(std::string fault);
  /// Takes Open back, when nothing has been put.
  void Withdraw();
  bool is_abandoned() const { return abandoned_.load(std::memory_order_relaxed); }
  bool is_deserted() const { return deserted_.load(std::memory_order_relaxed) || is_abandoned(); }

  // The side that takes.

  /// Whether a body has begun and its end has not been found by Take.
  bool is_open() const { return open_.load(std::memory_order_relaxed); }
  /// Replaces `bytes` by all that there is. Any state but kOpen comes with no bytes.
  State Take(std::string& bytes);
  /// Why it is broken.
  std::string fault() const;
  /// Nobody will take anything, for ever: the connection is closed.
  void Abandon();
  /// The client is not expected to read, but may: see BodyWriter::IsGone.
  void Desert() { deserted_ = true; }

 private:
  void Finish(State state, std::string fault);

  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::function<void()> wake_;
  std::string bytes_;
  std::string fault_;
  State state_ = State::kOpen;
  bool taker_waits_ = true;
  std::atomic<bool> open_{false}, abandoned_{false}, deserted_{false};
};

}  // namespace socle::http
