#include "base/iso8601.h"

namespace socle::base {
namespace {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Takes the characters of a text from the left.
class Cursor {
 public:
  explicit Cursor(std::string_view rest) : rest_(rest) {}

  bool done() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool Eat(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// The number of exactly `count` digits, or nothing.
  std::optional<int> Digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int number = 0;
    for (const char c : rest_.substr(0, count)) {
      if (!IsDigit(c)) return std::nullopt;
      number = number * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return number;
  }
  /// Likewise, at most `most`.
  std::optional<int> Digits(std::size_t count, int most) {
    const auto number = Digits(count);
    return number && *number <= most ? number : std::nullopt;
  }
  /// The number of 1 to 15 digits, or nothing.
  std::optional<std::int64_t> Number() {
    std::int64_t number = 0;
    std::size_t count = 0;
    for (; IsDigit(peek()); ++count) {
      if (count == 15) return std::nullopt;
      number = number * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return count == 0 ? std::nullopt : std::optional(number);
  }

 private:
  std::string_view rest_;
};

struct Fraction {
  int micros = 0;
  int digits = 0;
};

/// The digits behind the decimal sign, which is taken; at least one.
std::optional<Fraction> ReadFraction(Cursor& cursor) {
  Fraction fraction;
  for (int unit = 100'000; IsDigit(cursor.peek()); unit /= 10) {
    fraction.micros += unit * (cursor.peek() - '0');
    if (fraction.digits < 1'000'000) ++fraction.digits;
    cursor.Eat(cursor.peek());
  }
  return fraction.digits == 0 ? std::nullopt : std::optional(fraction);
}

bool EatDecimalSign(Cursor& cursor) { return cursor.Eat('.') || cursor.Eat(','); }

/// The minutes of a zone that is not Z. Source: BASE 1.2.0, Time_Definitions, the bounds.
std::optional<int> ReadOffset(Cursor& cursor, int sign) {
  const auto hours = cursor.Digits(2, sign < 0 ? 12 : 14);
  if (!hours) return std::nullopt;
  int offset = *hours * 60;
  if (!cursor.done()) {
    cursor.Eat(':');
    const auto minutes = cursor.Digits(2, 59);
    if (!minutes) return std::nullopt;
    offset += *minutes;
  }
  if (offset > (sign < 0 ? 12 : 14) * 60) return std::nullopt;
  return sign * offset;
}

/// Reads the zone, if there is one, into `time`; false where it is not one.
bool ReadZone(Cursor& cursor, IsoTime& time) {
  if (cursor.done()) return true;
  if (cursor.Eat('Z')) {
    time.zone_minutes = 0;
  } else if (cursor.Eat('+')) {
    time.zone_minutes = ReadOffset(cursor, 1);
  } else if (cursor.Eat('-')) {
    time.zone_minutes = ReadOffset(cursor, -1);
  }
  return time.zone_minutes.has_value();
}

/// Reads the minute, the second and the fraction, as far as they are there; false on a fault.
bool ReadMinutes(Cursor& cursor, IsoTime& time) {
  time.precision = TimePrecision::kHour;
  time.form = IsoForm::kEither;
  if (cursor.peek() != ':' && !IsDigit(cursor.peek())) return true;
  time.form = cursor.Eat(':') ? IsoForm::kExtended : IsoForm::kCompact;
  const auto minute = cursor.Digits(2, 59);
  if (!minute) return false;
  time.minute = *minute;
  time.precision = TimePrecision::kMinute;
  const bool more = time.form == IsoForm::kExtended ? cursor.Eat(':') : IsDigit(cursor.peek());
  if (!more) return true;
  const auto second = cursor.Digits(2, 59);
  if (!second) return false;
  time.second = *second;
  time.precision = TimePrecision::kSecond;
  if (!EatDecimalSign(cursor)) return true;
  const auto fraction = ReadFraction(cursor);
  if (!fraction) return false;
  time.micros = fraction->micros;
  time.fraction_digits = fraction->digits;
  time.precision = TimePrecision::kFraction;
  return true;
}

std::optional<IsoTime> ReadTime(Cursor& cursor) {
  IsoTime time;
  const auto hour = cursor.Digits(2, 24);
  if (!hour) return std::nullopt;
  time.hour = *hour;
  if (!ReadMinutes(cursor, time) || !ReadZone(cursor, time) || !cursor.done()) return std::nullopt;
  const bool whole = time.precision >= TimePrecision::kSecond;
  if (time.hour == 24 && (!whole || time.minute != 0 || time.second != 0 || time.micros != 0)) {
    return std::nullopt;
  }
  return time;
}

/// Reads the month, if it is there, and then the day; false on a fault.
bool ReadMonth(Cursor& cursor, IsoDate& date) {
  date.precision = DatePrecision::kYear;
  date.form = IsoForm::kEither;
  if (cursor.done() || cursor.peek() == 'T') return true;
  date.form = cursor.Eat('-') ? IsoForm::kExtended : IsoForm::kCompact;
  const auto month = cursor.Digits(2, 12);
  if (!month || *month < 1) return false;
  date.month = *month;
  date.precision = DatePrecision::kMonth;
  if (cursor.done() || cursor.peek() == 'T') return true;
  if (date.form == IsoForm::kExtended && !cursor.Eat('-')) return false;
  const auto day = cursor.Digits(2, DaysInMonth(date.year, date.month));
  if (!day || *day < 1) return false;
  date.day = *day;
  date.precision = DatePrecision::kDay;
  return true;
}

std::optional<IsoDate> ReadDate(Cursor& cursor) {
  IsoDate date;
  const auto year = cursor.Digits(4);
  if (!year) return std::nullopt;
  date.year = *year;
  if (!ReadMonth(cursor, date)) return std::nullopt;
  return date;
}

constexpr std::int64_t kMicrosASecond = 1'000'000;
constexpr std::int64_t kSecondsADay = 86'400;

}  // namespace

std::optional<IsoDate> IsoDate::Parse(std::string_view text) {
  Cursor cursor(text);
  const auto date = ReadDate(cursor);
  return cursor.done() ? date : std::nullopt;
}

Instant IsoDate::Start() const {
  return {DaysFromCivil({year, month, day}) * kSecondsADay * kMicrosASecond};
}

std::optional<IsoTime> IsoTime::Parse(std::string_view text) {
  Cursor cursor(text);
  cursor.Eat('T');
  return ReadTime(cursor);
}

std::int64_t IsoTime::StartMicros() const {
  const std::int64_t minutes = hour * 60 + minute - zone_minutes.value_or(0);
  return (minutes * 60 + second) * kMicrosASecond + micros;
}

std::optional<IsoDateTime> IsoDateTime::Parse(std::string_view text) {
  Cursor cursor(text);
  IsoDateTime result;
  const auto date = ReadDate(cursor);
  if (!date) return std::nullopt;
  result.date = *date;
  if (cursor.done()) return result;
  if (date->precision != DatePrecision::kDay || !cursor.Eat('T')) return std::nullopt;
  result.time = ReadTime(cursor);
  if (!result.time) return std::nullopt;
  if (result.time->form != IsoForm::kEither && result.time->form != date->form) return std::nullopt;
  return result;
}

Instant IsoDateTime::Start() const {
  return {date.Start().micros + (time ? time->StartMicros() : 0)};
}

std::optional<IsoDuration> IsoDuration::Parse(std::string_view text) {
  IsoDuration result;
  Cursor cursor(text);
  result.negative = cursor.Eat('-');
  if (!cursor.Eat('P')) return std::nullopt;
  struct Unit {
    char letter;
    bool of_time;
    std::int64_t& value;
  };
  const Unit units[] = {{'Y', false, result.years}, {'M', false, result.months},
                        {'W', false, result.weeks}, {'D', false, result.days},
                        {'H', true, result.hours},  {'M', true, result.minutes},
                        {'S', true, result.seconds}};
  bool in_time = false;
  std::size_t next = 0;  // units stand in the order above, each at most once
  while (!cursor.done()) {
    if (!in_time && cursor.Eat('T')) in_time = true;
    const auto number = cursor.Number();
    if (!number) return std::nullopt;
    const bool has_fraction = in_time && EatDecimalSign(cursor);
    if (has_fraction) {
      const auto fraction = ReadFraction(cursor);
      if (!fraction || cursor.peek() != 'S') return std::nullopt;
      result.micros = fraction->micros;
      result.fraction_digits = fraction->digits;
    }
    while (next < std::size(units) &&
           (units[next].of_time != in_time || units[next].letter != cursor.peek())) {
      ++next;
    }
    if (next == std::size(units)) return std::nullopt;
    cursor.Eat(units[next].letter);
    units[next].value = *number;
    result.units = static_cast<std::uint8_t>(result.units | 1u << next);
    ++next;
  }
  return result.units == 0 ? std::nullopt : std::optional(result);
}

double IsoDuration::NominalSeconds() const {
  const auto real = [](std::int64_t value) { return static_cast<double>(value); };
  const double whole_days =
      real(years) * 365.24 + real(months) * 30.42 + real(weeks) * 7 + real(days);
  const double of_time = real(hours) * 3600 + real(minutes) * 60 + real(seconds);
  const double length = whole_days * kSecondsADay + of_time + real(micros) / kMicrosASecond;
  return negative ? -length : length;
}

}  // namespace socle::base
