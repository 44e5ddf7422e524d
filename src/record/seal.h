#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/digest.h"
#include "record/record.h"
#include "store/store.h"

namespace socle::record {

/// A seal as stored. Number 0: what the first seal follows.
struct Seal {
  std::uint64_t number = 0;
  std::uint64_t last = 0;  // the position that it covers up to
  base::Instant time;
  base::Digest digest;
};

/// The digest of a seal, fed with the positions and digests that it covers, in order.
/// docs/decisions/0005-seals.md draws it. One thread at a time.
class SealDigest {
 public:
  SealDigest(std::uint64_t number, const base::Digest& previous, std::uint64_t last,
             base::Instant time);
  void Add(std::uint64_t position, const base::Digest& digest);
  base::Digest Finish();

 private:
  base::Sha256 hash_;
  std::uint64_t count_ = 0;
};

/// Calls `each` with the positions in (after, last] and their contributions' digests, in order;
/// erased ones too, with `erased` set.
struct PlacedDigest {
  std::uint64_t position = 0;
  base::Digest digest;
};
void ForEachDigest(store::Session& session, std::uint64_t after, std::uint64_t last,
                   const std::function<void(const PlacedDigest&)>& each);

/// Writes seals: after so many contributions or seconds, on a thread of its own, and when asked.
/// Safe from any thread, because what is shared has a lock.
class Sealer {
 public:
  Sealer(store::Store& store, std::uint32_t every, std::uint32_t seconds);
  /// Stops; writes no seal.
  ~Sealer();

  /// So many contributions became durable.
  void Committed(std::uint64_t count);
  /// Seals all that is durable; nothing where all is sealed. Errors: of the store.
  void SealNow();

 private:
  void Run();

  store::Store& store_;
  const std::uint32_t every_, seconds_;
  std::mutex sealing_;  // one seal at a time
  std::mutex mutex_;
  std::condition_variable wake_;
  std::uint64_t unsealed_ = 0;  // under mutex_
  bool stopping_ = false;       // under mutex_
  std::thread thread_;
};

}  // namespace socle::record
