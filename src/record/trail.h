#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "record/names.h"
#include "record/record.h"
#include "store/store.h"

namespace socle::record {

/// What was done (`access_trail.action`).
enum class TrailAction : std::uint8_t {
  kFindEhr = 1,
  kRead = 2,
  kHistory = 3,
  kContribution = 4,
  kList = 5,
  kExport = 6,  // of the whole record: no EHR, `result` is its versions
  kQuery = 7,   // `result` is the rows given
  kCommit = 10,
  kErase = 11,
};

/// One access: who, why, what, when, how many rows it gave or wrote. Absent fields are null in the
/// store.
struct TrailEntry {
  base::Instant time;
  std::string principal, purpose;
  TrailAction action = TrailAction::kRead;
  std::optional<std::int64_t> ehr, kind, object;
  /// The version's number of a read, the contribution's seq of a commit.
  std::optional<std::int64_t> number;
  std::int64_t result = 0;
};

/// The access trail. Reads are gathered in memory and written in batches by a thread of its own; a
/// write's entry goes into the write's transaction (`Insert`). When the store cannot write, entries
/// wait; when too many wait, `Add` refuses, and so does the read that it belongs to: no access goes
/// unrecorded. Safe from any thread, because what is shared has a lock.
class Trail {
 public:
  /// Both outlive the trail.
  Trail(store::Store& store, Names& names, std::uint32_t milliseconds);
  /// Writes what waits, if the store can.
  ~Trail();

  /// Errors: kUnavailable (too many entries wait).
  void Add(TrailEntry entry);
  /// Waits until all that was added before is durable. Errors: of the store.
  void Flush();
  TrailStatus Status() const;

  /// Writes `entry` in the transaction of `writer`.
  static void Insert(store::Session& writer, Names& names, Names::Fresh& fresh,
                     const TrailEntry& entry);

 private:
  void Run();
  /// Writes what waits as one job. Errors: of the store; the entries wait again then.
  void WriteBatch();

  store::Store& store_;
  Names& names_;
  const std::uint32_t milliseconds_;
  std::mutex writing_;        // one batch at a time, so that entries stay in order
  mutable std::mutex mutex_;  // of what follows
  std::condition_variable wake_;
  bool stopping_ = false;
  std::vector<TrailEntry> waiting_;
  std::size_t in_batch_ = 0;  // entries of the batch that is being written
  TrailStatus status_;
  std::thread thread_;
};

}  // namespace socle::record
