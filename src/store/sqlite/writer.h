#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "store/sqlite/session.h"
#include "store/store.h"

namespace socle::store {

/// The one thread that writes. It takes all jobs that wait into one transaction, a group, commits
/// it with one fsync, and answers them. A group is what came while the one before was being
/// committed: a lone job never waits for company. Safe from any thread, because the queue is behind
/// one lock.
///
/// Invariants:
///  1. `done` with null is called only after COMMIT returned.
///  2. Each job's `done` is called exactly once, in the order of the jobs.
///  3. A job that throws leaves nothing; when its failure ends the whole transaction (a full disk),
///  the
///     jobs before it in the group fail with it and those after it go on in a new transaction.
class Writer {
 public:
  /// `session` outlives the writer. `committed` is called on the writer's thread after each commit.
  Writer(SqliteSession& session, std::size_t queue, std::function<void()> committed);
  ~Writer();

  /// Errors: kUnavailable (queue full, or closing).
  void Submit(WriteJob job);

  /// Runs what is queued, then stops; Submit throws from then on.
  void Close();

  /// While one lives, no transaction is open. Waits for the group that runs.
  class Pause {
   public:
    explicit Pause(Writer& writer);
    ~Pause();
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

   private:
    Writer& writer_;
  };

  /// Fills in commits, jobs, failed_jobs and queued.
  void AddTo(StoreStatistics& statistics) const;

 private:
  struct Running {
    WriteJob job;
    std::exception_ptr error;
  };

  void Loop();
  void RunGroup();
  void TakeQueued();
  void RunJobs();
  void RunJob(std::size_t index);
  void EndTransaction();
  void FailSince(std::size_t begin, std::size_t end, const std::exception_ptr& error);
  void Answer();

  SqliteSession& session_;
  const std::size_t queue_limit_;
  const std::function<void()> committed_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable work_, paused_;
  std::deque<WriteJob> queue_;
  int pauses_ = 0;
  bool in_group_ = false;
  bool closing_ = false;

  // The writer's thread only.
  std::vector<Running> group_;
  std::size_t first_of_transaction_ = 0;  // index in group_
  bool open_ = false;                     // a transaction is

  std::atomic<std::uint64_t> commits_{0}, jobs_{0}, failed_jobs_{0};
  std::thread thread_;
};

}  // namespace socle::store
