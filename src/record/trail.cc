#include "record/trail.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "base/error.h"
#include "record/schema.h"

namespace socle::record {
namespace {

constexpr std::size_t kMostWaiting = 100000;
constexpr std::size_t kWake = 4096;  // as many do not wait for the interval
constexpr auto kRetry = std::chrono::seconds(1);

void BindOptional(store::Statement& statement, int index,
                  const std::optional<std::int64_t>& value) {
  if (value.has_value()) {
    statement.Bind(index, *value);
  } else {
    statement.BindNull(index);
  }
}

}  // namespace

Trail::Trail(store::Store& store, Names& names, std::uint32_t milliseconds)
    : store_(store), names_(names), milliseconds_(milliseconds), thread_([this] { Run(); }) {}

Trail::~Trail() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  try {
    WriteBatch();
  } catch (const std::exception&) {
    // The store cannot write: Status() said so while there was somebody to hear it.
  }
}

void Trail::Insert(store::Session& writer, Names& names, Names::Fresh& fresh,
                   const TrailEntry& entry) {
  const std::int64_t principal = names.Intern(writer, entry.principal, fresh);
  const std::int64_t purpose = names.Intern(writer, entry.purpose, fresh);
  store::Statement statement = writer.Prepare(Sql().insert_trail);
  statement.Bind(1, entry.time.micros / 1000).Bind(2, principal).Bind(3, purpose);
  statement.Bind(4, ToInt(entry.action));
  BindOptional(statement, 5, entry.ehr);
  BindOptional(statement, 6, entry.kind);
  BindOptional(statement, 7, entry.object);
  BindOptional(statement, 8, entry.number);
  statement.Bind(9, entry.result).Run();
}

void Trail::Add(TrailEntry entry) {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    if (waiting_.size() + in_batch_ >= kMostWaiting) {
      ++status_.refused;
      throw base::Error(base::ErrorCode::kUnavailable,
                        "the access trail cannot be written at present");
    }
    waiting_.push_back(std::move(entry));
    wake = waiting_.size() == 1 || waiting_.size() == kWake;
  }
  if (wake) wake_.notify_one();
}

void Trail::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    // Gathers for half of the time that an entry may wait; the rest is for the store.
    wake_.wait_for(lock, std::chrono::milliseconds(milliseconds_ / 2),
                   [&] { return stopping_ || waiting_.size() >= kWake; });
    if (stopping_) return;
    lock.unlock();
    bool failed = false;
    try {
      WriteBatch();
    } catch (const std::exception&) {
      failed = true;
    }
    lock.lock();
    if (failed) wake_.wait_for(lock, kRetry, [&] { return stopping_; });
  }
}

void Trail::WriteBatch() {
  std::lock_guard one(writing_);
  std::vector<TrailEntry> batch;
  {
    std::lock_guard lock(mutex_);
    batch.swap(waiting_);
    in_batch_ = batch.size();
    waiting_.reserve(std::min(batch.size(), kWake));
  }
  if (batch.empty()) return;
  try {
    WriteInterning(store_, names_, [&](store::Session& session, Names::Fresh& fresh) {
      for (const TrailEntry& entry : batch) Insert(session, names_, fresh, entry);
    });
    std::lock_guard lock(mutex_);
    in_batch_ = 0;
    status_.written += batch.size();
    status_.last_error.clear();
  } catch (const std::exception& error) {
    std::lock_guard lock(mutex_);
    in_batch_ = 0;
    ++status_.failed_batches;
    status_.last_error = error.what();
    waiting_.insert(waiting_.begin(), std::make_move_iterator(batch.begin()),
                    std::make_move_iterator(batch.end()));
    throw;
  }
}

void Trail::Flush() { WriteBatch(); }

TrailStatus Trail::Status() const {
  std::lock_guard lock(mutex_);
  TrailStatus status = status_;
  status.waiting = waiting_.size() + in_batch_;
  return status;
}

}  // namespace socle::record
