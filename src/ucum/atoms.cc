#include "ucum/atoms.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/nearest.h"

namespace socle::ucum {
namespace {

constexpr Atom kAtoms[] = {
#define SOCLE_UCUM_ATOMS
#include "ucum/units.inc"
#undef SOCLE_UCUM_ATOMS
};

constexpr Prefix kPrefixes[] = {
#define SOCLE_UCUM_PREFIXES
#include "ucum/units.inc"
#undef SOCLE_UCUM_PREFIXES
};

constexpr std::size_t kAtomCount = std::size(kAtoms);

/// The places of the atoms in the order of their codes.
constexpr std::array<std::uint16_t, kAtomCount> kByCode = [] {
  std::array<std::uint16_t, kAtomCount> order{};
  for (std::size_t i = 0; i < kAtomCount; ++i) order[i] = static_cast<std::uint16_t>(i);
  std::sort(order.begin(), order.end(),
            [](std::uint16_t a, std::uint16_t b) { return kAtoms[a].code < kAtoms[b].code; });
  return order;
}();

}  // namespace

std::span<const Atom> Atoms() { return kAtoms; }

std::span<const Prefix> Prefixes() { return kPrefixes; }

std::optional<std::uint16_t> FindAtom(std::string_view code) {
  const auto* const at = std::lower_bound(
      kByCode.begin(), kByCode.end(), code,
      [](std::uint16_t atom, std::string_view c) { return kAtoms[atom].code < c; });
  if (at == kByCode.end() || kAtoms[*at].code != code) return std::nullopt;
  return *at;
}

std::string_view NearestAtom(std::string_view code) {
  std::vector<std::string_view> codes;
  codes.reserve(kAtomCount);
  for (const Atom& atom : kAtoms) codes.push_back(atom.code);
  return base::Nearest(code, codes);
}

std::optional<SimpleUnit> FindSimpleUnit(std::string_view code) {
  if (const auto atom = FindAtom(code)) return SimpleUnit{*atom, nullptr};
  for (const Prefix& prefix : kPrefixes) {
    if (!code.starts_with(prefix.code)) continue;
    const auto atom = FindAtom(code.substr(prefix.code.size()));
    if (atom && (kAtoms[*atom].traits & kMetric)) return SimpleUnit{*atom, &prefix};
  }
  return std::nullopt;
}

}  // namespace socle::ucum
