#include "base/http_date.h"

#include <charconv>
#include <string_view>

namespace socle::base {
namespace {

std::optional<int> Digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Instant> ParseHttpDate(std::string_view text) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29) return std::nullopt;
  const std::size_t month = kMonths.find(text.substr(8, 3));
  const auto day = Digits(text.substr(5, 2)), year = Digits(text.substr(12, 4)),
             hour = Digits(text.substr(17, 2)), minute = Digits(text.substr(20, 2)),
             second = Digits(text.substr(23, 2));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  if (!day || !year || !hour || !minute || !second) return std::nullopt;
  const std::int64_t days = DaysFromCivil({*year, static_cast<int>(month / 3) + 1, *day});
  const Instant instant{(days * 86'400 + *hour * 3600 + *minute * 60 + *second) * 1'000'000};
  // The way back tells whether day of the week, day and punctuation are right.
  if (FormatHttpDate(instant) != text) return std::nullopt;
  return instant;
}

}  // namespace socle::base
