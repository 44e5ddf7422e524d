#include "ucum/quantity.h"

#include <cmath>

namespace socle::ucum {
namespace {

struct Operand {
  Rational value;
  Unit unit;
};

std::optional<Operand> Read(const Quantity& quantity) {
  const auto value = Rational::Parse(quantity.value);
  const auto unit = Unit::Parse(quantity.code);
  if (!value || !unit || unit->IsSpecial()) return std::nullopt;
  return Operand{*value, *unit};
}

std::optional<Quantity> Write(const Rational& value, std::string code) {
  auto text = value.ToText();
  if (!text) return std::nullopt;
  return Quantity{std::move(*text), std::move(code)};
}

}  // namespace

bool Comparable(const Unit& a, const Unit& b) {
  const bool same_scale = !a.IsDescending() && !b.IsDescending();
  return a.SameDimension(b) && (same_scale || a.function() == b.function());
}

std::optional<std::string> Convert(std::string_view value, const Unit& from, const Unit& to) {
  const auto number = Rational::Parse(value);
  if (!number || !from.SameDimension(to)) return std::nullopt;
  if (from == to) return number->ToText();
  return to.FromBase(from.ToBase(*number)).ToText();
}

std::optional<double> Convert(double value, const Unit& from, const Unit& to) {
  if (!from.SameDimension(to)) return std::nullopt;
  const double result = to.FromBase(from.ToBase(Rational::OfDouble(value))).ToDouble();
  return std::isfinite(result) ? std::optional(result) : std::nullopt;
}

std::optional<std::partial_ordering> Compare(std::string_view a, const Unit& a_unit,
                                             std::string_view b, const Unit& b_unit) {
  const auto left = Rational::Parse(a);
  const auto right = Rational::Parse(b);
  if (!left || !right || !Comparable(a_unit, b_unit)) return std::nullopt;
  if (a_unit == b_unit) return left->Compare(*right);
  return a_unit.ToCanonical(*left).Compare(b_unit.ToCanonical(*right));
}

std::optional<Quantity> Multiply(const Quantity& a, const Quantity& b) {
  const auto left = Read(a);
  const auto right = Read(b);
  if (!left || !right) return std::nullopt;
  if (b.code == "1") return Write(left->value * right->value, a.code);
  if (a.code == "1") return Write(left->value * right->value, b.code);
  const auto unit = Unit::Multiply(left->unit, right->unit);
  if (!unit) return std::nullopt;
  return Write(left->unit.ToCanonical(left->value) * right->unit.ToCanonical(right->value),
               unit->CanonicalCode());
}

std::optional<Quantity> Divide(const Quantity& a, const Quantity& b) {
  const auto left = Read(a);
  const auto right = Read(b);
  if (!left || !right || right->value.IsZero()) return std::nullopt;
  if (b.code == "1") return Write(left->value / right->value, a.code);
  if (a.code == b.code) return Write(left->value / right->value, "1");
  const auto unit = Unit::Divide(left->unit, right->unit);
  if (!unit) return std::nullopt;
  return Write(left->unit.ToCanonical(left->value) / right->unit.ToCanonical(right->value),
               unit->CanonicalCode());
}

}  // namespace socle::ucum
