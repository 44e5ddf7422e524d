#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "ucum/unit.h"

namespace socle::ucum {

/// Whether values of the two can be put in order: their canonical codes are the same.
bool Comparable(const Unit& a, const Unit& b);

/// `value` (base::IsDecimal), which is in `from`, in `to`: all digits where the result terminates,
/// else the shortest text of the nearest double. Nothing where the units have not the same
/// dimension, `value` is no number, or the result has no double.
std::optional<std::string> Convert(std::string_view value, const Unit& from, const Unit& to);
/// The same with doubles.
std::optional<double> Convert(double value, const Unit& from, const Unit& to);

/// The order of two quantities, exact where their canonical values are (Unit::ToCanonical), else
/// that of doubles; nothing where they are not comparable or a value is no number.
std::optional<std::partial_ordering> Compare(std::string_view a, const Unit& a_unit,
                                             std::string_view b, const Unit& b_unit);

/// A value with a code of UCUM.
struct Quantity {
  std::string value;
  std::string code;
};

/// The product and the quotient. Where both units are without a dimension ("1", "%"), so is the
/// result. Where one is "1", the code is that of the other; else the result is in base units.
/// Nothing where a code or a value is none, a unit is special, the divisor is 0, or the result has
/// no double. Source: FHIRPath 2.0, 6.6 Math (Quantity).
std::optional<Quantity> Multiply(const Quantity& a, const Quantity& b);
std::optional<Quantity> Divide(const Quantity& a, const Quantity& b);

}  // namespace socle::ucum
