#include "http/worker_pool.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace socle::http {

WorkerPool::WorkerPool(int max_threads, std::size_t max_queue)
    : max_threads_(static_cast<std::size_t>(std::max(1, max_threads))), max_queue_(max_queue) {}

WorkerPool::~WorkerPool() { Join(); }

bool WorkerPool::Post(std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return false;
  if (queue_.size() >= idle_ && threads_.size() < max_threads_) {
    try {
      threads_.emplace_back([this] { Run(); });
    } catch (const std::system_error&) {
      // The system has no more threads to give: those that are there will do.
      if (threads_.empty()) return false;
    }
  } else if (queue_.size() >= max_queue_ + idle_) {
    return false;
  }
  queue_.push_back(std::move(job));
  wake_.notify_one();
  return true;
}

std::deque<std::function<void()>> WorkerPool::DropQueue() {
  std::deque<std::function<void()>> dropped;
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  dropped.swap(queue_);
  wake_.notify_all();
  return dropped;
}

void WorkerPool::Join() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
    wake_.notify_all();
  }
  for (std::thread& thread : threads) thread.join();
}

std::size_t WorkerPool::threads() const {
  const std::lock_guard lock(mutex_);
  return threads_.size();
}

std::size_t WorkerPool::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void WorkerPool::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    wake_.wait(lock, [this] { return !queue_.empty() || stopping_; });
    --idle_;
    if (queue_.empty()) return;
    std::function<void()> job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
  }
}

}  // namespace socle::http
