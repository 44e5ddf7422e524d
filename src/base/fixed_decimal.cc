#include "base/fixed_decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/decimal.h"

namespace socle::base {
namespace {

constexpr int kMost = FixedDecimal::kMostDigits;

constexpr std::array<Int128, kMost + 1> kPowers = [] {
  std::array<Int128, kMost + 1> powers{};
  powers[0] = 1;
  for (int i = 1; i <= kMost; ++i) {
    powers[static_cast<std::size_t>(i)] = powers[static_cast<std::size_t>(i - 1)] * 10;
  }
  return powers;
}();

Int128 PowerOfTen(int exponent) { return kPowers[static_cast<std::size_t>(exponent)]; }

/// Values lie strictly between ±10^38, so that each has an opposite and 38 digits.
bool Fits(Int128 value) { return value < PowerOfTen(kMost) && value > -PowerOfTen(kMost); }

std::optional<Int128> Multiply(Int128 a, Int128 b) {
  Int128 product = 0;
  if (__builtin_mul_overflow(a, b, &product) || !Fits(product)) return std::nullopt;
  return product;
}

/// `value` without its last `digits` digits, half away from zero.
Int128 DropRounded(Int128 value, int digits) {
  if (digits > kMost) return 0;
  const Int128 power = PowerOfTen(digits);
  const Int128 rest = value % power;
  const Int128 kept = value / power;
  const Int128 size = rest < 0 ? -rest : rest;
  if (digits == 0 || size < power - size) return kept;
  return kept + (value < 0 ? -1 : 1);
}

/// Both with the scale of the finer one.
struct Aligned {
  Int128 a, b;
  int scale;
};

std::optional<Aligned> Align(const FixedDecimal& a, const FixedDecimal& b) {
  const int scale = std::max(a.scale(), b.scale());
  const auto left = Multiply(a.unscaled(), PowerOfTen(scale - a.scale()));
  const auto right = Multiply(b.unscaled(), PowerOfTen(scale - b.scale()));
  if (!left || !right) return std::nullopt;
  return Aligned{*left, *right, scale};
}

}  // namespace

std::optional<FixedDecimal> FixedDecimal::FromDouble(double value, int scale) {
  if (!std::isfinite(value) || std::fabs(value) >= 1e37) return std::nullopt;
  std::array<char, 128> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, scale);
  return Parse({text.data(), static_cast<std::size_t>(end.ptr - text.data())});
}

std::optional<FixedDecimal> FixedDecimal::Parse(std::string_view text) {
  if (!IsDecimal(text)) return std::nullopt;
  const bool negative = text[0] == '-';
  Int128 value = 0;
  std::int64_t scale = 0;
  int rounding = -1;  // the first digit that found no place
  bool behind_point = false;
  std::size_t at = negative ? 1 : 0;
  for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
    if (text[at] == '.') {
      behind_point = true;
      continue;
    }
    const int digit = text[at] - '0';
    const bool has_room = rounding < 0 && value < PowerOfTen(kMost - 1);
    if (has_room) value = value * 10 + digit;
    if (!has_room && rounding < 0) rounding = digit;
    if (has_room == behind_point) scale += behind_point ? 1 : -1;
  }
  if (rounding >= 5) ++value;
  if (value == 0) scale = std::clamp<std::int64_t>(scale, 0, kMost);
  if (at < text.size()) {
    ++at;
    if (text[at] == '+') ++at;
    std::int64_t exponent = 0;
    const auto read = std::from_chars(text.data() + at, text.data() + text.size(), exponent);
    if (read.ec != std::errc() || exponent > 100'000 || exponent < -100'000) {
      if (value == 0 || text[at] == '-') return FixedDecimal();
      return std::nullopt;
    }
    scale -= exponent;
  }
  if (value == 0)
    return FixedDecimal(0, static_cast<int>(std::clamp<std::int64_t>(scale, 0, kMost)));
  if (scale > kMost) {
    value = DropRounded(value, static_cast<int>(std::min<std::int64_t>(scale - kMost, kMost + 1)));
    scale = kMost;
  }
  if (scale < 0) {
    const auto larger =
        -scale > kMost ? std::nullopt : Multiply(value, PowerOfTen(static_cast<int>(-scale)));
    if (!larger) return std::nullopt;
    value = *larger;
    scale = 0;
  }
  if (!Fits(value)) return std::nullopt;
  return FixedDecimal(negative ? -value : value, static_cast<int>(scale));
}

std::optional<FixedDecimal> FixedDecimal::Plus(const FixedDecimal& other) const {
  const auto both = Align(*this, other);
  Int128 sum = 0;
  if (!both || __builtin_add_overflow(both->a, both->b, &sum) || !Fits(sum)) return std::nullopt;
  return FixedDecimal(sum, both->scale);
}

std::optional<FixedDecimal> FixedDecimal::Minus(const FixedDecimal& other) const {
  return Plus(other.Negated());
}

std::optional<FixedDecimal> FixedDecimal::Times(const FixedDecimal& other) const {
  const auto product = Multiply(unscaled_, other.unscaled_);
  if (!product) {
    const FixedDecimal a = WithoutTrailingZeros(), b = other.WithoutTrailingZeros();
    if (a.scale_ == scale_ && b.scale_ == other.scale_) return std::nullopt;
    return a.Times(b);
  }
  const int scale = scale_ + other.scale_;
  if (scale <= kMost) return FixedDecimal(*product, scale);
  return FixedDecimal(DropRounded(*product, scale - kMost), kMost);
}

std::optional<FixedDecimal> FixedDecimal::DividedBy(const FixedDecimal& other, int scale) const {
  const auto both = Align(WithoutTrailingZeros(), other.WithoutTrailingZeros());
  if (!both || both->b == 0) return std::nullopt;
  const bool negative = (both->a < 0) != (both->b < 0);
  const Int128 divisor = both->b < 0 ? -both->b : both->b;
  const Int128 dividend = both->a < 0 ? -both->a : both->a;
  Int128 quotient = dividend / divisor;
  Int128 rest = dividend % divisor;
  // Digit by digit, as on paper. A rest that may not be multiplied ends it: the divisor has 38
  // digits, and so has the quotient.
  int digits = 0;
  for (; digits < std::min(scale, kMost) && rest != 0; ++digits) {
    const auto next_rest = Multiply(rest, 10);
    const auto next = Multiply(quotient, 10);
    if (!next_rest || !next || !Fits(*next + 9)) break;
    quotient = *next + *next_rest / divisor;
    rest = *next_rest % divisor;
  }
  if (rest >= divisor - rest && rest != 0) ++quotient;
  if (!Fits(quotient)) return std::nullopt;
  return FixedDecimal(negative ? -quotient : quotient, digits).WithoutTrailingZeros();
}

std::optional<FixedDecimal> FixedDecimal::IntegerQuotient(const FixedDecimal& other) const {
  const auto both = Align(*this, other);
  if (!both || both->b == 0) return std::nullopt;
  return FixedDecimal(both->a / both->b, 0);
}

std::optional<FixedDecimal> FixedDecimal::Remainder(const FixedDecimal& other) const {
  const auto both = Align(*this, other);
  if (!both || both->b == 0) return std::nullopt;
  return FixedDecimal(both->a % both->b, both->scale);
}

std::optional<FixedDecimal> FixedDecimal::Rounded(int scale) const {
  if (scale >= scale_) return Truncated(scale);
  return FixedDecimal(DropRounded(unscaled_, scale_ - scale), scale);
}

std::optional<FixedDecimal> FixedDecimal::Truncated(int scale) const {
  if (scale < 0 || scale > kMost) return std::nullopt;
  if (scale < scale_) return FixedDecimal(unscaled_ / PowerOfTen(scale_ - scale), scale);
  const auto value = Multiply(unscaled_, PowerOfTen(scale - scale_));
  if (!value) return std::nullopt;
  return FixedDecimal(*value, scale);
}

FixedDecimal FixedDecimal::Floor() const {
  const Int128 power = PowerOfTen(scale_);
  const Int128 whole = unscaled_ / power;
  return {unscaled_ % power < 0 ? whole - 1 : whole, 0};
}

FixedDecimal FixedDecimal::Ceiling() const { return Negated().Floor().Negated(); }

FixedDecimal FixedDecimal::WithoutTrailingZeros() const {
  FixedDecimal bare = *this;
  while (bare.scale_ > 0 && bare.unscaled_ % 10 == 0) {
    bare.unscaled_ /= 10;
    --bare.scale_;
  }
  return bare;
}

std::optional<std::int64_t> FixedDecimal::ToInt64() const {
  const FixedDecimal bare = WithoutTrailingZeros();
  if (bare.scale_ != 0 || bare.unscaled_ > INT64_MAX || bare.unscaled_ < INT64_MIN) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(bare.unscaled_);
}

double FixedDecimal::ToDouble() const {
  const std::string text = ToString();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string FixedDecimal::ToString() const {
  std::array<char, kMost + 4> text{};
  std::size_t at = text.size();
  Int128 left = unscaled_ < 0 ? -unscaled_ : unscaled_;
  for (int digits = 0; left != 0 || digits <= scale_; ++digits) {
    if (digits == scale_ && scale_ > 0) text[--at] = '.';
    text[--at] = static_cast<char>('0' + static_cast<int>(left % 10));
    left /= 10;
  }
  if (unscaled_ < 0) text[--at] = '-';
  return std::string(text.data() + at, text.size() - at);
}

std::strong_ordering FixedDecimal::operator<=>(const FixedDecimal& other) const {
  if (const auto both = Align(*this, other)) return both->a <=> both->b;
  // The coarser one does not fit the finer scale: it has the greater size.
  const bool mine_is_larger = scale_ < other.scale_;
  return (mine_is_larger ? sign() : -other.sign()) <=> 0;
}

}  // namespace socle::base
