#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "record/codec.h"
#include "record/types.h"

namespace socle::record {

/// The number of the version that is `number` in the history of an object; nothing where there is
/// none. What an indexer needs to find the rows of the version before.
std::optional<std::int64_t> VersionId(store::Session& session, EhrKey ehr, std::uint32_t object,
                                      std::uint32_t number);

struct StoredBody {
  ObjectUid uid;  // of the object
  std::string body;
};

/// Reads bodies as one session sees them, and remembers no dictionary behind it: for indexers that
/// derive rows anew in a transaction that may yet be undone. No access of anybody:
/// leaves no entry in the trail. One thread at a time.
class StoredBodies {
 public:
  /// `session` outlives it.
  explicit StoredBodies(store::Session& session) : session_(session) {}
  /// The body of the version VersionInfo::id. Errors: kCorrupt (none there, cannot be read).
  StoredBody Read(std::int64_t version);

 private:
  store::Session& session_;
  std::map<std::int64_t, DictionaryPointer> dictionaries_;
};

}  // namespace socle::record
