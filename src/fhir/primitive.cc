#include "fhir/primitive.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "fhir/ids.h"
#include "fhir/xhtml.h"

namespace socle::fhir {
namespace {

constexpr std::size_t kLongestString = 1024u * 1024u;

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
constexpr bool IsLowerHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); }
constexpr bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Reads a text from its beginning; each step takes what it names or fails.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool AtEnd() const { return at_ == end_; }
  bool Take(char c) {
    if (AtEnd() || *at_ != c) return false;
    ++at_;
    return true;
  }
  /// Exactly `count` digits; their value is between `least` and `most`.
  bool Digits(int count, int least, int most) {
    if (end_ - at_ < count) return false;
    value_ = 0;
    for (int i = 0; i < count; ++i, ++at_) {
      if (!IsDigit(*at_)) return false;
      value_ = value_ * 10 + (*at_ - '0');
    }
    return value_ >= least && value_ <= most;
  }
  /// One digit or more.
  bool SomeDigits() {
    const char* begin = at_;
    while (!AtEnd() && IsDigit(*at_)) ++at_;
    return at_ != begin;
  }
  /// A number without leading zeros.
  bool Whole() { return Take('0') || (!AtEnd() && IsDigit(*at_) && SomeDigits()); }
  int value() const { return value_; }

 private:
  const char* at_;
  const char* end_;
  int value_ = 0;
};

int DaysIn(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

/// YYYY, YYYY-MM or YYYY-MM-DD; `is_day` where it is the last.
bool TakeDate(Scanner& in, bool& is_day) {
  is_day = false;
  if (!in.Digits(4, 1, 9999)) return false;
  const int year = in.value();
  if (!in.Take('-')) return true;
  if (!in.Digits(2, 1, 12)) return false;
  const int month = in.value();
  if (!in.Take('-')) return true;
  is_day = true;
  return in.Digits(2, 1, DaysIn(year, month));
}

bool TakeTime(Scanner& in) {
  return in.Digits(2, 0, 23) && in.Take(':') && in.Digits(2, 0, 59) && in.Take(':') &&
         in.Digits(2, 0, 60) && (!in.Take('.') || in.SomeDigits());
}

bool TakeZone(Scanner& in) {
  if (in.Take('Z')) return true;
  if (!in.Take('+') && !in.Take('-')) return false;
  if (!in.Digits(2, 0, 14)) return false;
  const int last_minute = in.value() == 14 ? 0 : 59;
  return in.Take(':') && in.Digits(2, 0, last_minute);
}

bool IsDate(std::string_view text) {
  Scanner in(text);
  bool is_day = false;
  return TakeDate(in, is_day) && in.AtEnd();
}

bool IsDateTime(std::string_view text) {
  Scanner in(text);
  bool is_day = false;
  if (!TakeDate(in, is_day)) return false;
  return in.AtEnd() || (is_day && in.Take('T') && TakeTime(in) && TakeZone(in) && in.AtEnd());
}

bool IsInstant(std::string_view text) {
  Scanner in(text);
  bool is_day = false;
  return TakeDate(in, is_day) && is_day && in.Take('T') && TakeTime(in) && TakeZone(in) &&
         in.AtEnd();
}

bool IsTime(std::string_view text) {
  Scanner in(text);
  return TakeTime(in) && in.AtEnd();
}

bool IsDecimal(std::string_view text) {
  Scanner in(text);
  in.Take('-');
  if (!in.Whole() || (in.Take('.') && !in.SomeDigits())) return false;
  if (in.Take('e') || in.Take('E')) {
    if (!in.Take('+')) in.Take('-');
    if (!in.SomeDigits()) return false;
  }
  return in.AtEnd();
}

/// A whole number of 32 bits that is at least `least`; a sign only before other digits than 0.
bool IsInteger(std::string_view text, std::int32_t least) {
  const bool plus = text.starts_with('+');
  if (plus) text.remove_prefix(1);
  Scanner in(text);
  if (in.Take('-') && plus) return false;
  if (!in.Whole() || !in.AtEnd() || text == "-0") return false;
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && value >= least;
}

bool IsText(std::string_view text) {
  if (text.empty() || text.size() > kLongestString) return false;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
  }
  return true;
}

bool IsUri(std::string_view text) {
  for (const char c : text) {
    if (IsSpace(c) || static_cast<unsigned char>(c) < 0x20) return false;
  }
  return !text.empty();
}

bool IsCode(std::string_view text) {
  bool after_space = true;
  for (const char c : text) {
    const bool space = IsSpace(c);
    if ((space && after_space) || (!space && static_cast<unsigned char>(c) < 0x20)) return false;
    after_space = space;
  }
  return !after_space;
}

bool IsId(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  for (const char c : text) {
    if (!IsLetter(c) && !IsDigit(c) && c != '-' && c != '.') return false;
  }
  return true;
}

bool IsOid(std::string_view text) {
  constexpr std::string_view kPrefix = "urn:oid:";
  if (!text.starts_with(kPrefix)) return false;
  Scanner in(text.substr(kPrefix.size()));
  if (!in.Digits(1, 0, 2) || in.AtEnd()) return false;
  while (!in.AtEnd()) {
    if (!in.Take('.') || !in.Whole()) return false;
  }
  return true;
}

bool IsUuid(std::string_view text) {
  constexpr std::string_view kShape = "urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i >= 9 && kShape[i] == 'x' ? !IsLowerHex(text[i]) : text[i] != kShape[i]) return false;
  }
  return true;
}

bool IsBase64(std::string_view text) {
  std::size_t count = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (IsSpace(c)) continue;
    ++count;
    if (c == '=') {
      ++padding;
    } else if (padding != 0 || (!IsLetter(c) && !IsDigit(c) && c != '+' && c != '/')) {
      return false;
    }
  }
  return count != 0 && count % 4 == 0 && padding <= 2;
}

bool IsAnyInteger(std::string_view text) {
  return IsInteger(text, std::numeric_limits<std::int32_t>::min());
}
bool IsUnsigned(std::string_view text) { return !text.starts_with('+') && IsInteger(text, 0); }
bool IsPositive(std::string_view text) { return IsInteger(text, 1); }
bool IsBoolean(std::string_view text) { return text == "true" || text == "false"; }
bool IsXhtml(std::string_view text) { return CheckXhtml(text).empty(); }

struct Primitive {
  bool (*fits)(std::string_view) = nullptr;
  std::string_view description = "a primitive";
  JsonForm form = JsonForm::kString;
};

constexpr std::size_t IndexOf(TypeId type) { return static_cast<std::size_t>(type); }

constexpr auto kPrimitives = [] {
  std::array<Primitive, IndexOf(type::kXhtml) + 1> table{};
  const auto set = [&table](TypeId type, Primitive primitive) { table[IndexOf(type)] = primitive; };
  constexpr std::string_view kText = "a text (1 byte to 1 MiB, no control characters)";
  constexpr std::string_view kUriText = "a uri (no white space)";
  set(type::kBoolean, {IsBoolean, "true or false", JsonForm::kBoolean});
  set(type::kInteger, {IsAnyInteger, "an integer (32 bits, no leading zeros)", JsonForm::kNumber});
  set(type::kUnsignedInt, {IsUnsigned, "an unsignedInt (0 to 2147483647)", JsonForm::kNumber});
  set(type::kPositiveInt, {IsPositive, "a positiveInt (1 to 2147483647)", JsonForm::kNumber});
  set(type::kDecimal, {IsDecimal, "a decimal", JsonForm::kNumber});
  set(type::kString, {IsText, kText});
  set(type::kMarkdown, {IsText, kText});
  set(type::kCode, {IsCode, "a code (no white space at either end, single spaces inside)"});
  set(type::kId, {IsId, "an id (1 to 64 of A-Z a-z 0-9 - .)"});
  set(type::kUri, {IsUri, kUriText});
  set(type::kUrl, {IsUri, kUriText});
  set(type::kCanonical, {IsUri, kUriText});
  set(type::kOid, {IsOid, "an oid (urn:oid:1.2.3)"});
  set(type::kUuid,
      {IsUuid, "a uuid (urn:uuid: and 32 hexadecimal digits in lower case, with hyphens)"});
  set(type::kBase64Binary, {IsBase64, "base64Binary (RFC 4648, padded)"});
  set(type::kInstant, {IsInstant, "an instant (YYYY-MM-DDThh:mm:ss.sss+zz:zz)"});
  set(type::kDate, {IsDate, "a date (YYYY, YYYY-MM or YYYY-MM-DD)"});
  set(type::kDateTime,
      {IsDateTime, "a dateTime (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+zz:zz)"});
  set(type::kTime, {IsTime, "a time (hh:mm:ss)"});
  set(type::kXhtml, {IsXhtml, "a div of XHTML"});
  return table;
}();

/// The entry of `type`; that of no type for what is no primitive.
const Primitive& Entry(TypeId type) {
  return kPrimitives[IndexOf(type) < kPrimitives.size() ? IndexOf(type) : 0];
}

}  // namespace

bool FitsPrimitive(TypeId type, std::string_view text) {
  const Primitive& primitive = Entry(type);
  return primitive.fits != nullptr && primitive.fits(text);
}

std::string_view DescribePrimitive(TypeId type) { return Entry(type).description; }

JsonForm FormOf(TypeId primitive) { return Entry(primitive).form; }

}  // namespace socle::fhir
