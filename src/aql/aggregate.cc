#include "aql/aggregate.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/decimal.h"

namespace socle::aql {

void Aggregate::Add(const Value& value) {
  if (call_->star) {
    ++count_;
    return;
  }
  if (value.is_null()) return;
  if (call_->distinct && !seen_.insert(DistinctKey(value)).second) return;
  ++count_;
  switch (call_->function) {
    case ast::Function::kMin:
    case ast::Function::kMax: {
      if (!Compare(value, value)) return;
      SortKey key = SortKeyOf(value);
      const auto order = Order(key, best_key_);
      const bool better = call_->function == ast::Function::kMin ? order < 0 : order > 0;
      if (best_key_.family != SortKey::Family::kNull && !better) {
        // Numbers are equal as they are.
        if (order == 0 && value.kind != Value::Kind::kNumber)
          best_ = std::min(best_, CellJson(value));
        return;
      }
      best_key_ = std::move(key);
      best_ = CellJson(value);
      return;
    }
    case ast::Function::kSum:
    case ast::Function::kAvg:
      return AddNumber(value);
    default:
      return;
  }
}

void Aggregate::AddDouble(double number) {
  const double sum = sum_ + number;
  lost_ += std::fabs(sum_) >= std::fabs(number) ? (sum_ - sum) + number : (number - sum) + sum_;
  sum_ = sum;
}

void Aggregate::AddNumber(const Value& value) {
  if (value.kind == Value::Kind::kNumber && value.text.empty()) {
    ++numbers_;
    AddDouble(value.number);
    constexpr double kExact = 9007199254740992.0;  // 2^53: whole doubles below are exact
    const bool whole = value.number == std::floor(value.number) && std::fabs(value.number) < kExact;
    std::int64_t next = 0;
    if (!whole || !whole_ ||
        __builtin_add_overflow(*whole_, static_cast<std::int64_t>(value.number), &next)) {
      whole_.reset();
    } else {
      whole_ = next;
    }
    return;
  }
  const auto text = NumberOf(value);
  if (!text) return;
  const auto decimal = base::Decimal::Parse(*text);
  ++numbers_;
  AddDouble(decimal->ToDouble());
  const auto whole = decimal->ToInt64();
  std::int64_t next = 0;
  if (!whole || !whole_ || __builtin_add_overflow(*whole_, *whole, &next)) {
    whole_.reset();
  } else {
    whole_ = next;
  }
}

Value Aggregate::Number() const {
  switch (call_->function) {
    case ast::Function::kCount:
      return Value::Number(std::to_string(count_));
    case ast::Function::kSum:
      if (numbers_ == 0) return {};
      if (whole_) return Value::Number(std::to_string(*whole_));
      return Value::Number(sum_ + lost_);
    default:
      if (numbers_ == 0) return {};
      return Value::Number((sum_ + lost_) / static_cast<double>(numbers_));
  }
}

std::string Aggregate::Cell() const {
  const bool extreme =
      call_->function == ast::Function::kMin || call_->function == ast::Function::kMax;
  return extreme ? best_ : CellJson(Number());
}

SortKey Aggregate::Key() const {
  const bool extreme =
      call_->function == ast::Function::kMin || call_->function == ast::Function::kMax;
  return extreme ? best_key_ : SortKeyOf(Number());
}

}  // namespace socle::aql
