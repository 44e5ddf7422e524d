#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace socle::base {

/// A point in time: microseconds since 1970-01-01T00:00:00Z, no leap seconds.
struct Instant {
  std::int64_t micros = 0;
  auto operator<=>(const Instant&) const = default;
};

/// The system clock's time.
Instant Now();
/// "2026-03-01T12:30:45.123456Z": UTC; the fraction is left out when it is zero.
std::string FormatIso(Instant instant);
/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
std::string FormatHttpDate(Instant instant);

}  // namespace socle::base
