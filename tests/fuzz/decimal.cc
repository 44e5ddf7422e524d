// links: base
// Two texts, set apart by a line feed, are numbers or nothing; their order is an order.

#include "base/decimal.h"

#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/fixed_decimal.h"
#include "base/nearest.h"

namespace {

using namespace socle::base;

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckOne(std::string_view text) {
  const auto number = Decimal::Parse(text);
  Require(number.has_value() == IsDecimal(text));
  if (!number) return;
  Require(*number == *number);
  const double real = number->ToDouble();
  Require(!std::isnan(real) && (real == 0 || (real > 0) == (number->sign() > 0)));
  if (const auto integer = number->ToInt64()) {
    const std::string written = std::to_string(*integer);
    Require(number->IsIntegral() && CompareDecimals(text, written) == std::strong_ordering::equal);
  }
}

/// Numbers to calculate with: what they write reads back the same; sums and products go back where
/// nothing was rounded.
void CheckFixed(std::string_view a, std::string_view b) {
  const auto left = FixedDecimal::Parse(a), right = FixedDecimal::Parse(b);
  Require(!left || IsDecimal(a));
  if (!left || !right) return;
  const std::string written = left->ToString();
  const auto again = FixedDecimal::Parse(written);
  Require(again && again->ToString() == written && *again == *left);
  const auto order = CompareDecimals(written, right->ToString());
  Require(order.has_value() && *order == (*left <=> *right));
  if (const auto sum = left->Plus(*right)) {
    const auto back = sum->Minus(*right);
    Require(!back || *back == *left);
  }
  if (const auto product = left->Times(*right)) {
    Require(product->sign() == left->sign() * right->sign() || product->sign() == 0);
  }
  if (const auto rest = left->Remainder(*right)) {
    Require(rest->Absolute() < right->Absolute());
    const auto whole = left->IntegerQuotient(*right);
    const auto most = whole ? whole->Times(*right) : std::nullopt;
    const auto all = most ? most->Plus(*rest) : std::nullopt;
    Require(!all || *all == *left);
  }
  Require(left->Floor() <= *left && left->Ceiling() >= *left);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t feed = text.find('\n');
  const std::string_view a = text.substr(0, feed);
  const std::string_view b = feed == std::string_view::npos ? "0" : text.substr(feed + 1);
  CheckOne(a);
  CheckOne(b);
  CheckFixed(a, b);
  const auto order = CompareDecimals(a, b);
  Require(order.has_value() == (IsDecimal(a) && IsDecimal(b)));
  if (order) {
    Require(CompareDecimals(b, a) == 0 <=> *order);
    const double left = Decimal::Parse(a)->ToDouble(), right = Decimal::Parse(b)->ToDouble();
    Require(*order < 0 ? left <= right : *order > 0 ? left >= right : left == right);
  }
  Require(EditDistance(a, b, 20) == EditDistance(b, a, 20));
  return 0;
}
