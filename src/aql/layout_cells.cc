#include "aql/layout_cells.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "base/decimal.h"
#include "base/iso8601.h"
#include "rm/ids.h"

namespace socle::aql {
namespace {

namespace type = rm::type;

constexpr int kExactDigits = 15;      // of a decimal number in a double
constexpr double kSmallest = 1e-300;  // below, doubles have fewer

/// The digits of a JSON number between the first and the last that are not zero.
int SignificantDigits(std::string_view text) {
  int digits = 0;
  int zeros = 0;
  for (const char c : text) {
    if (c == 'e' || c == 'E') break;
    if (c < '0' || c > '9') continue;
    if (c == '0') {
      if (digits > 0) ++zeros;
      continue;
    }
    digits += zeros + 1;
    zeros = 0;
  }
  return digits;
}

Fit RealCell(std::string_view text, LayoutCell& cell) {
  const auto decimal = base::Decimal::Parse(text);
  if (!decimal) return Fit::kInexact;
  const double number = std::clamp(decimal->ToDouble(), -DBL_MAX, DBL_MAX);
  cell = number;
  const bool lies_well =
      decimal->sign() == 0 || (std::abs(number) >= kSmallest && std::abs(number) < DBL_MAX);
  return lies_well && SignificantDigits(text) <= kExactDigits ? Fit::kExact : Fit::kInexact;
}

Fit IntegerCell(std::string_view text, LayoutCell& cell) {
  const auto decimal = base::Decimal::Parse(text);
  if (!decimal) return Fit::kInexact;
  if (const auto whole = decimal->ToInt64()) {
    cell = *whole;
    return Fit::kExact;
  }
  const double near = std::clamp(std::round(decimal->ToDouble()), -9.2e18, 9.2e18);
  cell = static_cast<std::int64_t>(near);
  return Fit::kInexact;
}

/// The text of the part below `value`, or null.
const rm::Node* PartOf(const rm::Node& value, const LayoutPart& part) {
  const rm::Node* node = &value;
  for (const rm::AttributeId id : part.path) {
    node = node->Child(id);
    if (node == nullptr) return nullptr;
  }
  return node;
}

Fit PartCell(const LayoutPart& part, const rm::Node& node, LayoutCell& cell) {
  if (part.type == sql::Type::kReal) return RealCell(node.text, cell);
  if (part.type == sql::Type::kText) {
    if (part.otherwise != node.text) cell = node.text;
    return Fit::kExact;
  }
  if (node.type != type::kBoolean) return IntegerCell(node.text, cell);
  cell = std::int64_t{node.text == "true"};
  return Fit::kExact;
}

/// What a temporal value counts as: the evaluator's measure of it.
LayoutCell MeasureOf(rm::ClassId leaf_type, std::string_view text) {
  if (leaf_type == type::kDvTime) {
    const auto time = base::IsoTime::Parse(text);
    if (time) return time->StartMicros();
    return {};
  }
  if (leaf_type == type::kDvDuration) {
    const auto duration = base::IsoDuration::Parse(text);
    if (duration) return duration->NominalSeconds();
    return {};
  }
  const auto instant = InstantOf(text);
  if (instant) return *instant;
  return {};
}

}  // namespace

std::optional<std::int64_t> InstantOf(std::string_view text) {
  const auto parsed = base::IsoDateTime::Parse(text);
  if (!parsed) return std::nullopt;
  return parsed->Start().micros;
}

Fit FillCells(const LayoutLeaf& leaf, const rm::Node& value, std::vector<LayoutCell>& cells) {
  Fit fit = Fit::kExact;
  for (const LayoutPart& part : leaf.parts) {
    const rm::Node* node = PartOf(value, part);
    if (node != nullptr && PartCell(part, *node, cells[part.place]) == Fit::kInexact) {
      fit = Fit::kInexact;
    }
  }
  const LayoutPart& first = leaf.parts.front();
  if (std::holds_alternative<std::monostate>(cells[first.place])) return Fit::kAbsent;
  const bool has_own = !leaf.measure.empty() && leaf.measure != first.column;
  if (!has_own) return fit;
  LayoutCell& measure = cells[leaf.measure_place];
  measure = MeasureOf(leaf.type, std::get<std::string_view>(cells[first.place]));
  return std::holds_alternative<std::monostate>(measure) ? Fit::kInexact : fit;
}

}  // namespace socle::aql
