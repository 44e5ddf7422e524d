#include "store/sqlite/writer.h"

#include <chrono>

namespace socle::store {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLargestGroup = 1000;
// Jobs that come while a group runs may still join it, for this long: then it is committed.
constexpr auto kLongestGroup = std::chrono::milliseconds(10);

}  // namespace

Writer::Writer(SqliteSession& session, std::size_t queue, std::function<void()> committed)
    : session_(session), queue_limit_(queue), committed_(std::move(committed)) {
  thread_ = std::thread([this] { Loop(); });
}

Writer::~Writer() { Close(); }

void Writer::Close() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Writer::Submit(WriteJob job) {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    if (closing_) throw base::Error(base::ErrorCode::kUnavailable, "the store is closing");
    if (queue_.size() >= queue_limit_) {
      throw base::Error(base::ErrorCode::kUnavailable, "too many writes are waiting; try again");
    }
    queue_.push_back(std::move(job));
    wake = !in_group_;  // a writer in a group looks again by itself
  }
  if (wake) work_.notify_one();
}

void Writer::Loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return pauses_ == 0 && (!queue_.empty() || closing_); });
    if (queue_.empty()) return;
    in_group_ = true;
    lock.unlock();
    RunGroup();
    lock.lock();
    in_group_ = false;
    if (pauses_ > 0) paused_.notify_all();
  }
}

void Writer::TakeQueued() {
  std::lock_guard lock(mutex_);
  while (!queue_.empty() && group_.size() < kLargestGroup) {
    group_.push_back({std::move(queue_.front()), nullptr});
    queue_.pop_front();
  }
}

void Writer::RunGroup() {
  group_.clear();
  first_of_transaction_ = 0;
  RunJobs();
  EndTransaction();
  Answer();
}

void Writer::RunJobs() {
  const auto start = Clock::now();
  std::size_t next = 0;
  TakeQueued();
  while (next < group_.size()) {
    RunJob(next++);
    if (next == group_.size() && Clock::now() - start < kLongestGroup) TakeQueued();
  }
}

// The first job of a transaction needs no savepoint: undoing it is undoing the transaction.
void Writer::RunJob(std::size_t index) {
  Running& running = group_[index];
  bool savepoint = false;
  try {
    if (!open_) {
      session_.BeginWrite();
      open_ = true;
      first_of_transaction_ = index;
    } else {
      session_.Savepoint();
      savepoint = true;
    }
    running.job.run(session_);
    if (session_.connection().Idle()) {
      throw base::Error(base::ErrorCode::kInternal, "a job ended the writer's transaction");
    }
    if (savepoint) session_.ReleaseSavepoint();
    return;
  } catch (...) {
    running.error = std::current_exception();
  }
  try {
    // SQLite itself ends the transaction on some errors: disk full, I/O, interrupt.
    if (savepoint && !session_.connection().Idle()) return session_.RollbackToSavepoint();
  } catch (...) {
    // The group cannot be saved; what follows ends it.
  }
  FailSince(first_of_transaction_, index, running.error);
  session_.Rollback();
  open_ = false;
  first_of_transaction_ = index + 1;
}

void Writer::FailSince(std::size_t begin, std::size_t end, const std::exception_ptr& error) {
  for (std::size_t i = begin; i < end; ++i) {
    if (group_[i].error == nullptr) group_[i].error = error;
  }
}

void Writer::EndTransaction() {
  if (!open_) return;
  open_ = false;
  try {
    session_.Commit();
    commits_.fetch_add(1, std::memory_order_relaxed);
  } catch (...) {
    FailSince(first_of_transaction_, group_.size(), std::current_exception());
    session_.Rollback();
    return;
  }
  committed_();
}

void Writer::Answer() {
  for (Running& running : group_) {
    (running.error == nullptr ? jobs_ : failed_jobs_).fetch_add(1, std::memory_order_relaxed);
    if (running.job.done) running.job.done(std::move(running.error));
  }
  group_.clear();
}

Writer::Pause::Pause(Writer& writer) : writer_(writer) {
  std::unique_lock lock(writer_.mutex_);
  ++writer_.pauses_;
  writer_.paused_.wait(lock, [this] { return !writer_.in_group_; });
}

Writer::Pause::~Pause() {
  {
    std::lock_guard lock(writer_.mutex_);
    --writer_.pauses_;
  }
  writer_.work_.notify_one();
}

void Writer::AddTo(StoreStatistics& statistics) const {
  statistics.commits = commits_.load(std::memory_order_relaxed);
  statistics.jobs = jobs_.load(std::memory_order_relaxed);
  statistics.failed_jobs = failed_jobs_.load(std::memory_order_relaxed);
  std::lock_guard lock(mutex_);
  statistics.queued = queue_.size();
}

}  // namespace socle::store
