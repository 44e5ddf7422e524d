#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/compress.h"
#include "store/store.h"

namespace socle::record {

/// How a body's bytes are stored (`version.codec`): as they are, by zstd alone, or by zstd with the
/// dictionary of that number.
enum CodecNumber : std::int64_t { kStored = 0, kZstd = 1, kFirstDictionary = 16 };

struct Encoded {
  std::int64_t codec = kStored;
  std::string bytes;
};

// Shared: a thread may use a dictionary that a cache lets go at that moment.
using DictionaryPointer = std::shared_ptr<const base::ZstdDictionary>;

/// The dictionary of that number, read in `session`. Errors: kCorrupt (missing, damaged).
DictionaryPointer LoadDictionary(store::Session& session, std::int64_t id, int level);
/// What `dictionary.bytes` holds of a dictionary.
std::string StoredDictionary(std::string_view bytes);
/// The body that `bytes` hold; `dictionary` gives the dictionary of a number. Errors: kCorrupt.
std::string DecodeBody(std::int64_t codec, std::string_view bytes,
                       const std::function<DictionaryPointer(std::int64_t)>& dictionary);

/// Compresses and decompresses bodies with the store's dictionaries, of which it keeps the latest
/// used ones in memory. Safe from any thread, because what is shared has a lock.
class Codec {
 public:
  Codec(store::Store& store, int level);

  /// The shortest of: the body, zstd, zstd with the newest dictionary of `body_class`.
  Encoded Encode(std::string_view body, std::string_view body_class);
  /// The body. `session` is where an unknown dictionary is read. Errors: kCorrupt.
  std::string Decode(store::Session& session, std::int64_t codec, std::string_view bytes);

  bool HasDictionary(std::string_view body_class) const;
  /// A dictionary that is durable: `body_class` uses it for new bodies.
  void Add(std::string_view body_class, std::int64_t id, std::string_view bytes);
  int level() const { return level_; }

 private:
  using Pointer = DictionaryPointer;
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  Pointer Cached(std::int64_t id) const;
  Pointer Load(store::Session& session, std::int64_t id);
  Pointer Remember(std::int64_t id, Pointer made);
  /// The newest dictionary of the class and its number, or null.
  std::pair<std::int64_t, Pointer> Newest(std::string_view body_class);

  store::Store& store_;
  const int level_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> newest_;  // under mutex_
  std::unordered_map<std::int64_t, Pointer> cache_;                              // under mutex_
};

}  // namespace socle::record
