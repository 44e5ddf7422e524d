#include "resource/date_interval.h"

#include <algorithm>

#include "base/iso8601.h"

namespace socle::resource {
namespace {

constexpr std::int64_t kDay = 24LL * 3600 * 1000;

/// Rounded down, before 1970 too.
constexpr std::int64_t Milliseconds(std::int64_t micros) {
  return (micros - ((micros % 1000 + 1000) % 1000)) / 1000;
}

std::int64_t SpanOf(const base::IsoDate& date) {
  switch (date.precision) {
    case base::DatePrecision::kYear:
      return (base::IsLeapYear(date.year) ? 366 : 365) * kDay;
    case base::DatePrecision::kMonth:
      return base::DaysInMonth(date.year, date.month) * kDay;
    case base::DatePrecision::kDay:
      break;
  }
  return kDay;
}

std::int64_t SpanOf(const base::IsoTime& time) {
  switch (time.precision) {
    case base::TimePrecision::kHour:
      return 3600 * 1000;
    case base::TimePrecision::kMinute:
      return 60 * 1000;
    case base::TimePrecision::kSecond:
      return 1000;
    case base::TimePrecision::kFraction:
      break;
  }
  return time.fraction_digits == 1 ? 100 : time.fraction_digits == 2 ? 10 : 1;
}

}  // namespace

std::optional<DateRow> IntervalOf(std::string_view text) {
  const auto parsed = base::IsoDateTime::Parse(text);
  if (!parsed || parsed->date.form == base::IsoForm::kCompact) return std::nullopt;
  DateRow row;
  row.low = Milliseconds(parsed->Start().micros);
  row.span = parsed->time ? SpanOf(*parsed->time) : SpanOf(parsed->date);
  if (row.low < kFirstMoment || row.low + row.span > kLastMoment) return std::nullopt;
  return row;
}

}  // namespace socle::resource
