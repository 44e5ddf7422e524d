#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "ucum/unit.h"

namespace socle::ucum {

/// What an atom allows or is, as bits.
enum Traits : std::uint8_t {
  kNone = 0,
  kMetric = 1,     // takes prefixes
  kArbitrary = 2,  // not comparable with any other
  kPi = 4,         // the number π
  kMetricArbitrary = kMetric | kArbitrary,
};

/// A unit symbol of UCUM: `value` of `definition`, which is another code. Base units come first, in
/// the order of Dimension, and have no definition.
struct Atom {
  std::string_view code, value, definition;
  Traits traits = kNone;
  Function function = Function::kNone;
};

struct Prefix {
  std::string_view code, value;
};

/// The tables of units.inc. Immutable.
std::span<const Atom> Atoms();
std::span<const Prefix> Prefixes();
/// The place in Atoms() of the atom of that code.
std::optional<std::uint16_t> FindAtom(std::string_view code);
/// The atom of that code or the one nearest to it, for "did you mean"; may be empty.
std::string_view NearestAtom(std::string_view code);

/// A simple unit: an atom, with a prefix where the atom is metric.
struct SimpleUnit {
  std::uint16_t atom = 0;
  const Prefix* prefix = nullptr;
};
/// How UCUM reads `code`: as an atom where there is one of that code, else as a prefix and a metric
/// atom. No code can be read in two ways.
std::optional<SimpleUnit> FindSimpleUnit(std::string_view code);

}  // namespace socle::ucum
