#include "http/basic_auth.h"

#include <algorithm>

#include "base/bytes.h"
#include "http/ascii.h"

namespace socle::http {
namespace {

constexpr std::size_t kLongest = 1024;

bool HoldsControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

}  // namespace

std::optional<BasicCredentials> ParseBasicAuthorization(std::string_view value) {
  constexpr std::string_view kScheme = "Basic ";
  value = TrimBlanks(value);
  if (value.size() > kLongest || value.size() <= kScheme.size() ||
      !EqualsIgnoringCase(value.substr(0, kScheme.size()), kScheme)) {
    return std::nullopt;
  }
  const auto decoded = base::FromBase64(TrimBlanks(value.substr(kScheme.size())));
  if (!decoded || !base::IsUtf8(*decoded) || HoldsControl(*decoded)) return std::nullopt;
  const std::size_t colon = decoded->find(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  return BasicCredentials{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

std::string BasicChallenge(std::string_view realm) {
  return "Basic realm=\"" + std::string(realm) + "\", charset=\"UTF-8\"";
}

}  // namespace socle::http
