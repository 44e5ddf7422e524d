#include "aql/cursors.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/uuid.h"

namespace socle::aql {

Cursors::Cursors(const EngineLimits& limits) : limits_(limits), thread_([this] { Run(); }) {}

Cursors::~Cursors() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Cursors::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (entries_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto now = Clock::now();
    auto next = now + limits_.cursor_idle;
    std::vector<Entry> gone;
    for (auto at = entries_.begin(); at != entries_.end();) {
      const auto end = at->second.used + limits_.cursor_idle;
      if (end <= now) {
        gone.push_back(std::move(at->second));
        at = entries_.erase(at);
      } else {
        next = std::min(next, end);
        ++at;
      }
    }
    if (!gone.empty()) {
      // Snapshots end without the lock.
      lock.unlock();
      gone.clear();
      lock.lock();
      continue;
    }
    changed_.wait_until(lock, next);
  }
}

void Cursors::RequireRoom(const std::string& principal) {
  std::lock_guard lock(mutex_);
  const auto own = std::count_if(entries_.begin(), entries_.end(), [&](const auto& entry) {
    return entry.second.cursor->principal == principal;
  });
  if (entries_.size() < limits_.cursors && static_cast<std::size_t>(own) < limits_.cursors_of_one) {
    return;
  }
  throw base::Error(base::ErrorCode::kTooManyRequests,
                    "too many cursors are open: fetch their rest, or close them");
}

std::string Cursors::Put(std::unique_ptr<Cursor> cursor) {
  std::string name = base::Uuid::New().ToString();
  Return(name, std::move(cursor));
  return name;
}

std::unique_ptr<Cursor> Cursors::Take(const std::string& principal, const std::string& name) {
  std::lock_guard lock(mutex_);
  const auto at = entries_.find(name);
  if (at == entries_.end() || at->second.cursor->principal != principal) {
    throw base::Error(base::ErrorCode::kNotFound,
                      "there is no such cursor: its answer is whole, or it was not used in time");
  }
  std::unique_ptr<Cursor> cursor = std::move(at->second.cursor);
  entries_.erase(at);
  return cursor;
}

void Cursors::Return(const std::string& name, std::unique_ptr<Cursor> cursor) {
  std::lock_guard lock(mutex_);
  entries_.emplace(name, Entry{std::move(cursor), Clock::now()});
  changed_.notify_all();
}

}  // namespace socle::aql
