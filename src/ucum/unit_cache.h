#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ucum/unit.h"

namespace socle::ucum {

/// A code that was read before. Immutable.
struct KnownUnit {
  explicit KnownUnit(std::string_view text);

  std::string code;
  std::optional<Unit> unit;    // nothing: the code is none of UCUM
  std::string canonical_code;  // empty without a unit
};

/// Units by their codes, for those who meet the same few codes over and over: an index, a
/// comparison in a loop.
///
/// Safe from any thread, because an entry is published once, whole, and never changed or dropped
/// before the cache: reading takes no lock. Bounded: holds at most `capacity` codes, of at most 64
/// bytes; what comes after is read anew each time.
class UnitCache {
 public:
  explicit UnitCache(std::size_t capacity = 4096);
  UnitCache(const UnitCache&) = delete;
  UnitCache& operator=(const UnitCache&) = delete;
  ~UnitCache();

  /// A look at a unit. Must not outlive the cache.
  class Found {
   public:
    const KnownUnit& operator*() const { return *known_; }
    const KnownUnit* operator->() const { return known_; }

   private:
    friend class UnitCache;
    explicit Found(const KnownUnit* known) : known_(known) {}
    explicit Found(std::unique_ptr<const KnownUnit> owned)
        : owned_(std::move(owned)), known_(owned_.get()) {}
    std::unique_ptr<const KnownUnit> owned_;  // where the cache is full
    const KnownUnit* known_;
  };

  Found Find(std::string_view code);

  /// How many codes it holds.
  std::size_t size() const { return size_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kMaxCode = 64;

  std::size_t capacity_;
  std::atomic<std::size_t> size_ = 0;
  // Twice the capacity at least, a power of two: open addressing finds an empty place soon.
  std::vector<std::atomic<const KnownUnit*>> places_;
};

}  // namespace socle::ucum
