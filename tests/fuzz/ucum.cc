// links: ucum
// Any bytes are a unit whose canonical code is a unit again, or a fault with a place.

#include <cmath>
#include <cstdlib>
#include <string_view>

#include "base/error.h"
#include "ucum/quantity.h"

namespace {

using namespace socle;

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckFault(std::string_view code) {
  try {
    ucum::Unit::ParseOrThrow(code);
    std::abort();
  } catch (const base::Error& error) {
    Require(error.code() == base::ErrorCode::kInvalid);
    Require(error.place().starts_with("1:"));
  }
}

void CheckUnit(const ucum::Unit& unit) {
  Require(unit == unit);
  const auto canonical = ucum::Unit::Parse(unit.CanonicalCode());
  Require(canonical.has_value());
  Require(ucum::Comparable(unit, *canonical));
  Require(canonical->CanonicalCode() == unit.CanonicalCode());
  if (!unit.factor().exact() || unit.factor().IsZero() || unit.IsSpecial()) return;
  const double there = unit.ToCanonical(2.5);
  const double back = unit.FromBase(ucum::Rational::OfDouble(there)).ToDouble();
  if (std::isnormal(there)) Require(std::abs(back - 2.5) < 1e-9);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view code(reinterpret_cast<const char*>(data), size);
  const auto unit = ucum::Unit::Parse(code);
  if (unit) {
    CheckUnit(*unit);
  } else {
    CheckFault(code);
  }
  return 0;
}
