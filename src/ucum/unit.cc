#include "ucum/unit.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "ucum/atoms.h"
#include "ucum/code_parser.h"

namespace socle::ucum {
namespace {

// The places in Dimension in the order of the codes: C, K, cd, g, m, rad, s.
constexpr std::array<std::size_t, 7> kCodeOrder = {5, 4, 6, 2, 0, 3, 1};

Rational Offset(Function function) {
  switch (function) {
    case Function::kCelsius:
      return *Rational::Parse("273.15");
    case Function::kFahrenheit:
      return *Rational::Parse("459.67");
    case Function::kReaumur:
      return *Rational::Parse("218.52");
    default:
      return {};
  }
}

bool IsTemperature(Function function) {
  return function == Function::kCelsius || function == Function::kFahrenheit ||
         function == Function::kReaumur;
}

/// The ratio of which `x` is the special unit's number (UCUM's f to the power of -1).
double Inverse(Function function, double x) {
  switch (function) {
    case Function::kPh:
    case Function::kHomeopathicX:
      return std::pow(10.0, -x);
    case Function::kNaturalLogarithm:
      return std::exp(x);
    case Function::kCommonLogarithm:
      return std::pow(10.0, x);
    case Function::kTwiceCommonLogarithm:
      return std::pow(10.0, x / 2);
    case Function::kBinaryLogarithm:
      return std::exp2(x);
    case Function::kTangent:
      return std::atan(x / 100);
    case Function::kSquareRoot:
      return x * x;
    case Function::kHomeopathicC:
      return std::pow(100.0, -x);
    case Function::kHomeopathicM:
      return std::pow(1000.0, -x);
    case Function::kHomeopathicQ:
      return std::pow(50000.0, -x);
    default:
      return x;
  }
}

/// UCUM's f.
double Apply(Function function, double ratio) {
  switch (function) {
    case Function::kPh:
    case Function::kHomeopathicX:
      return -std::log10(ratio);
    case Function::kNaturalLogarithm:
      return std::log(ratio);
    case Function::kCommonLogarithm:
      return std::log10(ratio);
    case Function::kTwiceCommonLogarithm:
      return 2 * std::log10(ratio);
    case Function::kBinaryLogarithm:
      return std::log2(ratio);
    case Function::kTangent:
      return 100 * std::tan(ratio);
    case Function::kSquareRoot:
      return std::sqrt(ratio);
    case Function::kHomeopathicC:
      return -std::log10(ratio) / 2;
    case Function::kHomeopathicM:
      return -std::log10(ratio) / 3;
    case Function::kHomeopathicQ:
      return -std::log(ratio) / std::log(50000.0);
    default:
      return ratio;
  }
}

std::string_view DescendingCode(Function function) {
  for (const Atom& atom : Atoms()) {
    if (atom.function == function) return atom.code;
  }
  return {};
}

void AppendPower(std::string& code, std::string_view atom, int exponent) {
  if (exponent == 0) return;
  if (!code.empty()) code += '.';
  code += atom;
  if (exponent != 1) code += std::to_string(exponent);
}

bool AddExponent(std::int8_t& to, int sum) {
  if (sum > 127 || sum < -127) return false;
  to = static_cast<std::int8_t>(sum);
  return true;
}

}  // namespace

Unit::Unit() : factor_(Rational::Of(1)), scale_(Rational::Of(1)) {}

std::optional<Unit> Unit::Parse(std::string_view code) { return CodeParser(code).Parse(); }

Unit Unit::ParseOrThrow(std::string_view code) {
  CodeParser parser(code);
  if (const auto unit = parser.Parse()) return *unit;
  std::string message = "The code is none of UCUM: expected " + std::string(parser.expected());
  const std::string_view nearest =
      parser.unknown().empty() ? std::string_view() : NearestAtom(parser.unknown());
  if (!nearest.empty()) message += "; did you mean '" + std::string(nearest) + "'?";
  throw base::Error(base::ErrorCode::kInvalid, message).At("1:" + std::to_string(parser.column()));
}

bool Unit::IsDescending() const {
  switch (function_) {
    case Function::kPh:
    case Function::kHomeopathicX:
    case Function::kHomeopathicC:
    case Function::kHomeopathicM:
    case Function::kHomeopathicQ:
      return true;
    default:
      return false;
  }
}

bool Unit::SameDimension(const Unit& other) const {
  return dimension_ == other.dimension_ && arbitrary_ == other.arbitrary_;
}

std::string Unit::CanonicalCode() const {
  return IsDescending() ? std::string(DescendingCode(function_)) : BaseCode();
}

std::string Unit::BaseCode() const {
  std::string code;
  for (const std::size_t place : kCodeOrder) {
    AppendPower(code, Atoms()[place].code, dimension_[place]);
  }
  for (const ArbitraryPower& power : arbitrary_) {
    AppendPower(code, Atoms()[power.atom].code, power.exponent);
  }
  return code.empty() ? "1" : code;
}

Rational Unit::ToBase(const Rational& value) const {
  if (!IsSpecial()) return value * factor_;
  const Rational scaled = value * scale_;
  if (IsTemperature(function_)) return (scaled + Offset(function_)) * factor_;
  return Rational::OfDouble(Inverse(function_, scaled.ToDouble())) * factor_;
}

Rational Unit::FromBase(const Rational& value) const {
  const Rational ratio = value / factor_;
  if (!IsSpecial()) return ratio;
  if (IsTemperature(function_)) return (ratio - Offset(function_)) / scale_;
  return Rational::OfDouble(Apply(function_, ratio.ToDouble())) / scale_;
}

Rational Unit::ToCanonical(const Rational& value) const {
  return IsDescending() ? value * scale_ : ToBase(value);
}

std::optional<double> Unit::ToCanonical(std::string_view decimal) const {
  const auto value = Rational::Parse(decimal);
  if (!value) return std::nullopt;
  return ToCanonical(*value).ToDouble();
}

double Unit::ToCanonical(double value) const {
  return ToCanonical(Rational::OfDouble(value)).ToDouble();
}

std::optional<std::string> Unit::ToCanonicalText(std::string_view decimal) const {
  const auto value = Rational::Parse(decimal);
  if (!value) return std::nullopt;
  return ToCanonical(*value).ToText();
}

std::optional<Unit> Unit::Combine(const Unit& a, const Unit& b, int sign) {
  // UCUM, section 21 and 22: a special unit takes a number as its factor, and nothing else.
  if (a.IsSpecial() || b.IsSpecial()) {
    const Unit& number = a.IsSpecial() ? b : a;
    const bool is_number = !number.IsSpecial() && number.SameDimension(Unit());
    if (!is_number || (b.IsSpecial() && sign < 0)) return std::nullopt;
    Unit special = a.IsSpecial() ? a : b;
    special.scale_ = sign > 0 ? special.scale_ * number.factor_ : special.scale_ / number.factor_;
    return special;
  }
  Unit result = a;
  for (std::size_t i = 0; i < result.dimension_.size(); ++i) {
    if (!AddExponent(result.dimension_[i], a.dimension_[i] + sign * b.dimension_[i])) {
      return std::nullopt;
    }
  }
  for (const ArbitraryPower& power : b.arbitrary_) {
    if (power.exponent == 0) continue;
    const auto at = std::find_if(
        result.arbitrary_.begin(), result.arbitrary_.end(),
        [&](const ArbitraryPower& p) { return p.exponent == 0 || p.atom == power.atom; });
    if (at == result.arbitrary_.end()) return std::nullopt;
    at->atom = power.atom;
    if (!AddExponent(at->exponent, at->exponent + sign * power.exponent)) return std::nullopt;
    result.Tidy();
  }
  result.factor_ = sign > 0 ? a.factor_ * b.factor_ : a.factor_ / b.factor_;
  return result;
}

void Unit::Tidy() {
  for (ArbitraryPower& power : arbitrary_) {
    if (power.exponent == 0) power = {};
  }
  std::sort(arbitrary_.begin(), arbitrary_.end(),
            [](const ArbitraryPower& a, const ArbitraryPower& b) {
              return std::pair(a.exponent == 0, a.atom) < std::pair(b.exponent == 0, b.atom);
            });
}

std::optional<Unit> Unit::Multiply(const Unit& a, const Unit& b) { return Combine(a, b, 1); }

std::optional<Unit> Unit::Divide(const Unit& a, const Unit& b) { return Combine(a, b, -1); }

std::optional<Unit> Unit::Power(int exponent) const {
  if (exponent == 1) return *this;
  if (IsSpecial() || exponent > 127 || exponent < -127) return std::nullopt;
  Unit result = *this;
  for (std::int8_t& power : result.dimension_) {
    if (!AddExponent(power, power * exponent)) return std::nullopt;
  }
  for (ArbitraryPower& power : result.arbitrary_) {
    if (!AddExponent(power.exponent, power.exponent * exponent)) return std::nullopt;
  }
  result.Tidy();
  result.factor_ = factor_.Power(exponent);
  return result;
}

bool Unit::operator==(const Unit& other) const {
  return SameDimension(other) && function_ == other.function_ &&
         factor_.Compare(other.factor_) == 0 && scale_.Compare(other.scale_) == 0;
}

}  // namespace socle::ucum
