#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "store/sqlite/connection.h"
#include "store/sqlite/writer.h"

namespace socle::store {

/// Copies what is in the log into the main file, on a thread of its own, so that no commit waits
/// for it. Passive checkpoints go beside reads and writes. When the log is long and readers follow
/// one another so closely that it never begins anew, the writer is held for at most a moment. Safe
/// from any thread, because its state is behind one lock.
class Checkpointer {
 public:
  /// `writer` outlives the checkpointer.
  Checkpointer(Connection connection, Writer& writer);
  ~Checkpointer();

  /// A commit left the log `frames` long. Called on the writer's thread.
  void Committed(std::uint32_t frames);

  /// While one lives, no checkpoint runs: the main file does not change.
  std::unique_lock<std::mutex> Hold() { return std::unique_lock(running_); }

 private:
  void Loop();
  void Passive();
  /// Whether the next commit begins the log anew.
  bool Restart();

  Connection connection_;
  Writer& writer_;
  std::mutex running_;                    // held by a checkpoint
  std::atomic<std::uint32_t> frames_{0};  // of the log after the last commit
  std::atomic<std::uint32_t> wake_at_;    // frames at which the thread is woken

  std::mutex mutex_;  // guards what follows
  std::condition_variable work_;
  bool due_ = false;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace socle::store
