#include "resource/search_value.h"

#include <array>
#include <cstdlib>
#include <utility>

#include "base/decimal.h"
#include "base/error.h"
#include "base/fixed_decimal.h"
#include "base/iso8601.h"
#include "resource/resource_id.h"
#include "ucum/unit.h"

namespace socle::resource {
namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute,
                       kDay = 24 * kHour;

[[noreturn]] void Fail(std::string_view name, std::string_view expected) {
  throw base::Error(base::ErrorCode::kBadRequest,
                    "the search parameter " + std::string(name) + " takes " + std::string(expected))
      .At(std::string(name));
}

/// Cuts the prefix off `text`.
Prefix TakePrefix(std::string_view& text) {
  static constexpr std::array<std::pair<std::string_view, Prefix>, 9> kPrefixes{
      {{"eq", Prefix::kEq},
       {"ne", Prefix::kNe},
       {"gt", Prefix::kGt},
       {"lt", Prefix::kLt},
       {"ge", Prefix::kGe},
       {"le", Prefix::kLe},
       {"sa", Prefix::kSa},
       {"eb", Prefix::kEb},
       {"ap", Prefix::kAp}}};
  for (const auto& [written, prefix] : kPrefixes) {
    if (!text.starts_with(written)) continue;
    text.remove_prefix(written.size());
    return prefix;
  }
  return Prefix::kEq;
}

std::int64_t Millis(base::Instant instant) {
  const std::int64_t millis = instant.micros / 1000;
  return instant.micros % 1000 < 0 ? millis - 1 : millis;
}

/// The first moment behind the day, month or year.
std::int64_t DateEnd(const base::IsoDate& date) {
  base::Civil next{date.year, date.month, date.day};
  switch (date.precision) {
    case base::DatePrecision::kYear:
      next = {date.year + 1, 1, 1};
      break;
    case base::DatePrecision::kMonth:
      next = date.month == 12 ? base::Civil{date.year + 1, 1, 1}
                              : base::Civil{date.year, date.month + 1, 1};
      break;
    case base::DatePrecision::kDay:
      return (base::DaysFromCivil(next) + 1) * kDay;
  }
  return base::DaysFromCivil(next) * kDay;
}

std::int64_t TimeSpan(const base::IsoTime& time) {
  switch (time.precision) {
    case base::TimePrecision::kHour:
      return kHour;
    case base::TimePrecision::kMinute:
      return kMinute;
    case base::TimePrecision::kSecond:
      return kSecond;
    case base::TimePrecision::kFraction:
      return time.fraction_digits == 1 ? 100 : time.fraction_digits == 2 ? 10 : 1;
  }
  return kSecond;
}

/// The number of digits behind the point that count: -2 for "1e2".
std::int64_t DigitsBehindPoint(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  const std::string_view mantissa = text.substr(0, e);
  const std::size_t point = mantissa.find('.');
  std::int64_t digits =
      point == std::string_view::npos ? 0 : static_cast<std::int64_t>(mantissa.size() - point - 1);
  if (e != std::string_view::npos) {
    digits -= std::strtoll(std::string(text.substr(e + 1)).c_str(), nullptr, 10);
  }
  return digits;
}

NumberValue NumberOf(Prefix prefix, std::string_view text) {
  NumberValue number{prefix, std::string(text), std::string(text), std::string(text)};
  const auto value = base::FixedDecimal::Parse(text);
  if (!value) return number;
  std::optional<base::FixedDecimal> half;
  if (prefix == Prefix::kAp) {
    half = value->Absolute().Times(base::FixedDecimal(1, 1));
  } else {
    half = base::FixedDecimal::Parse("5e" + std::to_string(-DigitsBehindPoint(text) - 1));
  }
  if (!half) return number;
  const auto low = value->Minus(*half), high = value->Plus(*half);
  if (!low || !high) return number;
  number.low = low->ToString();
  number.high = high->ToString();
  return number;
}

/// "+" at the front is not JSON's, and a number may begin with a point nowhere else either.
bool IsNumber(std::string_view text) { return base::IsDecimal(text) && text.size() <= 64; }

}  // namespace

std::vector<std::string_view> SplitUnescaped(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == separator) {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::string Unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped =
        text[i] == '\\' && i + 1 < text.size() &&
        (text[i + 1] == ',' || text[i + 1] == '|' || text[i + 1] == '$' || text[i + 1] == '\\');
    if (escaped) ++i;
    out += text[i];
  }
  return out;
}

TokenValue ParseToken(std::string_view name, std::string_view text) {
  const auto parts = SplitUnescaped(text, '|');
  TokenValue value;
  if (parts.size() == 1) {
    value.code = Unescape(parts[0]);
  } else if (parts.size() == 2) {
    value.system = Unescape(parts[0]);
    if (!parts[1].empty()) value.code = Unescape(parts[1]);
  }
  const bool has_code = value.code && !value.code->empty();
  if (parts.size() > 2 || (!has_code && (!value.system || value.system->empty()))) {
    Fail(name, "a token: code, system|code, |code or system|");
  }
  return value;
}

TokenValue ParseOfType(std::string_view name, std::string_view text) {
  const auto parts = SplitUnescaped(text, '|');
  if (parts.size() != 3 || parts[1].empty() || parts[2].empty()) {
    Fail(name, "with :of-type system|code|value, of the identifier's type and its value");
  }
  TokenValue value;
  if (!parts[0].empty()) value.system = Unescape(parts[0]);
  value.code = Unescape(parts[1]) + "|" + Unescape(parts[2]);
  return value;
}

ReferenceValue ParseReference(std::string_view name, std::string_view text, std::string_view base) {
  std::string reference = Unescape(text);
  if (!base.empty() && reference.starts_with(base)) {
    std::size_t skip = base.size();
    if (skip < reference.size() && reference[skip] == '/') ++skip;
    reference.erase(0, skip);
  }
  ReferenceValue value;
  if (reference.find(':') != std::string::npos) {
    value.url = std::move(reference);
    return value;
  }
  std::string_view rest = reference;
  if (const auto history = rest.find("/_history/"); history != std::string_view::npos) {
    rest = rest.substr(0, history);
  }
  if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
    value.type = fhir::FindType(rest.substr(0, slash));
    rest.remove_prefix(slash + 1);
    const bool known = value.type != fhir::TypeId::kNone &&
                       fhir::Get(value.type).kind == fhir::TypeKind::kResource;
    if (!known) Fail(name, "a reference to a type of resource: Type/id, id or a URL");
  }
  if (!IsId(rest)) Fail(name, "a reference: Type/id, id or a URL");
  value.id = std::string(rest);
  return value;
}

DateValue ParseDate(std::string_view name, std::string_view text, base::Instant now) {
  DateValue value;
  std::string written = Unescape(text);
  std::string_view rest = written;
  value.prefix = TakePrefix(rest);
  // A '+' that was not escaped in the URL arrives as a blank.
  for (char& c : written) c = c == ' ' ? '+' : c;
  const auto parsed = base::IsoDateTime::Parse(rest);
  const bool compact = parsed && (parsed->date.form == base::IsoForm::kCompact ||
                                  (parsed->time && parsed->time->form == base::IsoForm::kCompact));
  if (!parsed || compact) {
    Fail(name,
         "a date: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm[:ss] with Z or +hh:mm, perhaps "
         "behind one of eq ne gt lt ge le sa eb ap");
  }
  value.low = Millis(parsed->Start());
  value.high = parsed->time ? value.low + TimeSpan(*parsed->time) : DateEnd(parsed->date);
  if (value.prefix == Prefix::kAp) {
    const std::int64_t tenth = std::llabs(Millis(now) - value.low) / 10;
    value.low -= tenth;
    value.high += tenth;
  }
  return value;
}

NumberValue ParseNumber(std::string_view name, std::string_view text) {
  const Prefix prefix = TakePrefix(text);
  if (!IsNumber(text)) {
    Fail(name, "a number, perhaps behind one of eq ne gt lt ge le sa eb ap");
  }
  return NumberOf(prefix, text);
}

QuantityValue ParseQuantity(std::string_view name, std::string_view text) {
  const auto parts = SplitUnescaped(text, '|');
  std::string_view number = parts[0];
  const Prefix prefix = TakePrefix(number);
  const bool whole = parts.size() == 1 || (parts.size() == 3 && !parts[2].empty());
  if (!whole || !IsNumber(number)) {
    Fail(name, "a quantity: number, number|system|code or number||code");
  }
  QuantityValue value{NumberOf(prefix, number), {}, {}};
  if (parts.size() == 3) {
    value.system = Unescape(parts[1]);
    value.code = Unescape(parts[2]);
  }
  return value;
}

StringValue ParseString(std::string_view name, std::string_view text) {
  if (text.empty()) Fail(name, "a text that is not empty");
  return {Unescape(text)};
}

UriValue ParseUri(std::string_view name, std::string_view text) {
  if (text.empty()) Fail(name, "a URI");
  return {Unescape(text)};
}

NearValue ParseNear(std::string_view name, std::string_view text) {
  const auto parts = SplitUnescaped(text, '|');
  const auto number = [&](std::size_t part, double least, double most) {
    const double value =
        IsNumber(parts[part]) ? std::strtod(std::string(parts[part]).c_str(), nullptr) : most + 1;
    if (!(value >= least && value <= most)) {
      Fail(name,
           "latitude|longitude|distance|unit, in degrees from -90 to 90 and from -180 to 180, "
           "a distance from 0 on and a unit of length of UCUM");
    }
    return value;
  };
  if (parts.size() < 2 || parts.size() > 4) {
    Fail(name, "latitude|longitude|distance|unit, the last two of which may be left out");
  }
  constexpr double kMostNorth = 90, kMostEast = 180, kFar = 1e9;
  NearValue value;
  value.point = PointOf(number(0, -kMostNorth, kMostNorth), number(1, -kMostEast, kMostEast));
  double distance = 10;
  if (parts.size() > 2 && !parts[2].empty()) distance = number(2, 0, kFar);
  const auto unit =
      ucum::Unit::Parse(parts.size() > 3 && !parts[3].empty() ? Unescape(parts[3]) : "km");
  if (!unit || unit->CanonicalCode() != "m") {
    Fail(name, "a distance in a unit of length of UCUM: km, m, [mi_us]");
  }
  value.chord = ChordOf(unit->ToCanonical(distance));
  return value;
}

}  // namespace socle::resource
