#include "resource/row_order.h"

#include <tuple>

namespace socle::resource {
namespace {

// The order of a table's key, without the resource's. The rows of one table stand together.
auto KeyOf(const TokenRow& row) { return std::tie(row.code, row.system); }
auto KeyOf(const ReferenceRow& row) { return std::tie(row.target, row.type); }
auto KeyOf(const DateRow& row) { return std::tuple(WideOf(row), row.low, row.span); }
auto KeyOf(const QuantityRow& row) { return std::tie(row.unit, row.value); }
auto KeyOf(const StringRow& row) { return std::tie(row.text); }
auto KeyOf(const UriRow& row) { return std::tie(row.uri); }

template <class Compare>
bool CompareRows(const SearchRow& a, const SearchRow& b, Compare compare) {
  return std::visit(
      [&](const auto& value) {
        using Row = std::decay_t<decltype(value)>;
        return compare(value, std::get<Row>(b.value));
      },
      a.value);
}

const std::optional<std::string>* ExactOf(const SearchRow& row) {
  const auto* text = std::get_if<StringRow>(&row.value);
  return text == nullptr ? nullptr : &text->exact;
}

bool SameKey(const SearchRow& a, const SearchRow& b) {
  return a.value.index() == b.value.index() && a.param == b.param && a.element == b.element &&
         CompareRows(a, b, [](const auto& x, const auto& y) { return KeyOf(x) == KeyOf(y); });
}

}  // namespace

bool Before(const SearchRow& a, const SearchRow& b) {
  if (a.value.index() != b.value.index()) return a.value.index() < b.value.index();
  if (a.param != b.param) return a.param < b.param;
  return CompareRows(a, b, [&](const auto& x, const auto& y) {
    const auto left = KeyOf(x), right = KeyOf(y);
    if (left != right) return left < right;
    if (a.element != b.element) return a.element < b.element;
    const auto* exact = ExactOf(a);
    return exact != nullptr && *exact < *ExactOf(b);
  });
}

bool SameRow(const SearchRow& a, const SearchRow& b) {
  if (!SameKey(a, b)) return false;
  const auto* exact = ExactOf(a);
  return exact == nullptr || *exact == *ExactOf(b);
}

}  // namespace socle::resource
