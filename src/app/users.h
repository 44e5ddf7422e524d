#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::app {

enum class Role : std::uint8_t {
  kUser,
  kAdmin,  // also the routes under /admin
};

/// "user", "admin".
std::string_view RoleName(Role role);
/// The role called `text`. Errors: kUsage.
Role ParseRole(std::string_view text);

struct User {
  std::string name;
  Role role = Role::kUser;
  std::string hash;  // "$argon2id$v=19$m=…,t=…,p=…$salt$digest"
};

/// The costs of Argon2id (RFC 9106): memory in KiB, passes, lanes.
struct HashCosts {
  std::uint32_t memory_kib =
      19456;  // with two passes: the least that OWASP's password sheet advises
  std::uint32_t passes = 2;
  std::uint32_t lanes = 1;
};

/// An Argon2id hash of `password` with a random salt, in its own text form.
/// Errors: kUsage (empty, or longer than 1024 bytes), kInternal (no memory).
std::string HashPassword(std::string_view password, const HashCosts& costs = {});
/// Whether `password` has this hash; takes the same time for right and wrong ones.
bool MatchesHash(std::string_view password, const std::string& hash);

/// The users of a file: one a line, `name:role:hash`; empty lines and those that begin with `#` are
/// kept. One thread at a time.
class UsersFile {
 public:
  /// Reads the file; one that is absent has no users. Errors: kUsage (not readable, or a line that
  /// is no user) at path:line.
  explicit UsersFile(std::string path);

  const User* Find(std::string_view name) const;
  std::vector<User> List() const;  // in order of name

  /// Each writes the whole file anew beside the old one, mode 0600, and renames it: a reader sees
  /// the old file or the new one. Errors: kConflict (there already), kNotFound, kUsage (a name that
  /// holds other than letters, digits and `.-_@`, or more than 64 bytes), kStorageFull.
  void Add(User user);
  void SetHash(std::string_view name, std::string hash);
  void Remove(std::string_view name);

 private:
  void Load();
  void Save() const;

  std::string path_;
  std::vector<std::string> remarks_;  // comment lines, written back first
  std::map<std::string, User, std::less<>> users_;
};

}  // namespace socle::app
