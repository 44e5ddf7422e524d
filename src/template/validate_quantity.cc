#include <charconv>

#include "rm/ids.h"
#include "template/validator.h"

namespace socle::tmpl {

namespace attribute = rm::attribute;

namespace {

/// Whether `written`, a DV_QUANTITY.precision, is inside the item's range. Absent or -1 it says
/// that no precision was stated, which no constraint rules out.
/// Source: RM 1.1.0, DV_QUANTITY.precision; OpenehrProfile.xsd, C_QUANTITY_ITEM.
bool PrecisionFits(const QuantityItem& item, std::string_view written) {
  if (!item.precision_lower && !item.precision_upper) return true;
  std::int32_t precision = 0;
  const auto [end, error] =
      std::from_chars(written.data(), written.data() + written.size(), precision);
  if (error != std::errc() || precision < 0) return true;
  // AM 1.4 writes -1 for "any".
  if (item.precision_lower && *item.precision_lower >= 0 && precision < *item.precision_lower) {
    return false;
  }
  return !item.precision_upper || *item.precision_upper < 0 || precision <= *item.precision_upper;
}

std::string PrecisionRange(const QuantityItem& item) {
  const auto text = [](const std::optional<std::int32_t>& bound) {
    return bound && *bound >= 0 ? std::to_string(*bound) : std::string("*");
  };
  return text(item.precision_lower) + ".." + text(item.precision_upper);
}

}  // namespace

void Validator::CheckQuantity(const rm::Node& node, const QuantityRule& rule) {
  if (rule.list.empty()) return;
  const std::string_view units = node.ChildText(attribute::kUnits);
  const std::string_view written = node.ChildText(attribute::kMagnitude);
  const std::string_view precision = node.ChildText(attribute::kPrecision);
  const auto magnitude = base::Decimal::Parse(written);
  const QuantityItem* of_units = nullptr;
  for (const QuantityItem& item : rule.list) {
    if (!item.units.empty() && item.units != units) continue;
    if (!of_units) of_units = &item;
    // The same units may stand twice with different ranges.
    if (magnitude && item.magnitude.Has(*magnitude) && PrecisionFits(item, precision)) return;
  }
  if (!of_units) {
    return Fail(node, "units", [&] {
      std::vector<std::string_view> allowed;
      for (const QuantityItem& item : rule.list) allowed.push_back(item.units);
      return Words{Listed(allowed), std::string(units), "The units are not in the list.", "/units"};
    });
  }
  if (magnitude && !of_units->magnitude.Has(*magnitude)) {
    Fail(node, "range", [&] {
      return Words{of_units->magnitude.ToString() + " " + std::string(units), std::string(written),
                   "The magnitude is outside its range.", "/magnitude"};
    });
  }
  if (!PrecisionFits(*of_units, precision)) {
    Fail(node, "precision", [&] {
      return Words{PrecisionRange(*of_units), std::string(precision),
                   "The precision is outside its range.", "/precision"};
    });
  }
}

}  // namespace socle::tmpl
