#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace socle::http {

/// A name and a password as HTTP's Basic scheme carries them.
struct BasicCredentials {
  std::string user;      // UTF-8, not empty, without control characters
  std::string password;  // UTF-8, without control characters
};

/// What the value of an Authorization header says, or nothing: another scheme, no base64, no colon,
/// an empty name, bytes that are not UTF-8, control characters, more than 1 kB.
/// Source: RFC 7617, 2 and 2.1.
std::optional<BasicCredentials> ParseBasicAuthorization(std::string_view value);

/// "Basic realm="…", charset="UTF-8"": the challenge of a 401. `realm` holds no quotation marks.
std::string BasicChallenge(std::string_view realm);

}  // namespace socle::http
