#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle::base {

using Int128 = __int128_t;
using UInt128 = __uint128_t;

/// A decimal number to calculate with: 38 significant digits, at most 38 of them behind the point.
/// Sums, differences and products are exact; where a product has more than 38 digits behind the
/// point it is rounded to 38. What is too large is nothing, never another number. A value;
/// `base::Decimal` is the number read in place, of any length.
class FixedDecimal {
 public:
  static constexpr int kMostDigits = 38;

  FixedDecimal() = default;
  /// `unscaled` × 10^-`scale`; `scale` 0 to 38.
  FixedDecimal(Int128 unscaled, int scale) : unscaled_(unscaled), scale_(scale) {}
  static FixedDecimal FromInteger(std::int64_t value) { return {value, 0}; }
  /// The number nearest to `value` with `scale` digits behind the point.
  static std::optional<FixedDecimal> FromDouble(double value, int scale);
  /// The number that `text` writes as JSON does (`IsDecimal`), with its digits behind the point;
  /// rounded where these are more than 38 digits in all. Nothing where it is no number or 10^38 and
  /// more.
  static std::optional<FixedDecimal> Parse(std::string_view text);

  Int128 unscaled() const { return unscaled_; }
  /// Digits behind the point.
  int scale() const { return scale_; }
  int sign() const { return unscaled_ < 0 ? -1 : unscaled_ > 0 ? 1 : 0; }

  std::optional<FixedDecimal> Plus(const FixedDecimal& other) const;
  std::optional<FixedDecimal> Minus(const FixedDecimal& other) const;
  std::optional<FixedDecimal> Times(const FixedDecimal& other) const;
  /// The quotient to `scale` digits, half away from zero, without trailing zeros. Nothing for a
  /// divisor of zero.
  std::optional<FixedDecimal> DividedBy(const FixedDecimal& other, int scale) const;
  /// The quotient without its fraction, and what is left. Nothing for a divisor of zero.
  std::optional<FixedDecimal> IntegerQuotient(const FixedDecimal& other) const;
  std::optional<FixedDecimal> Remainder(const FixedDecimal& other) const;
  FixedDecimal Negated() const { return {-unscaled_, scale_}; }
  FixedDecimal Absolute() const { return unscaled_ < 0 ? Negated() : *this; }

  /// With `scale` digits behind the point: more are zeros, fewer are rounded half away from zero
  /// (`Rounded`), cut off (`Truncated`). Nothing where it does not fit.
  std::optional<FixedDecimal> Rounded(int scale) const;
  std::optional<FixedDecimal> Truncated(int scale) const;
  /// The greatest integer that is not greater, the least that is not less.
  FixedDecimal Floor() const;
  FixedDecimal Ceiling() const;
  FixedDecimal WithoutTrailingZeros() const;

  bool IsIntegral() const { return WithoutTrailingZeros().scale_ == 0; }
  /// The value where it is whole and fits.
  std::optional<std::int64_t> ToInt64() const;
  double ToDouble() const;
  /// With all digits behind the point: "1.50", "-0.5".
  std::string ToString() const;

  /// The order of the values: 1.0 equals 1.
  std::strong_ordering operator<=>(const FixedDecimal& other) const;
  bool operator==(const FixedDecimal& other) const { return (*this <=> other) == 0; }

 private:
  Int128 unscaled_ = 0;
  int scale_ = 0;
};

}  // namespace socle::base
