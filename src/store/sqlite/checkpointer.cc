#include "store/sqlite/checkpointer.h"

#include <chrono>

#include "store/sqlite/schema.h"

namespace socle::store {

namespace {

constexpr std::uint32_t Frames(std::uint32_t mebibytes) {
  return mebibytes * ((1U << 20) / kStorePageSize);
}
constexpr std::uint32_t kStep = Frames(8);   // a passive checkpoint for each so much of log
constexpr std::uint32_t kLong = Frames(64);  // from here the log should begin anew
constexpr int kReadersMilliseconds = 20;     // what the writer waits for readers of the old log
constexpr auto kPatience = std::chrono::seconds(1);  // before the next try, when they stay longer

}  // namespace

Checkpointer::Checkpointer(Connection connection, Writer& writer)
    : connection_(std::move(connection)), writer_(writer), wake_at_(kStep) {
  thread_ = std::thread([this] { Loop(); });
}

Checkpointer::~Checkpointer() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_.notify_one();
  thread_.join();
}

void Checkpointer::Committed(std::uint32_t frames) {
  const std::uint32_t before = frames_.exchange(frames, std::memory_order_relaxed);
  if (frames < before) wake_at_.store(kStep, std::memory_order_relaxed);  // the log began anew
  if (frames < wake_at_.load(std::memory_order_relaxed)) return;
  wake_at_.store(frames + kStep, std::memory_order_relaxed);
  {
    std::lock_guard lock(mutex_);
    due_ = true;
  }
  work_.notify_one();
}

void Checkpointer::Loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return due_ || closing_; });
    if (closing_) return;
    due_ = false;
    lock.unlock();
    Passive();
    const bool stays_long = frames_.load(std::memory_order_relaxed) > kLong && !Restart();
    lock.lock();
    if (stays_long) work_.wait_for(lock, kPatience, [this] { return closing_; });
  }
}

// Failures (a full disk) leave the log as it is: the next checkpoint tries again, commits go on.
void Checkpointer::Passive() {
  std::lock_guard lock(running_);
  sqlite3_wal_checkpoint_v2(connection_.get(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

bool Checkpointer::Restart() {
  std::lock_guard lock(running_);
  Writer::Pause pause(writer_);
  sqlite3_busy_timeout(connection_.get(), kReadersMilliseconds);
  return sqlite3_wal_checkpoint_v2(connection_.get(), "main", SQLITE_CHECKPOINT_RESTART, nullptr,
                                   nullptr) == SQLITE_OK;
}

}  // namespace socle::store
