#include "record/feed.h"

#include <chrono>

#include "record/schema.h"

namespace socle::record {
namespace {

constexpr std::size_t kAtOnce = 256;
constexpr auto kRetry = std::chrono::seconds(1);
// A position is stored this long after it was reached, not with each entry: an fsync less a commit.
constexpr auto kStoreAfter = std::chrono::seconds(1);

}  // namespace

void FeedSignal::Committed() {
  {
    std::lock_guard lock(mutex);
    ++count;
  }
  wake.notify_all();
}

std::vector<FeedEntry> ReadFeed(store::Session& session, const Rows& rows, std::uint64_t position,
                                std::size_t limit) {
  std::vector<FeedEntry> entries;
  {
    store::Statement statement = session.Prepare(Sql().feed_after);
    statement.Bind(1, ToInt(position)).Bind(2, ToInt(limit));
    while (statement.Step()) {
      FeedEntry& entry = entries.emplace_back();
      entry.contribution = rows.Contribution(session, statement);
      entry.position = entry.contribution.position;
    }
  }
  for (FeedEntry& entry : entries) entry.versions = rows.VersionsAt(session, entry.position);
  return entries;
}

FeedSubscription::FeedSubscription(store::Store& store, const Rows& rows, FeedSignal& signal,
                                   std::string name, std::function<void(const FeedEntry&)> handler)
    : store_(store),
      rows_(rows),
      signal_(signal),
      name_(std::move(name)),
      handler_(std::move(handler)) {
  {
    store::Reader reader = store_.Read();
    store::Statement statement = reader->Prepare(Sql().subscriber);
    statement.BindText(1, name_);
    if (statement.Step()) position_ = stored_ = static_cast<std::uint64_t>(statement.Int(0));
  }
  thread_ = std::thread([this] { Run(); });
}

FeedSubscription::~FeedSubscription() {
  {
    std::lock_guard lock(signal_.mutex);
    stopping_ = true;
  }
  signal_.wake.notify_all();
  thread_.join();
  try {
    StorePosition();
  } catch (const std::exception&) {
    // At least once: what was handed on since the stored position comes again.
  }
}

void FeedSubscription::Run() {
  std::unique_lock lock(signal_.mutex);
  while (!stopping_) {
    const std::uint64_t seen = signal_.count;
    lock.unlock();
    const bool fine = HandOn();
    lock.lock();
    if (!fine) {
      signal_.wake.wait_for(lock, kRetry, [&] { return stopping_; });
      continue;
    }
    const auto woken = [&] { return stopping_ || signal_.count != seen; };
    if (position_ == stored_) {
      signal_.wake.wait(lock, woken);
    } else {
      signal_.wake.wait_until(lock, store_at_, woken);
    }
  }
}

bool FeedSubscription::HandOn() {
  try {
    while (true) {
      std::vector<FeedEntry> entries;
      {
        store::Reader reader = store_.Read();
        entries = ReadFeed(reader.session(), rows_, position_, kAtOnce);
      }
      for (const FeedEntry& entry : entries) {
        {
          std::lock_guard lock(signal_.mutex);
          if (stopping_) return true;
        }
        handler_(entry);
        if (position_ == stored_) store_at_ = Clock::now() + kStoreAfter;
        position_ = entry.position;
      }
      if (Clock::now() >= store_at_) StorePosition();
      if (entries.size() < kAtOnce) return true;
    }
  } catch (const std::exception&) {
    return false;
  }
}

void FeedSubscription::StorePosition() {
  if (position_ == stored_) return;
  store_.Write([&](store::Session& session) {
    session.Prepare(Sql().store_subscriber).BindText(1, name_).Bind(2, ToInt(position_)).Run();
  });
  stored_ = position_;
}

}  // namespace socle::record
