#include "base/decimal.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace socle::base {
namespace {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// The parts of a number as written.
struct Parts {
  bool negative = false;
  std::string_view whole, fraction;
  bool has_exponent = false;
  bool negative_exponent = false;
  std::string_view exponent;  // its digits
};

std::string_view TakeDigits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), IsDigit);
  const auto digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

bool Take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// RFC 8259, 6.
std::optional<Parts> Split(std::string_view text) {
  Parts parts;
  parts.negative = Take(text, '-');
  parts.whole = TakeDigits(text);
  if (parts.whole.empty() || (parts.whole.size() > 1 && parts.whole[0] == '0')) return std::nullopt;
  if (Take(text, '.')) {
    parts.fraction = TakeDigits(text);
    if (parts.fraction.empty()) return std::nullopt;
  }
  if (Take(text, 'e') || Take(text, 'E')) {
    parts.has_exponent = true;
    parts.negative_exponent = Take(text, '-');
    if (!parts.negative_exponent) Take(text, '+');
    parts.exponent = TakeDigits(text);
    if (parts.exponent.empty()) return std::nullopt;
  }
  return text.empty() ? std::optional(parts) : std::nullopt;
}

/// The exponent, held within ± 10^17: beyond it no text is long enough to make a difference.
std::int64_t ExponentOf(const Parts& parts) {
  constexpr std::int64_t kBound = 100'000'000'000'000'000;
  std::int64_t exponent = 0;
  for (const char c : parts.exponent) exponent = std::min(kBound, exponent * 10 + (c - '0'));
  return parts.negative_exponent ? -exponent : exponent;
}

/// The digits of a number one after the other, then zeros.
class Digits {
 public:
  Digits(std::string_view text, std::size_t first, std::size_t count)
      : text_(text), at_(first), left_(count) {}
  int Next() {
    if (left_ == 0) return 0;
    if (text_[at_] == '.') ++at_;
    --left_;
    return text_[at_++] - '0';
  }

 private:
  std::string_view text_;
  std::size_t at_, left_;
};

}  // namespace

bool IsDecimal(std::string_view text) { return Split(text).has_value(); }

bool IsInteger(std::string_view text) {
  const auto parts = Split(text);
  return parts && parts->fraction.empty() && !parts->has_exponent;
}

std::optional<Decimal> Decimal::Parse(std::string_view text) {
  const auto parts = Split(text);
  if (!parts) return std::nullopt;
  Decimal decimal;
  decimal.text_ = text;
  decimal.fraction_digits_ = static_cast<std::int64_t>(parts->fraction.size());
  // The first digit that is not zero, and the last; leading zeros can only be one before the
  // point, and those behind it.
  const std::size_t begin = parts->negative ? 1 : 0;
  const std::size_t end =
      begin + parts->whole.size() + (parts->fraction.empty() ? 0 : 1 + parts->fraction.size());
  const std::string_view mantissa = text.substr(0, end);
  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return decimal;
  const std::size_t last = mantissa.find_last_of("123456789");
  const std::size_t point = begin + parts->whole.size();
  decimal.sign_ = parts->negative ? -1 : 1;
  decimal.first_ = first;
  decimal.count_ = last - first + 1 - (first < point && last > point ? 1 : 0);
  const auto position = first < point ? static_cast<std::int64_t>(point - first)
                                      : -static_cast<std::int64_t>(first - point - 1);
  decimal.exponent_ = position + ExponentOf(*parts);
  return decimal;
}

bool Decimal::IsIntegral() const {
  return sign_ == 0 || exponent_ >= static_cast<std::int64_t>(count_);
}

std::optional<std::int64_t> Decimal::ToInt64() const {
  if (sign_ == 0) return 0;
  if (!IsIntegral() || exponent_ > 19) return std::nullopt;
  Digits digits(text_, first_, count_);
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  std::int64_t value = 0;  // negative, because the least number has no opposite
  for (std::int64_t i = 0; i < exponent_; ++i) {
    const int digit = digits.Next();
    if (value < (kMin + digit) / 10) return std::nullopt;
    value = value * 10 - digit;
  }
  if (sign_ < 0) return value;
  return value == kMin ? std::nullopt : std::optional(-value);
}

double Decimal::ToDouble() const {
  const bool negative = text_.starts_with('-');
  if (sign_ == 0) return negative ? -0.0 : 0.0;
  double value = 0;
  const auto result = std::from_chars(text_.data(), text_.data() + text_.size(), value);
  if (result.ec != std::errc::result_out_of_range) return value;
  const double size = exponent_ > 0 ? std::numeric_limits<double>::infinity() : 0.0;
  return negative ? -size : size;
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  if (sign_ != other.sign_ || sign_ == 0) return sign_ <=> other.sign_;
  const auto signed_order = [this](std::strong_ordering order) {
    return sign_ > 0 ? order : 0 <=> order;
  };
  if (exponent_ != other.exponent_) return signed_order(exponent_ <=> other.exponent_);
  Digits mine(text_, first_, count_), theirs(other.text_, other.first_, other.count_);
  for (std::size_t left = std::max(count_, other.count_); left > 0; --left) {
    const auto order = mine.Next() <=> theirs.Next();
    if (order != 0) return signed_order(order);
  }
  return std::strong_ordering::equal;
}

std::optional<std::strong_ordering> CompareDecimals(std::string_view a, std::string_view b) {
  const auto left = Decimal::Parse(a), right = Decimal::Parse(b);
  if (!left || !right) return std::nullopt;
  return *left <=> *right;
}

}  // namespace socle::base
