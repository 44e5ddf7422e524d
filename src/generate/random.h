#pragma once

#include <cstdint>
#include <initializer_list>

namespace socle::generate {

/// Mixes 64 bits so that every input bit may change every output bit (the finaliser of SplitMix64:
/// Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
constexpr std::uint64_t Mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

/// A seed that depends on every one of `parts` and on their order.
constexpr std::uint64_t SeedOf(std::initializer_list<std::uint64_t> parts) {
  std::uint64_t seed = 0x50C1E0C1E50C1E0CULL;
  for (std::uint64_t part : parts) seed = Mix(seed + 0x9E3779B97F4A7C15ULL + Mix(part + 1));
  return seed;
}

/// SplitMix64 with integer distributions only, so that the same seed gives the same numbers on any
/// machine: no floating point, nothing of the standard library. One thread at a time.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() { return Mix(state_ += 0x9E3779B97F4A7C15ULL); }

  /// 0 to `bound` - 1; `bound` is 1 or more.
  std::uint32_t Below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((Next() >> 32) * bound) >> 32);
  }

  /// `low` to `high`, both included.
  int Between(int low, int high) {
    return low + static_cast<int>(Below(static_cast<std::uint32_t>(high - low) + 1));
  }

  /// True `permille` times in a thousand.
  bool Chance(int permille) { return static_cast<int>(Below(1000)) < permille; }

  /// Near to a normal distribution: the sum of four uniform numbers, at most 3.46 `deviation` away.
  int Normal(int mean, int deviation) {
    const std::uint64_t bits = Next();
    const std::int64_t sum = static_cast<std::int64_t>((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) +
                                                       ((bits >> 32) & 0xFFFF) + (bits >> 48)) -
                             131070;
    const std::int64_t scaled = sum * deviation;
    constexpr std::int64_t kSumDeviation = 37837;  // 65536 / sqrt(3)
    const std::int64_t half = scaled < 0 ? -kSumDeviation / 2 : kSumDeviation / 2;
    return mean + static_cast<int>((scaled + half) / kSumDeviation);
  }

  /// One of the items of an array or span that is not empty.
  template <typename Items>
  const auto& Pick(const Items& items) {
    return items[Below(static_cast<std::uint32_t>(items.size()))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace socle::generate
