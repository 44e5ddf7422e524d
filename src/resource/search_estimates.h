#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "resource/search_statement.h"
#include "store/statement_cache.h"

namespace socle::resource {

struct Predicate;

/// How many rows conditions have, counted up to a bound and kept for a minute: which of several a
/// search begins with. Safe from any thread, because what is kept has a lock.
class Estimates {
 public:
  /// Counting stops there.
  static constexpr std::uint64_t kMost = 10'000;
  /// Of what is not counted: a condition that says what resources are not.
  static constexpr std::uint64_t kUnknown = 1'000'000'000;

  Estimates(store::StatementCache& statements, std::uint64_t worth_a_look)
      : statements_(statements), worth_a_look_(worth_a_look) {}
  /// Candidates out of order that are fewer are read whole; of more a part of those that come in
  /// order is looked at first (PartPlan::quick).
  std::uint64_t worth_a_look() const { return worth_a_look_; }

  /// At most kMost where it is counted.
  std::uint64_t Of(const Predicate& condition, store::Session& session);

 private:
  std::uint64_t CountPaths(const Predicate& condition, store::Session& session);

  struct Kept {
    std::uint64_t rows;
    std::chrono::steady_clock::time_point until;
  };
  store::StatementCache& statements_;
  const std::uint64_t worth_a_look_;
  std::mutex mutex_;  // of what follows
  std::unordered_map<std::string, Kept> kept_;
};

}  // namespace socle::resource
