// links: base
// Any bytes are a date, time or duration, or nothing; what is accepted keeps its bounds.

#include "base/iso8601.h"

#include <cstdlib>
#include <string_view>

namespace {

using namespace socle::base;

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckDate(const IsoDate& date) {
  Require(date.year >= 0 && date.year <= 9999 && date.month >= 1 && date.month <= 12);
  Require(date.day >= 1 && date.day <= DaysInMonth(date.year, date.month));
  Require(CivilFromDays(date.Start().micros / 1'000'000 / 86'400).month > 0);
}

void CheckTime(const IsoTime& time) {
  constexpr std::int64_t kHour = 3'600'000'000;
  Require(time.hour >= 0 && time.hour <= 24 && time.minute >= 0 && time.minute <= 59);
  Require(time.second >= 0 && time.second <= 59 && time.micros >= 0 && time.micros <= 999'999);
  Require((time.precision == TimePrecision::kFraction) == (time.fraction_digits > 0));
  Require(time.StartMicros() >= -14 * kHour && time.StartMicros() <= 36 * kHour);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto date = IsoDate::Parse(text);
  const auto date_time = IsoDateTime::Parse(text);
  if (date) {
    CheckDate(*date);
    Require(date_time && !date_time->time && date_time->Start() == date->Start());
  }
  if (date_time) CheckDate(date_time->date);
  if (date_time && date_time->time) CheckTime(*date_time->time);
  if (const auto time = IsoTime::Parse(text)) CheckTime(*time);
  if (const auto duration = IsoDuration::Parse(text)) {
    const double length = duration->NominalSeconds();
    Require(duration->units != 0 && (duration->negative ? length <= 0 : length >= 0));
  }
  return 0;
}
