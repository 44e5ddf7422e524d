#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "base/fixed_decimal.h"

namespace socle::ucum {

/// A number as units need it: numerator / denominator × 10^exponent × π^power, exact as long as
/// numerator and denominator fit into 127 bits, else a double. Immutable.
///
/// Exact numbers are held in one way only: the denominator is positive and has no factor 2 or 5,
/// the numerator none of 10, and the two have no common factor.
class Rational {
 public:
  Rational() = default;  // 0

  static Rational Of(long long whole);
  static Rational Pi();
  static Rational OfDouble(double value);
  /// The decimal that `text` writes (base::IsDecimal), exact where it has at most 38 digits; or
  /// nothing.
  static std::optional<Rational> Parse(std::string_view text);

  bool exact() const { return exact_; }
  bool IsZero() const { return exact_ ? numerator_ == 0 : inexact_ == 0; }
  /// Whether the number is exact and its decimal expansion ends.
  bool Terminates() const { return exact_ && denominator_ == 1 && pi_ == 0; }

  Rational operator*(const Rational& other) const;
  /// `other` is not zero.
  Rational operator/(const Rational& other) const;
  Rational operator+(const Rational& other) const;
  Rational operator-() const;
  Rational operator-(const Rational& other) const { return *this + -other; }
  Rational Power(int exponent) const;

  /// Exact where both numbers are and their difference fits; else that of the doubles.
  std::partial_ordering Compare(const Rational& other) const;

  /// The nearest double where the number terminates, else within two units in the last place;
  /// infinite or 0 beyond the range.
  double ToDouble() const;
  /// All digits where the number terminates ("0.0254", without an exponent as long as that takes at
  /// most 40 digits, else "1e-50"); else the shortest decimal that reads back as `ToDouble`.
  /// Nothing where that is infinite or no number.
  std::optional<std::string> ToText() const;

 private:
  // g++ and clang have it; -Wpedantic is told that it is meant.
  using Wide = base::Int128;

  static Rational Normal(Wide numerator, Wide denominator, long long exponent, int pi);
  std::string Digits() const;

  Wide numerator_ = 0;
  Wide denominator_ = 1;
  int exponent_ = 0;
  int pi_ = 0;
  bool exact_ = true;
  double inexact_ = 0;
};

}  // namespace socle::ucum
