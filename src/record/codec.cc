#include "record/codec.h"

#include <mutex>

#include "base/error.h"
#include "record/chain.h"
#include "record/schema.h"

namespace socle::record {
namespace {

constexpr std::size_t kCachedDictionaries = 48;  // half a MiB each
constexpr std::size_t kLargestBody = std::size_t{64} << 20;
constexpr std::size_t kWorthCompressing = 64;  // bytes

[[noreturn]] void Corrupt(const char* what) {
  throw base::Error(base::ErrorCode::kCorrupt,
                    std::string("a stored body cannot be read: ") + what);
}

/// What `decompress` gives; damage is the store's here, not a client's.
template <class Decompress>
std::string Restored(const Decompress& decompress) {
  try {
    return decompress();
  } catch (const base::Error& error) {
    Corrupt(error.what());
  }
}

/// Older programs stored dictionaries as they are.
std::string RestoredDictionary(std::string_view stored) {
  constexpr std::string_view kFrame = "\x28\xb5\x2f\xfd";
  if (!stored.starts_with(kFrame)) return std::string(stored);
  return Restored([&] { return base::ZstdDecompress(stored, kLargestBody); });
}

}  // namespace

DictionaryPointer LoadDictionary(store::Session& session, std::int64_t id, int level) {
  store::Statement statement = session.Prepare(Sql().dictionary_by_id);
  statement.Bind(1, id);
  if (!statement.Step()) Corrupt("its dictionary is missing");
  const std::string_view bytes = statement.Blob(0);
  if (base::Sha256().Add(bytes).Finish() != StoredDigest(statement.Blob(1))) {
    Corrupt("its dictionary is damaged");
  }
  return std::make_shared<const base::ZstdDictionary>(RestoredDictionary(bytes), level);
}

std::string StoredDictionary(std::string_view bytes) { return base::ZstdCompress(bytes); }

std::string DecodeBody(std::int64_t codec, std::string_view bytes,
                       const std::function<DictionaryPointer(std::int64_t)>& dictionary) {
  if (codec == kStored) return std::string(bytes);
  if (codec == kZstd) return Restored([&] { return base::ZstdDecompress(bytes, kLargestBody); });
  if (codec < kFirstDictionary) Corrupt("its codec is unknown");
  const DictionaryPointer found = dictionary(codec);
  return Restored([&] { return found->Decompress(bytes, kLargestBody); });
}

Codec::Codec(store::Store& store, int level) : store_(store), level_(level) {
  store::Reader reader = store.Read();
  store::Statement statement = reader->Prepare(Sql().dictionaries);
  while (statement.Step())
    newest_.insert_or_assign(std::string(statement.Text(1)), statement.Int(0));
}

Encoded Codec::Encode(std::string_view body, std::string_view body_class) {
  Encoded encoded;
  if (body.size() >= kWorthCompressing) {
    if (const auto [id, dictionary] = Newest(body_class); dictionary != nullptr) {
      encoded = {id, dictionary->Compress(body)};
    } else {
      encoded = {kZstd, base::ZstdCompress(body)};
    }
  }
  if (encoded.codec == kStored || encoded.bytes.size() >= body.size()) {
    return {kStored, std::string(body)};
  }
  return encoded;
}

std::string Codec::Decode(store::Session& session, std::int64_t codec, std::string_view bytes) {
  return DecodeBody(codec, bytes, [&](std::int64_t id) {
    Pointer dictionary = Cached(id);
    return dictionary != nullptr ? dictionary : Load(session, id);
  });
}

bool Codec::HasDictionary(std::string_view body_class) const {
  std::shared_lock lock(mutex_);
  return newest_.contains(body_class);
}

void Codec::Add(std::string_view body_class, std::int64_t id, std::string_view bytes) {
  Remember(id, std::make_shared<const base::ZstdDictionary>(std::string(bytes), level_));
  std::unique_lock lock(mutex_);
  newest_.insert_or_assign(std::string(body_class), id);
}

Codec::Pointer Codec::Cached(std::int64_t id) const {
  std::shared_lock lock(mutex_);
  const auto found = cache_.find(id);
  return found == cache_.end() ? nullptr : found->second;
}

Codec::Pointer Codec::Load(store::Session& session, std::int64_t id) {
  return Remember(id, LoadDictionary(session, id, level_));
}

Codec::Pointer Codec::Remember(std::int64_t id, Pointer made) {
  std::unique_lock lock(mutex_);
  // Any one may go: a store has few dictionaries in use at a time, and reading one again is cheap.
  if (cache_.size() >= kCachedDictionaries) cache_.erase(cache_.begin());
  return cache_.insert_or_assign(id, std::move(made)).first->second;
}

std::pair<std::int64_t, Codec::Pointer> Codec::Newest(std::string_view body_class) {
  std::int64_t id = 0;
  {
    std::shared_lock lock(mutex_);
    const auto found = newest_.find(body_class);
    if (found == newest_.end()) return {};
    id = found->second;
    if (const auto cached = cache_.find(id); cached != cache_.end()) return {id, cached->second};
  }
  store::Reader reader = store_.Read();
  return {id, Load(reader.session(), id)};
}

}  // namespace socle::record
