#include "resource/code_systems.h"

#include <string>
#include <unordered_map>

#include "base/digest.h"

namespace socle::resource {
namespace {

constexpr std::string_view kSystems[] = {
#include "resource/code_systems.inc"
};

/// Canonical codes of units that care measures in, in the order of their numbers. Only ever added
/// to, at the end.
constexpr std::string_view kDimensions[] = {
    "1",     "m",         "g",   "s",   "rad", "K",  "C",     "cd",  "m-3",    "m-3.g",
    "g.m-3", "g.m-1.s-2", "s-1", "m-2", "m2",  "m3", "g.m-2", "g-1", "m3.s-1",
};

using Numbers = std::unordered_map<std::string_view, std::int64_t>;

template <std::size_t kCount>
Numbers Count(const std::string_view (&names)[kCount]) {
  Numbers numbers;
  for (const std::string_view name : names) {
    numbers.emplace(name, static_cast<std::int64_t>(numbers.size()) + 1);
  }
  return numbers;
}

constexpr std::uint64_t kHashed = std::uint64_t{1} << 61;

/// From 2^61 to 2^62, of the first bytes of a SHA-256.
std::int64_t Hash(base::Sha256& digest) {
  const base::Digest result = digest.Finish();
  std::uint64_t hash = 0;
  for (int i = 0; i < 8; ++i) hash = hash << 8 | result.bytes[static_cast<std::size_t>(i)];
  return static_cast<std::int64_t>((hash & (kHashed - 1)) | kHashed);
}

}  // namespace

std::int64_t SystemNumber(std::string_view uri) {
  static const Numbers numbers = Count(kSystems);
  if (uri.empty()) return 0;
  if (const auto found = numbers.find(uri); found != numbers.end()) return found->second;
  base::Sha256 digest;
  digest.Add(uri);
  return Hash(digest);
}

std::int64_t DimensionNumber(std::string_view canonical_code) {
  static const Numbers numbers = Count(kDimensions);
  if (const auto found = numbers.find(canonical_code); found != numbers.end()) return found->second;
  base::Sha256 digest;
  digest.AddField("dimension").AddField(canonical_code);
  return Hash(digest);
}

std::int64_t PairNumber(std::string_view code, std::int64_t system) {
  base::Sha256 digest;
  digest.AddField("pair").AddField(code).AddField(std::to_string(system));
  return Hash(digest) & ~std::int64_t{3};
}

std::int64_t UnitNumber(std::string_view system, std::string_view code) {
  base::Sha256 digest;
  digest.AddField(system).AddField("unit").AddField(code);
  return Hash(digest);
}

}  // namespace socle::resource
