#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ucum/rational.h"

/// The Unified Code for Units of Measure: its codes read, compared and converted.
/// Source: UCUM 2.1 (https://ucum.org/ucum), with the units that 2.2 adds.
namespace socle::ucum {

/// What makes a special unit's numbers out of a ratio scale (UCUM, section 21 and 22).
enum class Function : std::uint8_t {
  kNone,
  kCelsius,
  kFahrenheit,
  kReaumur,
  kPh,                    // -lg
  kNaturalLogarithm,      // ln
  kCommonLogarithm,       // lg
  kTwiceCommonLogarithm,  // 2 lg
  kBinaryLogarithm,       // ld
  kTangent,               // 100 tan
  kSquareRoot,
  kHomeopathicX,  // -lg
  kHomeopathicC,  // -lg to the base 100
  kHomeopathicM,  // -lg to the base 1000
  kHomeopathicQ,  // -lg to the base 50000
};

/// The exponents of m, s, g, rad, K, C, cd.
using Dimension = std::array<std::int8_t, 7>;

/// A power of an arbitrary unit ([iU]), which has a dimension of its own (UCUM, section 24).
struct ArbitraryPower {
  std::uint16_t atom = 0;  // its place in the table of atoms
  std::int8_t exponent = 0;
  bool operator==(const ArbitraryPower&) const = default;
};

/// The meaning of a UCUM code. Immutable; a value.
///
/// Limits: a code has at most 256 bytes and 32 levels of parentheses, a dimension exponents within
/// ±127, and at most four arbitrary units.
class Unit {
 public:
  /// The unit 1.
  Unit();

  /// The unit that `code` (case sensitive) means, or nothing. Annotations ("{cells}") mean nothing;
  /// one alone is the unit 1. Refused as UCUM asks: special units in products with anything but
  /// numbers, and with exponents. A factor of 0 is none.
  static std::optional<Unit> Parse(std::string_view code);
  /// The same. Errors: kInvalid, at the place "1:COLUMN", with what was expected there.
  static Unit ParseOrThrow(std::string_view code);

  const Dimension& dimension() const { return dimension_; }
  /// By the atom, without those whose powers cancel; unused ones have the exponent 0.
  const std::array<ArbitraryPower, 4>& arbitrary() const { return arbitrary_; }
  /// One of this unit in base units; of a special unit: what its function's argument is in.
  const Rational& factor() const { return factor_; }
  Function function() const { return function_; }
  bool IsSpecial() const { return function_ != Function::kNone; }
  /// Whether a larger number is a smaller quantity, as with [pH].
  bool IsDescending() const;
  /// Whether both have the same base units, so that numbers convert.
  bool SameDimension(const Unit& other) const;

  /// The unit's base units as a code, "g.m-1.s-2", in the order of their bytes, arbitrary units
  /// last; "1" where there are none. Of a descending unit its own code, so that an index keeps the
  /// order of the numbers as clinicians write them.
  std::string CanonicalCode() const;

  /// The number in CanonicalCode of `value` in this unit. Exact wherever the unit's factor is a
  /// ratio of whole numbers of at most 38 digits and the function is none or a temperature's; else
  /// a double.
  Rational ToCanonical(const Rational& value) const;
  /// As the nearest double (infinite beyond the range), or nothing where `decimal` is no number
  /// (base::IsDecimal).
  std::optional<double> ToCanonical(std::string_view decimal) const;
  double ToCanonical(double value) const;
  /// As text with all digits, where it terminates; else the shortest text of the double. Nothing
  /// where `decimal` is no number or the result has no double.
  std::optional<std::string> ToCanonicalText(std::string_view decimal) const;

  /// The number in base units, of descending units too; its inverse.
  Rational ToBase(const Rational& value) const;
  Rational FromBase(const Rational& value) const;

  /// Products as UCUM has them, or nothing: one of them is special, or a limit is passed.
  static std::optional<Unit> Multiply(const Unit& a, const Unit& b);
  static std::optional<Unit> Divide(const Unit& a, const Unit& b);
  std::optional<Unit> Power(int exponent) const;

  /// Whether the two mean the same: the same number is the same quantity.
  bool operator==(const Unit& other) const;

 private:
  friend class CodeParser;
  static std::optional<Unit> Combine(const Unit& a, const Unit& b, int sign);
  std::string BaseCode() const;
  void Tidy();

  Dimension dimension_{};
  std::array<ArbitraryPower, 4> arbitrary_{};
  Function function_ = Function::kNone;
  Rational factor_;
  Rational scale_;  // of a special unit: 1/10 of dB
};

}  // namespace socle::ucum
