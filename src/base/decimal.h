#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace socle::base {

/// Whether `text` is a number as JSON writes it: -?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?
bool IsDecimal(std::string_view text);
/// Whether `text` is an integer as JSON writes it: -?(0|[1-9]\d*).
bool IsInteger(std::string_view text);

/// A decimal number read in place, exact whatever its length; only exponents beyond ±10^17 count as
/// that. Immutable; looks at the text it was
/// parsed from, which must outlive it. Nothing here allocates.
class Decimal {
 public:
  /// The number that `text` writes (`IsDecimal`), or nothing.
  static std::optional<Decimal> Parse(std::string_view text);

  /// -1, 0 or 1. "-0.0" is 0.
  int sign() const { return sign_; }
  /// Digits behind the point as written: 2 for "1.50", 0 for "15e3". The precision of DV_QUANTITY.
  std::int64_t fraction_digits() const { return fraction_digits_; }
  /// Whether the value is whole, however it is written: "1.0", "1.5e1".
  bool IsIntegral() const;
  /// The value where it is whole and fits.
  std::optional<std::int64_t> ToInt64() const;
  /// The nearest double; infinities beyond its range, zero of the right sign below it.
  double ToDouble() const;

  /// The order of the values: "1.0" equals "1" and "10e-1".
  std::strong_ordering operator<=>(const Decimal& other) const;
  bool operator==(const Decimal& other) const { return (*this <=> other) == 0; }

 private:
  std::string_view text_;
  // The value is ± 0.d1d2d3… × 10^exponent_, d1 ≠ 0, of count_ digits that stand in text_ from
  // first_ on, perhaps with a point among them.
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::int64_t exponent_ = 0;
  std::int64_t fraction_digits_ = 0;
  int sign_ = 0;
};

/// The order of the values of two numbers; nothing where either text is none.
std::optional<std::strong_ordering> CompareDecimals(std::string_view a, std::string_view b);

}  // namespace socle::base
