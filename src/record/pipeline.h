#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace socle::record {

/// Works on items with several threads and gives the results in the order of the items.
/// One thread pushes and pops; `work` runs on the pipeline's threads and must be safe there.
template <class In, class Out>
class Pipeline {
 public:
  Pipeline(std::size_t threads, std::function<Out(In)> work) : work_(std::move(work)) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
  }
  /// Drops what was not begun, waits for what was.
  ~Pipeline() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    begin_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  void Push(In item) {
    {
      std::lock_guard lock(mutex_);
      tasks_.push_back(std::make_unique<Task>(std::move(item)));
    }
    begin_.notify_one();
  }

  /// Items pushed and not popped.
  std::size_t size() const {
    std::lock_guard lock(mutex_);
    return tasks_.size();
  }

  /// The result of the oldest item, once it is there; what `work` threw is thrown here. There must
  /// be one.
  Out Pop() {
    std::unique_lock lock(mutex_);
    end_.wait(lock, [&] { return tasks_.front()->done; });
    const std::unique_ptr<Task> task = std::move(tasks_.front());
    tasks_.pop_front();
    --begun_;
    if (task->error != nullptr) std::rethrow_exception(task->error);
    return std::move(*task->out);
  }

 private:
  struct Task {
    explicit Task(In item) : in(std::move(item)) {}
    In in;
    std::optional<Out> out;
    std::exception_ptr error;
    bool done = false;
  };

  void Run() {
    std::unique_lock lock(mutex_);
    while (true) {
      begin_.wait(lock, [&] { return stopping_ || begun_ < tasks_.size(); });
      if (stopping_) return;
      Task& task = *tasks_[begun_++];
      lock.unlock();
      try {
        task.out.emplace(work_(std::move(task.in)));
      } catch (...) {
        task.error = std::current_exception();
      }
      lock.lock();
      task.done = true;
      if (tasks_.front().get() == &task) end_.notify_one();
    }
  }

  const std::function<Out(In)> work_;
  mutable std::mutex mutex_;
  std::condition_variable begin_, end_;
  std::deque<std::unique_ptr<Task>> tasks_;  // under mutex_: not popped, oldest first
  std::size_t begun_ = 0;                    // under mutex_: so many of them
  bool stopping_ = false;                    // under mutex_
  std::vector<std::thread> threads_;
};

/// Threads that leave one processor to the writer.
inline std::size_t PipelineThreads() {
  const unsigned processors = std::thread::hardware_concurrency();
  return processors > 2 ? processors - 1 : 2;
}

}  // namespace socle::record
