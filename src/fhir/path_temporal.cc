#include "fhir/path_temporal.h"

#include <algorithm>
#include <array>

#include "base/instant.h"

namespace socle::fhir {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

/// Reads fields of digits from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  bool AtEnd() const { return text_.empty(); }
  bool Take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool StartsWith(char c) const { return text_.starts_with(c); }
  /// Exactly `width` digits, of a value within the limits.
  bool Number(std::size_t width, int least, int most, int& value) {
    if (text_.size() < width) return false;
    value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return false;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(width);
    return value >= least && value <= most;
  }
  /// The micros of a fraction, and how many of its digits count.
  bool Fraction(std::int64_t& micros, std::uint8_t& digits) {
    std::int64_t unit = kSecond / 10;
    std::size_t count = 0;
    while (count < text_.size() && text_[count] >= '0' && text_[count] <= '9') {
      micros += (text_[count] - '0') * unit;
      unit /= 10;
      ++count;
    }
    text_.remove_prefix(count);
    digits = static_cast<std::uint8_t>(std::min<std::size_t>(count, 6));
    return count > 0;
  }

 private:
  std::string_view text_;
};

bool ReadDate(Reader& reader, PathTemporal& out) {
  int year = 0, month = 1, day = 1;
  if (!reader.Number(4, 1, 9999, year)) return false;
  out.precision = PathPrecision::kYear;
  if (reader.Take('-')) {
    if (!reader.Number(2, 1, 12, month)) return false;
    out.precision = PathPrecision::kMonth;
    if (reader.Take('-')) {
      if (!reader.Number(2, 1, base::DaysInMonth(year, month), day)) return false;
      out.precision = PathPrecision::kDay;
    }
  }
  out.micros = base::DaysFromCivil({year, month, day}) * kDay;
  return true;
}

bool ReadTime(Reader& reader, PathTemporal& out, int last_second) {
  int hour = 0, minute = 0, second = 0;
  if (!reader.Number(2, 0, 23, hour)) return false;
  out.precision = PathPrecision::kHour;
  std::int64_t fraction = 0;
  if (reader.Take(':')) {
    if (!reader.Number(2, 0, 59, minute)) return false;
    out.precision = PathPrecision::kMinute;
    if (reader.Take(':')) {
      if (!reader.Number(2, 0, last_second, second)) return false;
      out.precision = PathPrecision::kSecond;
      if (reader.Take('.')) {
        if (!reader.Fraction(fraction, out.fraction_digits)) return false;
        out.precision = PathPrecision::kFraction;
      }
    }
  }
  out.micros += hour * kHour + minute * kMinute + second * kSecond + fraction;
  return true;
}

bool ReadZone(Reader& reader, PathTemporal& out) {
  if (reader.Take('Z')) {
    out.zone_minutes = 0;
    return true;
  }
  const bool west = reader.StartsWith('-');
  if (!reader.Take('+') && !reader.Take('-')) return true;
  int hours = 0, minutes = 0;
  if (!reader.Number(2, 0, 14, hours) || !reader.Take(':') || !reader.Number(2, 0, 59, minutes) ||
      hours * 60 + minutes > 14 * 60) {
    return false;
  }
  out.zone_minutes = static_cast<std::int16_t>((hours * 60 + minutes) * (west ? -1 : 1));
  return true;
}

void AppendNumber(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  out.append(width > digits.size() ? width - digits.size() : 0, '0');
  out += digits;
}

std::int64_t FloorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

base::Civil CivilOf(const PathTemporal& value) {
  return base::CivilFromDays(FloorDivide(value.micros, kDay));
}

void AppendTime(const PathTemporal& value, std::string& out) {
  const std::int64_t of_day = value.micros - FloorDivide(value.micros, kDay) * kDay;
  AppendNumber(out, of_day / kHour, 2);
  if (value.precision == PathPrecision::kHour) return;
  out += ':';
  AppendNumber(out, of_day / kMinute % 60, 2);
  if (value.precision == PathPrecision::kMinute) return;
  out += ':';
  AppendNumber(out, of_day / kSecond % 60, 2);
  if (value.precision == PathPrecision::kSecond) return;
  out += '.';
  std::string fraction;
  AppendNumber(fraction, of_day % kSecond, 6);
  out += fraction.substr(0, value.fraction_digits);
}

std::int64_t MicrosOf(PathPrecision precision) {
  switch (precision) {
    case PathPrecision::kHour:
      return kHour;
    case PathPrecision::kMinute:
      return kMinute;
    case PathPrecision::kSecond:
    case PathPrecision::kFraction:
      return 1;
    default:
      return kDay;
  }
}

/// `micros` without what is finer than `precision`. A fraction belongs to the seconds.
std::int64_t Cut(std::int64_t micros, PathPrecision precision) {
  if (precision >= PathPrecision::kDay) {
    const std::int64_t unit = MicrosOf(precision);
    return FloorDivide(micros, unit) * unit;
  }
  base::Civil civil = base::CivilFromDays(FloorDivide(micros, kDay));
  civil.day = 1;
  if (precision == PathPrecision::kYear) civil.month = 1;
  return base::DaysFromCivil(civil) * kDay;
}

PathPrecision Comparable(PathPrecision precision) {
  return precision == PathPrecision::kFraction ? PathPrecision::kSecond : precision;
}

/// One with a time zone, one with a time and none, which could be of any zone.
std::optional<std::strong_ordering> CompareAcrossZones(std::int64_t zoned_utc, std::int64_t local,
                                                       PathPrecision coarser) {
  const std::int64_t slack = coarser >= PathPrecision::kSecond ? 0 : MicrosOf(coarser);
  if (zoned_utc - local > 12 * kHour + slack) return std::strong_ordering::greater;
  if (zoned_utc - local < -14 * kHour - slack) return std::strong_ordering::less;
  return std::nullopt;
}

}  // namespace

std::optional<PathTemporal> PathTemporal::ParseDate(std::string_view text) {
  Reader reader(text);
  PathTemporal value;
  return ReadDate(reader, value) && reader.AtEnd() ? std::optional(value) : std::nullopt;
}

std::optional<PathTemporal> PathTemporal::ParseDateTime(std::string_view text) {
  Reader reader(text);
  PathTemporal value;
  if (!ReadDate(reader, value)) return std::nullopt;
  if (reader.Take('T') && !reader.AtEnd()) {
    if (value.precision != PathPrecision::kDay) return std::nullopt;
    // FHIR lets a leap second stand; it is the first of the next minute.
    if (!ReadTime(reader, value, 60) || !ReadZone(reader, value)) return std::nullopt;
  }
  return reader.AtEnd() ? std::optional(value) : std::nullopt;
}

std::optional<PathTemporal> PathTemporal::ParseTime(std::string_view text) {
  Reader reader(text);
  PathTemporal value;
  return ReadTime(reader, value, 59) && reader.AtEnd() ? std::optional(value) : std::nullopt;
}

std::string PathTemporal::DateText() const {
  const base::Civil civil = CivilOf(*this);
  std::string out;
  AppendNumber(out, civil.year, 4);
  if (precision >= PathPrecision::kMonth) {
    out += '-';
    AppendNumber(out, civil.month, 2);
  }
  if (precision >= PathPrecision::kDay) {
    out += '-';
    AppendNumber(out, civil.day, 2);
  }
  return out;
}

std::string PathTemporal::DateTimeText() const {
  std::string out = DateText();
  if (precision < PathPrecision::kHour) return out;
  out += 'T';
  AppendTime(*this, out);
  if (!has_zone()) return out;
  if (zone_minutes == 0) return out + 'Z';
  const int size = zone_minutes < 0 ? -zone_minutes : zone_minutes;
  out += zone_minutes < 0 ? '-' : '+';
  AppendNumber(out, size / 60, 2);
  out += ':';
  AppendNumber(out, size % 60, 2);
  return out;
}

std::string PathTemporal::TimeText() const {
  std::string out;
  AppendTime(*this, out);
  return out;
}

std::optional<std::strong_ordering> Compare(const PathTemporal& a, const PathTemporal& b) {
  const PathPrecision pa = Comparable(a.precision), pb = Comparable(b.precision);
  const PathPrecision coarser = std::min(pa, pb);
  std::int64_t left = a.micros, right = b.micros;
  if (a.has_zone() && b.has_zone()) {
    left -= a.zone_minutes * kMinute;
    right -= b.zone_minutes * kMinute;
  } else if (a.has_zone() && pb >= PathPrecision::kHour) {
    return CompareAcrossZones(left - a.zone_minutes * kMinute, right, coarser);
  } else if (b.has_zone() && pa >= PathPrecision::kHour) {
    const auto turned = CompareAcrossZones(right - b.zone_minutes * kMinute, left, coarser);
    return turned ? std::optional(0 <=> *turned) : std::nullopt;
  }
  const auto order = Cut(left, coarser) <=> Cut(right, coarser);
  if (order == 0 && pa != pb) return std::nullopt;
  return order;
}

namespace {

/// `amount` without its fraction, held where no date can be any more.
std::int64_t WholeUnits(const base::FixedDecimal& amount) {
  constexpr std::int64_t kBound = 1'000'000'000'000;
  const auto whole = amount.Truncated(0);
  const auto value = whole ? whole->ToInt64() : std::nullopt;
  if (!value) return amount.sign() * kBound;
  return std::clamp(*value, -kBound, kBound);
}

constexpr std::int64_t kMostMicros = 400'000'000'000'000'000;  // 12,000 years

/// Micros of hours and shorter units; seconds and less with their fraction.
std::int64_t MicrosOf(const base::FixedDecimal& amount, PathTimeUnit unit) {
  if (unit == PathTimeUnit::kSecond || unit == PathTimeUnit::kMillisecond) {
    const std::int64_t factor = unit == PathTimeUnit::kSecond ? kSecond : 1000;
    const auto micros = amount.Times(base::FixedDecimal::FromInteger(factor));
    const auto whole = micros ? micros->Truncated(0) : std::nullopt;
    const auto value = whole ? whole->ToInt64() : std::nullopt;
    if (!value) return amount.sign() * kMostMicros;
    return std::clamp(*value, -kMostMicros, kMostMicros);
  }
  const std::int64_t each = unit == PathTimeUnit::kHour ? kHour : kMinute;
  const std::int64_t most = kMostMicros / each;
  return std::clamp(WholeUnits(amount), -most, most) * each;
}

std::int64_t DaysOf(const base::FixedDecimal& amount, PathTimeUnit unit) {
  if (unit == PathTimeUnit::kDay) return WholeUnits(amount);
  if (unit == PathTimeUnit::kWeek) return WholeUnits(amount) * 7;
  return MicrosOf(amount, unit) / kDay;
}

std::optional<PathTemporal> AddMonths(PathTemporal date, std::int64_t months) {
  base::Civil civil = CivilOf(date);
  const std::int64_t all = civil.year * 12 + (civil.month - 1) + months;
  civil.year = FloorDivide(all, 12);
  civil.month = static_cast<int>(all - civil.year * 12) + 1;
  if (civil.year < 1 || civil.year > 9999) return std::nullopt;
  civil.day = std::min(civil.day, base::DaysInMonth(civil.year, civil.month));
  const std::int64_t of_day = date.micros - FloorDivide(date.micros, kDay) * kDay;
  date.micros = base::DaysFromCivil(civil) * kDay + of_day;
  return date;
}

std::optional<PathTemporal> AddMicros(PathTemporal date, std::int64_t micros) {
  if (__builtin_add_overflow(date.micros, micros, &date.micros)) return std::nullopt;
  const base::Civil civil = CivilOf(date);
  if (civil.year < 1 || civil.year > 9999) return std::nullopt;
  return date;
}

std::int64_t MonthsOf(const base::FixedDecimal& amount, PathTimeUnit unit,
                      PathPrecision precision) {
  if (unit == PathTimeUnit::kYear) return WholeUnits(amount) * 12;
  if (unit == PathTimeUnit::kMonth) {
    const std::int64_t months = WholeUnits(amount);
    return precision == PathPrecision::kYear ? months / 12 * 12 : months;
  }
  const std::int64_t days = DaysOf(amount, unit);
  return precision == PathPrecision::kYear ? days / 365 * 12 : days / 30;
}

/// Milliseconds make a fraction where there was none.
void ShowFraction(PathTemporal& value, std::int64_t micros) {
  if (value.precision < PathPrecision::kSecond || micros % kSecond == 0) return;
  const std::uint8_t needed = micros % 1000 != 0 ? 6 : 3;
  value.precision = PathPrecision::kFraction;
  value.fraction_digits = std::max(value.fraction_digits, needed);
}

}  // namespace

std::optional<PathTemporal> AddToDate(const PathTemporal& date, const base::FixedDecimal& amount,
                                      PathTimeUnit unit) {
  if (unit == PathTimeUnit::kYear || unit == PathTimeUnit::kMonth ||
      date.precision < PathPrecision::kDay) {
    return AddMonths(date, MonthsOf(amount, unit, date.precision));
  }
  if (unit == PathTimeUnit::kDay || unit == PathTimeUnit::kWeek) {
    const std::int64_t days = DaysOf(amount, unit);
    constexpr std::int64_t kMostDays = kMostMicros / kDay;
    if (days > kMostDays || days < -kMostDays) return std::nullopt;
    return AddMicros(date, days * kDay);
  }
  std::int64_t micros = MicrosOf(amount, unit);
  const std::int64_t precision = MicrosOf(date.precision);
  micros = micros / precision * precision;
  auto later = AddMicros(date, micros);
  if (later) ShowFraction(*later, micros);
  return later;
}

std::optional<PathTemporal> AddToTime(const PathTemporal& time, const base::FixedDecimal& amount,
                                      PathTimeUnit unit) {
  if (unit < PathTimeUnit::kHour) return std::nullopt;
  std::int64_t micros = MicrosOf(amount, unit);
  const std::int64_t precision = MicrosOf(time.precision);
  micros = micros / precision * precision;
  PathTemporal later = time;
  later.micros += micros % kDay;
  later.micros -= FloorDivide(later.micros, kDay) * kDay;
  ShowFraction(later, micros);
  return later;
}

std::optional<PathTimeUnit> FindTimeUnit(std::string_view word) {
  constexpr std::array<std::string_view, 8> kWords = {"year", "month",  "week",   "day",
                                                      "hour", "minute", "second", "millisecond"};
  if (word.ends_with('s')) word.remove_suffix(1);
  const auto found = std::find(kWords.begin(), kWords.end(), word);
  if (found == kWords.end()) return std::nullopt;
  return static_cast<PathTimeUnit>(found - kWords.begin());
}

}  // namespace socle::fhir
