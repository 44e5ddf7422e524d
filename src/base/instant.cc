#include "base/instant.h"

#include <chrono>
#include <string_view>

namespace socle::base {
namespace {

constexpr std::int64_t kMicrosADay = 86'400'000'000;

/// The calendar day, and the microseconds since its beginning.
struct Split {
  std::int64_t days;
  std::int64_t micros;
};

Split SplitDay(Instant instant) {
  std::int64_t days = instant.micros / kMicrosADay, micros = instant.micros % kMicrosADay;
  if (micros < 0) {
    micros += kMicrosADay;
    --days;
  }
  return {days, micros};
}

/// Appends `value` (not negative) with at least `width` digits.
void AppendPadded(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

/// Appends "hh:mm:ss".
void AppendClock(std::string& out, std::int64_t seconds) {
  AppendPadded(out, seconds / 3600, 2);
  out += ':';
  AppendPadded(out, seconds / 60 % 60, 2);
  out += ':';
  AppendPadded(out, seconds % 60, 2);
}

}  // namespace

Instant Now() {
  using namespace std::chrono;
  return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

std::string FormatIso(Instant instant) {
  const auto [days, micros] = SplitDay(instant);
  const Civil date = CivilFromDays(days);
  std::string out;
  out.reserve(32);
  if (date.year < 0) out += '-';
  AppendPadded(out, date.year < 0 ? -date.year : date.year, 4);
  out += '-';
  AppendPadded(out, date.month, 2);
  out += '-';
  AppendPadded(out, date.day, 2);
  out += 'T';
  AppendClock(out, micros / 1'000'000);
  if (micros % 1'000'000 != 0) {
    out += '.';
    AppendPadded(out, micros % 1'000'000, 6);
  }
  out += 'Z';
  return out;
}

std::string FormatHttpDate(Instant instant) {
  static constexpr std::string_view kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto [days, micros] = SplitDay(instant);
  const Civil date = CivilFromDays(days);
  std::string out;
  out.reserve(32);
  // 1970-01-01 was a Thursday.
  out += kDays[static_cast<std::size_t>(((days + 4) % 7 + 7) % 7)];
  out += ", ";
  AppendPadded(out, date.day, 2);
  out += ' ';
  out += kMonths[static_cast<std::size_t>(date.month - 1)];
  out += ' ';
  AppendPadded(out, date.year < 0 ? 0 : date.year, 4);
  out += ' ';
  AppendClock(out, micros / 1'000'000);
  out += " GMT";
  return out;
}

}  // namespace socle::base
