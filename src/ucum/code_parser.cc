#include "ucum/code_parser.h"

#include <cassert>
#include <charconv>

#include "ucum/atoms.h"

namespace socle::ucum {
namespace {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

constexpr std::string_view kProductFault =
    "a unit that may stand in a product (special units may not), within the limits of exponents";

}  // namespace

std::nullopt_t CodeParser::Fail(std::size_t at, std::string_view expected) {
  // The first fault is the one that the reader can understand.
  if (expected_.empty()) {
    fault_ = at;
    expected_ = expected;
  }
  return std::nullopt;
}

std::optional<Unit> CodeParser::Parse() {
  if (code_.empty()) return Fail(0, "a unit");
  if (code_.size() > kMaxLength) return Fail(kMaxLength, "the end: a code has at most 256 bytes");
  auto unit = Term(0);
  if (!unit) return std::nullopt;
  if (!AtEnd()) return Fail(at_, "'.', '/' or the end");
  return unit;
}

std::optional<Unit> CodeParser::Term(int depth) {
  Unit product;
  bool divides = Now() == '/';
  if (divides) ++at_;
  while (true) {
    const std::size_t start = at_;
    const auto component = Component(depth);
    if (!component) return std::nullopt;
    const auto next =
        divides ? Unit::Divide(product, *component) : Unit::Multiply(product, *component);
    if (!next) return Fail(start, kProductFault);
    product = *next;
    if (Now() != '.' && Now() != '/') return product;
    divides = Now() == '/';
    ++at_;
  }
}

std::optional<Unit> CodeParser::Component(int depth) {
  if (Now() == '(') return Parenthesised(depth);
  if (Now() == '{') {
    if (!Annotation()) return std::nullopt;
    return Unit();
  }
  auto unit = Annotatable();
  if (unit && Now() == '{' && !Annotation()) return std::nullopt;
  return unit;
}

std::optional<Unit> CodeParser::Parenthesised(int depth) {
  if (depth == kMaxDepth) return Fail(at_, "at most 32 levels of parentheses");
  ++at_;
  auto unit = Term(depth + 1);
  if (!unit) return std::nullopt;
  if (Now() != ')') return Fail(at_, "'.', '/' or ')'");
  ++at_;
  return unit;
}

bool CodeParser::Annotation() {
  const std::size_t start = at_++;
  for (; !AtEnd() && Now() != '}'; ++at_) {
    if (Now() == '{' || Now() < '!' || Now() > '~') {
      Fail(at_, "a character of ASCII that is no blank and no '{'");
      return false;
    }
  }
  if (AtEnd()) {
    Fail(start, "an annotation that ends with '}'");
    return false;
  }
  ++at_;
  return true;
}

// DEVIATION: ucum-1, an annotation may follow a number.
std::optional<Unit> CodeParser::Annotatable() {
  const std::size_t start = at_;
  const std::string_view symbol = Symbol();
  if (symbol.empty() && !IsDigit(Now())) {
    return expected_.empty() ? Fail(start, "a unit, a number, '(' or '{'") : std::nullopt;
  }
  if (symbol.empty()) return Number();
  auto unit = Simple(symbol, start);
  if (!unit || (!IsDigit(Now()) && Now() != '-' && Now() != '+')) return unit;
  const std::size_t sign = at_;
  const auto exponent = Exponent();
  if (!exponent) return std::nullopt;
  auto power = unit->Power(*exponent);
  return power ? power : Fail(sign, "no exponent here: the unit is special, or it is too large");
}

std::optional<Unit> CodeParser::Number() {
  const std::size_t start = at_;
  while (IsDigit(Now())) ++at_;
  const std::string_view digits = code_.substr(start, at_ - start);
  long long value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (result.ec != std::errc()) return Fail(start, "a number of at most 18 digits");
  if (value == 0) return Fail(start, "a number other than 0");
  Unit unit;
  unit.factor_ = Rational::Of(value);
  return unit;
}

/// The symbol that begins here, without its exponent; empty where there is none.
std::string_view CodeParser::Symbol() {
  const std::size_t start = at_;
  const std::string_view rest = code_.substr(at_);
  if (rest.starts_with("10*") || rest.starts_with("10^")) {
    at_ += 3;
    return rest.substr(0, 3);
  }
  std::size_t bracket = std::string_view::npos;
  for (; !AtEnd(); ++at_) {
    const char c = Now();
    if (c < '!' || c > '~') break;
    if (bracket != std::string_view::npos) {
      if (c == ']') bracket = std::string_view::npos;
      continue;
    }
    if (c == '[') {
      bracket = at_;
    } else if (IsDigit(c) || std::string_view(".()/+-{}]=\"").find(c) != std::string_view::npos) {
      break;
    }
  }
  if (bracket != std::string_view::npos) {
    Fail(bracket, "a ']' that closes the '['");
    return {};
  }
  return code_.substr(start, at_ - start);
}

std::optional<int> CodeParser::Exponent() {
  const std::size_t start = at_;
  const bool negative = Now() == '-';
  if (negative || Now() == '+') ++at_;
  const std::size_t first = at_;
  while (IsDigit(Now())) ++at_;
  const std::string_view digits = code_.substr(first, at_ - first);
  if (digits.empty()) return Fail(at_, "the digits of an exponent");
  int value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (result.ec != std::errc() || value > 127) return Fail(start, "an exponent of at most 127");
  return negative ? -value : value;
}

std::optional<Unit> CodeParser::Simple(std::string_view symbol, std::size_t start) {
  const auto simple = FindSimpleUnit(symbol);
  if (!simple) {
    if (expected_.empty()) unknown_ = symbol;
    return Fail(start, "a unit of UCUM");
  }
  auto unit = Defined(simple->atom);
  if (!unit) return Fail(start, "a unit of UCUM");
  if (simple->prefix) {
    const Rational prefix = *Rational::Parse(simple->prefix->value);
    Rational& scaled = unit->IsSpecial() ? unit->scale_ : unit->factor_;
    scaled = scaled * prefix;
  }
  return unit;
}

std::optional<Unit> CodeParser::Defined(std::size_t atom) const {
  // A test holds the table to definitions without cycles.
  assert(level_ < 16);
  const Atom& entry = Atoms()[atom];
  Unit unit;
  if (entry.definition.empty()) {
    unit.dimension_[atom] = 1;
    return unit;
  }
  const Rational value = *Rational::Parse(entry.value);
  if ((entry.traits & kArbitrary) && entry.definition == "1") {
    unit.arbitrary_[0] = {static_cast<std::uint16_t>(atom), 1};
    return unit;
  }
  const auto defined = CodeParser(entry.definition, level_ + 1).Parse();
  if (!defined) return std::nullopt;
  unit = *defined;
  unit.factor_ = unit.factor_ * ((entry.traits & kPi) ? Rational::Pi() : value);
  unit.function_ = entry.function;
  return unit;
}

}  // namespace socle::ucum
