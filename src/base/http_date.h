#pragma once

#include <optional>
#include <string_view>

#include "base/instant.h"

namespace socle::base {

/// The moment of a date as FormatHttpDate writes it, "Sun, 06 Nov 1994 08:49:37 GMT"; nothing for
/// any other text (the obsolete forms of RFC 9110, 5.6.7, among them).
std::optional<Instant> ParseHttpDate(std::string_view text);

}  // namespace socle::base
