#include <charconv>
#include <cmath>

#include "fhir/ids.h"
#include "resource/code_systems.h"
#include "resource/row_maker.h"

namespace socle::resource {
namespace {

namespace name = fhir::name;

constexpr std::string_view kUcum = "http://unitsofmeasure.org";
constexpr std::string_view kCurrencies = "urn:iso:std:iso:4217";

std::optional<double> NumberOf(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

void AddValue(std::int64_t unit, double value, RowMaker& maker) {
  if (std::isfinite(value)) maker.Add(QuantityRow{unit, value == 0 ? 0 : value});
}

struct UnitText {
  std::string_view system, code, unit;
};

UnitText UnitOf(const fhir::Node& quantity) {
  return {TextOf(quantity, name::kSystem), TextOf(quantity, name::kCode),
          TextOf(quantity, name::kUnit)};
}

/// The value as it is written, then in its dimension where the unit is one of UCUM, else in its
/// unit, with the system and without. The written unit is one more where it says something else.
void AddQuantity(std::string_view text, const UnitText& unit, RowMaker& maker) {
  const auto value = NumberOf(text);
  if (!value) return;
  AddValue(0, *value, maker);
  const std::string_view code = unit.code.empty() ? unit.unit : unit.code;
  if (code.empty()) return;
  if (unit.system.empty() || unit.system == kUcum) {
    const auto known = maker.units().Find(code);
    if (known->unit) {
      const auto canonical = known->unit->ToCanonical(text);
      if (canonical) AddValue(DimensionNumber(known->canonical_code), *canonical, maker);
      if (!unit.unit.empty() && unit.unit != code)
        AddValue(UnitNumber({}, unit.unit), *value, maker);
      return;
    }
  }
  if (!unit.system.empty()) AddValue(UnitNumber(unit.system, code), *value, maker);
  AddValue(UnitNumber({}, code), *value, maker);
  if (!unit.unit.empty() && unit.unit != code) AddValue(UnitNumber({}, unit.unit), *value, maker);
}

void AddMoney(const fhir::Node& money, RowMaker& maker) {
  static const fhir::NameId kCurrency = fhir::FindName("currency");
  AddQuantity(TextOf(money, name::kValue), {kCurrencies, TextOf(money, kCurrency), {}}, maker);
}

void AddSamples(const fhir::Node& samples, RowMaker& maker) {
  static const fhir::NameId kOrigin = fhir::FindName("origin"),
                            kLower = fhir::FindName("lowerLimit"),
                            kUpper = fhir::FindName("upperLimit");
  const fhir::Node* origin = samples.Child(kOrigin);
  const UnitText unit = origin == nullptr ? UnitText{} : UnitOf(*origin);
  AddQuantity(TextOf(samples, kLower), unit, maker);
  AddQuantity(TextOf(samples, kUpper), unit, maker);
}

}  // namespace

void AddQuantities(const fhir::PathItem& item, RowMaker& maker) {
  const fhir::Node* node = item.node();
  if (node == nullptr) return;
  if (node->type == fhir::type::kMoney) return AddMoney(*node, maker);
  if (node->type == fhir::type::kSampledData) return AddSamples(*node, maker);
  if (node->type == fhir::type::kRange) {
    for (const fhir::NameId end : {name::kLow, name::kHigh}) {
      if (const fhir::Node* quantity = node->Child(end)) {
        AddQuantity(TextOf(*quantity, name::kValue), UnitOf(*quantity), maker);
      }
    }
    return;
  }
  if (fhir::IsA(node->type, fhir::type::kQuantity)) {
    AddQuantity(TextOf(*node, name::kValue), UnitOf(*node), maker);
  }
}

void AddNumbers(const fhir::PathItem& item, RowMaker& maker) {
  const fhir::Node* node = item.node();
  if (node == nullptr) return;
  if (node->type == fhir::type::kRange) {
    for (const fhir::NameId end : {name::kLow, name::kHigh}) {
      if (const fhir::Node* quantity = node->Child(end)) AddNumbers(*quantity, maker);
    }
    return;
  }
  const bool is_primitive = fhir::Get(node->type).kind == fhir::TypeKind::kPrimitive;
  const auto value = NumberOf(is_primitive ? node->text : TextOf(*node, name::kValue));
  if (value) AddValue(0, *value, maker);
}

}  // namespace socle::resource
