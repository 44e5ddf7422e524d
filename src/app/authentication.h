#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/logging.h"
#include "app/users.h"
#include "http/server.h"

namespace socle::app {

/// HTTP basic authentication (RFC 7617) against a users' file.
///
/// Argon2id takes tens of milliseconds and 19 MiB, so what was verified once is remembered, keyed
/// by the SHA-256 of a random key and the credentials; at most two passwords are hashed at once, at
/// most 64 wait. A change of the file is seen within a second: what was remembered is forgotten,
/// and a file that cannot be read leaves the last users in place and is logged. Safe from any
/// thread, because its users and memory stand behind locks.
class BasicAuthenticator : public http::Authenticator {
 public:
  /// Errors: kUsage (the file cannot be read, or holds no user). `log` outlives the authenticator.
  BasicAuthenticator(std::string users_file, Log& log);
  ~BasicAuthenticator() override;

  /// The user of credentials verified before, or nothing.
  std::optional<std::string> Quick(const http::Request& request) override;
  /// The user. Errors: kUnauthenticated (no or wrong credentials; one text for every cause),
  /// kTooManyRequests (more than 64 wait for a hash).
  std::string Authenticate(const http::Request& request) override;
  std::string Challenge() const override;

  /// The role of a user, or nothing for one that is not there.
  std::optional<Role> RoleOf(std::string_view name) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace socle::app
