#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace socle::http {

/// Threads that run jobs in the order in which they came. Threads are made when a job finds none
/// free, up to a limit, and stay. Safe from any thread, because its state is behind one mutex.
class WorkerPool {
 public:
  WorkerPool(int max_threads, std::size_t max_queue);
  /// Waits for all jobs.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Queues `job`, which may not throw. False, and nothing queued, when `max_queue` jobs wait
  /// already or the pool is stopping.
  [[nodiscard]] bool Post(std::function<void()> job);

  /// Takes no more jobs and gives back those that have not begun; those that run go on.
  std::deque<std::function<void()>> DropQueue();
  /// Waits for what runs and for what is queued, and ends the threads. Once.
  void Join();

  std::size_t threads() const;
  std::size_t queued() const;

 private:
  void Run();

  const std::size_t max_threads_, max_queue_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

}  // namespace socle::http
