#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/store.h"

namespace socle::record {

/// Texts that repeat (committers, systems, principals, purposes, body classes), stored once and
/// known by a number. A number never changes its meaning. `Text` is safe from any thread, because
/// its cache has a lock; the rest is the writer's thread's.
class Names {
 public:
  /// Texts that one job of the writer interned: true only once the job is durable.
  using Fresh = std::vector<std::pair<std::string, std::int64_t>>;

  /// The number of `text`, stored in this transaction when it is new. `fresh` grows by what was not
  /// in the cache.
  std::int64_t Intern(store::Session& writer, std::string_view text, Fresh& fresh);
  /// Remembers what a durable job interned.
  void Keep(Fresh fresh);

  /// The text of `id`, read by a reader's session (its snapshot is durable). Errors: kCorrupt.
  std::string Text(store::Session& reader, std::int64_t id);
  /// The same inside the writer's transaction: what it finds may yet be undone, so it is not
  /// remembered.
  std::string TextOfWriter(store::Session& writer, std::int64_t id);

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::optional<std::string> Cached(std::int64_t id) const;

  std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> ids_;  // the writer's
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::int64_t, std::string> texts_;  // under mutex_
};

/// Runs `run` as a job of the writer, waits until it is durable, and keeps what it interned.
void WriteInterning(store::Store& store, Names& names,
                    const std::function<void(store::Session&, Names::Fresh&)>& run);

}  // namespace socle::record
