#include "ucum/unit_cache.h"

#include <bit>
#include <functional>

namespace socle::ucum {

KnownUnit::KnownUnit(std::string_view text) : code(text), unit(Unit::Parse(text)) {
  if (unit) canonical_code = unit->CanonicalCode();
}

UnitCache::UnitCache(std::size_t capacity)
    : capacity_(capacity), places_(std::bit_ceil(2 * capacity + 2)) {}

UnitCache::~UnitCache() {
  for (const auto& place : places_) delete place.load(std::memory_order_relaxed);
}

UnitCache::Found UnitCache::Find(std::string_view code) {
  const std::size_t mask = places_.size() - 1;
  std::unique_ptr<const KnownUnit> made;
  for (std::size_t at = std::hash<std::string_view>{}(code)&mask;; at = (at + 1) & mask) {
    auto& place = places_[at];
    const KnownUnit* known = place.load(std::memory_order_acquire);
    if (!known) {
      if (!made) made = std::make_unique<const KnownUnit>(code);
      if (code.size() > kMaxCode || size() >= capacity_) return Found(std::move(made));
      // Counted before it stands there, so that threads together do not pass the capacity.
      if (size_.fetch_add(1, std::memory_order_relaxed) >= capacity_) {
        size_.fetch_sub(1, std::memory_order_relaxed);
        return Found(std::move(made));
      }
      if (place.compare_exchange_strong(known, made.get(), std::memory_order_acq_rel)) {
        return Found(made.release());
      }
      size_.fetch_sub(1, std::memory_order_relaxed);
    }
    if (known->code == code) return Found(known);
  }
}

}  // namespace socle::ucum
