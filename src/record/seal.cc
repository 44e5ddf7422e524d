#include "record/seal.h"

#include <chrono>

#include "base/error.h"
#include "record/chain.h"
#include "record/schema.h"

namespace socle::record {
namespace {

constexpr auto kRetry = std::chrono::seconds(5);

Seal LastSeal(store::Session& session) {
  store::Statement statement = session.Prepare(Sql().last_seal);
  Seal seal;
  if (!statement.Step()) return seal;
  seal.number = static_cast<std::uint64_t>(statement.Int(0));
  seal.last = static_cast<std::uint64_t>(statement.Int(1));
  seal.digest = StoredDigest(statement.Blob(2));
  seal.time = {statement.Int(3)};
  return seal;
}

/// The position of the last contribution, 0 for none.
std::uint64_t LastPosition(store::Session& session) {
  store::Statement statement = session.Prepare(Sql().last_position);
  return statement.Step() && !statement.IsNull(0) ? static_cast<std::uint64_t>(statement.Int(0))
                                                  : 0;
}

}  // namespace

SealDigest::SealDigest(std::uint64_t number, const base::Digest& previous, std::uint64_t last,
                       base::Instant time) {
  hash_.AddField("socle.seal.1").AddInt(ToInt(number)).Add(previous.View());
  hash_.AddInt(ToInt(last)).AddInt(time.micros);
}

void SealDigest::Add(std::uint64_t position, const base::Digest& digest) {
  hash_.AddInt(ToInt(position)).Add(digest.View());
  ++count_;
}

base::Digest SealDigest::Finish() { return hash_.AddInt(ToInt(count_)).Finish(); }

void ForEachDigest(store::Session& session, std::uint64_t after, std::uint64_t last,
                   const std::function<void(const PlacedDigest&)>& each) {
  store::Statement live = session.Prepare(Sql().digests_after);
  store::Statement erased = session.Prepare(Sql().erased_after);
  live.Bind(1, ToInt(after)).Bind(2, ToInt(last));
  erased.Bind(1, ToInt(after)).Bind(2, ToInt(last));
  bool has_live = live.Step(), has_erased = erased.Step();
  while (has_live || has_erased) {
    const bool from_live = has_live && (!has_erased || live.Int(0) <= erased.Int(0));
    const store::Statement& row = from_live ? live : erased;
    each({static_cast<std::uint64_t>(row.Int(0)), StoredDigest(row.Blob(1))});
    if (from_live) {
      has_live = live.Step();
    } else {
      has_erased = erased.Step();
    }
  }
}

Sealer::Sealer(store::Store& store, std::uint32_t every, std::uint32_t seconds)
    : store_(store), every_(every), seconds_(seconds) {
  {
    store::Reader reader = store_.Read();
    // What a crash left unsealed is sealed as what comes is.
    unsealed_ = LastPosition(reader.session()) - LastSeal(reader.session()).last;
  }
  thread_ = std::thread([this] { Run(); });
}

Sealer::~Sealer() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Sealer::Committed(std::uint64_t count) {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    wake = unsealed_ == 0 || (unsealed_ < every_ && unsealed_ + count >= every_);
    unsealed_ += count;
  }
  if (wake) wake_.notify_one();
}

void Sealer::SealNow() {
  std::lock_guard one(sealing_);
  {
    std::lock_guard lock(mutex_);
    unsealed_ = 0;
  }
  Seal seal;
  {
    store::Reader reader = store_.Read();
    const Seal before = LastSeal(reader.session());
    seal.number = before.number + 1;
    seal.last = LastPosition(reader.session());
    if (seal.last <= before.last) return;
    seal.time = base::Now();
    SealDigest digest(seal.number, before.digest, seal.last, seal.time);
    ForEachDigest(reader.session(), before.last, seal.last,
                  [&](const PlacedDigest& placed) { digest.Add(placed.position, placed.digest); });
    seal.digest = digest.Finish();
  }
  store_.Write([&](store::Session& session) {
    session.Prepare(Sql().insert_seal)
        .Bind(1, ToInt(seal.number))
        .Bind(2, ToInt(seal.last))
        .Bind(3, seal.time.micros)
        .BindBlob(4, seal.digest.View())
        .Run();
  });
}

void Sealer::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stopping_ || unsealed_ > 0; });
    wake_.wait_for(lock, std::chrono::seconds(seconds_),
                   [&] { return stopping_ || unsealed_ >= every_; });
    if (stopping_) return;
    lock.unlock();
    bool failed = false;
    try {
      SealNow();
    } catch (const std::exception&) {
      failed = true;  // the next seal covers what this one would have
    }
    lock.lock();
    if (!failed) continue;
    wake_.wait_for(lock, kRetry, [&] { return stopping_; });
    unsealed_ = std::max<std::uint64_t>(unsealed_, 1);
  }
}

}  // namespace socle::record
