#include "ucum/rational.h"

#include <array>
#include <charconv>
#include <cmath>
#include <numbers>

#include "base/decimal.h"

namespace socle::ucum {
namespace {

using Wide = base::Int128;

// Beyond it nothing that has a double is left; sums of two of them do not overflow.
constexpr long long kMaxExponent = 100'000;

Wide Absolute(Wide value) { return value < 0 ? -value : value; }

Wide GreatestCommonDivisor(Wide a, Wide b) {
  while (b != 0) {
    const Wide rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

// The smallest number has no opposite, and is refused.
constexpr Wide kSmallest = -(Wide{1} << 126) - (Wide{1} << 126);

bool Multiply(Wide a, Wide b, Wide& product) {
  return !__builtin_mul_overflow(a, b, &product) && product != kSmallest;
}

bool Add(Wide a, Wide b, Wide& sum) {
  return !__builtin_add_overflow(a, b, &sum) && sum != kSmallest;
}

/// `value` × 10^exponent where it fits.
bool Scale(Wide& value, long long exponent) {
  if (value == 0) return true;
  if (exponent > 40) return false;
  for (; exponent > 0; --exponent) {
    if (!Multiply(value, 10, value)) return false;
  }
  return true;
}

std::string ShortestText(double value) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

/// The exponent of a decimal, held within bounds that no double reaches.
long long ParseExponent(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  long long exponent = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), exponent);
  const long long bound = 2 * kMaxExponent;
  if (result.ec != std::errc()) return text.starts_with('-') ? -bound : bound;
  return std::min(std::max(exponent, -bound), bound);
}

}  // namespace

Rational Rational::OfDouble(double value) {
  Rational result;
  result.exact_ = false;
  result.inexact_ = value;
  return result;
}

Rational Rational::Of(long long whole) { return Normal(whole, 1, 0, 0); }

Rational Rational::Pi() { return Normal(1, 1, 0, 1); }

Rational Rational::Normal(Wide numerator, Wide denominator, long long exponent, int pi) {
  if (numerator == 0) return {};
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  const Wide common = GreatestCommonDivisor(Absolute(numerator), denominator);
  numerator /= common;
  denominator /= common;
  for (; numerator % 10 == 0; ++exponent) numerator /= 10;
  for (; denominator % 10 == 0; --exponent) denominator /= 10;
  for (const auto& [factor, complement] : {std::pair{2, 5}, std::pair{5, 2}}) {
    for (; denominator % factor == 0; --exponent) {
      Wide grown = 0;
      if (!Multiply(numerator, complement, grown)) {
        return OfDouble(static_cast<double>(static_cast<long double>(numerator) /
                                            static_cast<long double>(denominator) *
                                            std::pow(10.0L, static_cast<long double>(exponent)) *
                                            std::pow(std::numbers::pi_v<long double>, pi)));
      }
      numerator = grown;
      denominator /= factor;
    }
  }
  for (; numerator % 10 == 0; ++exponent) numerator /= 10;
  if (exponent > kMaxExponent || exponent < -kMaxExponent) {
    const double bound = exponent > 0 ? HUGE_VAL : 0.0;
    return OfDouble(numerator < 0 ? -bound : bound);
  }
  Rational result;
  result.numerator_ = numerator;
  result.denominator_ = denominator;
  result.exponent_ = static_cast<int>(exponent);
  result.pi_ = pi;
  return result;
}

std::optional<Rational> Rational::Parse(std::string_view text) {
  const auto decimal = base::Decimal::Parse(text);
  if (!decimal) return std::nullopt;
  const std::size_t mark = text.find_first_of("eE");
  long long exponent = mark == text.npos ? 0 : ParseExponent(text.substr(mark + 1));
  Wide value = 0;
  for (const char c : text.substr(0, mark)) {
    if (c < '0') continue;  // the sign and the point
    Wide next = 0;
    if (!Multiply(value, 10, next) || !Add(next, c - '0', next)) {
      return OfDouble(decimal->ToDouble());
    }
    value = next;
  }
  exponent -= decimal->fraction_digits();
  return Normal(text.starts_with('-') ? -value : value, 1, exponent, 0);
}

Rational Rational::operator*(const Rational& other) const {
  if (!exact_ || !other.exact_) return OfDouble(ToDouble() * other.ToDouble());
  // What cancels is taken out first, so that less overflows.
  const Wide left = GreatestCommonDivisor(Absolute(numerator_), other.denominator_);
  const Wide right = GreatestCommonDivisor(Absolute(other.numerator_), denominator_);
  Wide numerator = 0;
  Wide denominator = 0;
  if (!Multiply(numerator_ / left, other.numerator_ / right, numerator) ||
      !Multiply(denominator_ / right, other.denominator_ / left, denominator)) {
    return OfDouble(ToDouble() * other.ToDouble());
  }
  return Normal(numerator, denominator, static_cast<long long>(exponent_) + other.exponent_,
                pi_ + other.pi_);
}

Rational Rational::operator/(const Rational& other) const {
  if (!other.exact_) return OfDouble(ToDouble() / other.ToDouble());
  const bool negative = other.numerator_ < 0;
  // Normal() again, because the numerator may have a factor 2 or 5.
  return *this * Normal(negative ? -other.denominator_ : other.denominator_,
                        Absolute(other.numerator_), -static_cast<long long>(other.exponent_),
                        -other.pi_);
}

Rational Rational::operator+(const Rational& other) const {
  if (IsZero()) return other;
  if (other.IsZero()) return *this;
  const auto rounded = [&] { return OfDouble(ToDouble() + other.ToDouble()); };
  if (!exact_ || !other.exact_ || pi_ != other.pi_) return rounded();
  const int exponent = std::min(exponent_, other.exponent_);
  Wide left = numerator_;
  Wide right = other.numerator_;
  Wide denominator = 0;
  Wide sum = 0;
  if (!Scale(left, exponent_ - exponent) || !Scale(right, other.exponent_ - exponent) ||
      !Multiply(left, other.denominator_, left) || !Multiply(right, denominator_, right) ||
      !Multiply(denominator_, other.denominator_, denominator) || !Add(left, right, sum)) {
    return rounded();
  }
  return Normal(sum, denominator, exponent, pi_);
}

Rational Rational::operator-() const {
  Rational result = *this;
  result.numerator_ = -numerator_;
  result.inexact_ = -inexact_;
  return result;
}

Rational Rational::Power(int exponent) const {
  Rational result = Of(1);
  for (int i = 0; i < std::abs(exponent); ++i) {
    result = exponent > 0 ? result * *this : result / *this;
  }
  return result;
}

std::partial_ordering Rational::Compare(const Rational& other) const {
  const Rational difference = *this - other;
  if (difference.exact_) {
    if (difference.numerator_ == 0) return std::partial_ordering::equivalent;
    return difference.numerator_ < 0 ? std::partial_ordering::less : std::partial_ordering::greater;
  }
  return ToDouble() <=> other.ToDouble();
}

std::string Rational::Digits() const {
  std::string reversed;
  for (Wide left = Absolute(numerator_); left > 0; left /= 10) {
    reversed += static_cast<char>('0' + static_cast<int>(left % 10));
  }
  return {reversed.rbegin(), reversed.rend()};
}

double Rational::ToDouble() const {
  if (!exact_) return inexact_;
  if (numerator_ == 0) return 0;
  // Both sides are exact doubles then, and one operation rounds once.
  constexpr Wide kExactInDouble = Wide{1} << 53;
  if (denominator_ == 1 && pi_ == 0 && Absolute(numerator_) <= kExactInDouble && exponent_ <= 22 &&
      exponent_ >= -22) {
    constexpr std::array<double, 23> kPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const auto value = static_cast<double>(numerator_);
    return exponent_ < 0 ? value / kPowers[static_cast<std::size_t>(-exponent_)]
                         : value * kPowers[static_cast<std::size_t>(exponent_)];
  }
  if (denominator_ == 1 && pi_ == 0) {
    const std::string text =
        (numerator_ < 0 ? "-" : "") + Digits() + "e" + std::to_string(exponent_);
    return base::Decimal::Parse(text)->ToDouble();
  }
  return static_cast<double>(static_cast<long double>(numerator_) /
                             static_cast<long double>(denominator_) *
                             std::pow(10.0L, static_cast<long double>(exponent_)) *
                             std::pow(std::numbers::pi_v<long double>, pi_));
}

std::optional<std::string> Rational::ToText() const {
  if (!Terminates()) {
    const double value = ToDouble();
    if (!std::isfinite(value)) return std::nullopt;
    return ShortestText(value);
  }
  if (numerator_ == 0) return "0";
  std::string text = Digits();
  const auto count = static_cast<int>(text.size());
  constexpr int kLongest = 40;
  if (count + exponent_ > kLongest || -exponent_ > kLongest) {
    text += "e" + std::to_string(exponent_);
  } else if (exponent_ >= 0) {
    text.append(static_cast<std::size_t>(exponent_), '0');
  } else if (-exponent_ < count) {
    text.insert(text.size() - static_cast<std::size_t>(-exponent_), ".");
  } else {
    text = "0." + std::string(static_cast<std::size_t>(-exponent_ - count), '0') + text;
  }
  return (numerator_ < 0 ? "-" : "") + text;
}

}  // namespace socle::ucum
