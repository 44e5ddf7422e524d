#include "app/users.h"

#include <argon2.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>

#include "base/error.h"

namespace socle::app {

namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kMaxPasswordBytes = 1024;
constexpr std::size_t kMaxNameBytes = 64;

void CheckName(std::string_view name) {
  const bool fits = !name.empty() && name.size() <= kMaxNameBytes &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') ||
                             std::string_view(".-_@").find(c) != std::string_view::npos;
                    });
  if (!fits) {
    throw Error(ErrorCode::kUsage,
                "a user's name has 1 to 64 letters, digits, `.`, `-`, `_` and `@`, found \"" +
                    std::string(name.substr(0, kMaxNameBytes)) + "\"");
  }
}

User ParseLine(const std::string& line, const std::string& place) {
  const std::size_t first = line.find(':');
  const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
  if (second == std::string::npos ||
      !std::string_view(line).substr(second + 1).starts_with("$argon2id$")) {
    // The line itself is not shown: it may hold a password that somebody pasted.
    throw Error(ErrorCode::kUsage,
                place + ": expected name:role:$argon2id$…; write users with `socle user add`")
        .At(place);
  }
  User user;
  user.name = line.substr(0, first);
  try {
    CheckName(user.name);
    user.role = ParseRole(line.substr(first + 1, second - first - 1));
  } catch (const Error& error) {
    throw Error(ErrorCode::kUsage, place + ": " + error.message()).At(place);
  }
  user.hash = line.substr(second + 1);
  return user;
}

[[noreturn]] void FailToWrite(const std::string& path, int fault) {
  throw Error(ErrorCode::kStorageFull,
              path + ": the users cannot be written: " + std::strerror(fault))
      .At(path);
}

/// A file descriptor that closes itself.
struct Descriptor {
  explicit Descriptor(int value) : fd(value) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int fd;
};

/// `text` as a new file of mode 0600, on disk.
void WriteDurably(const std::string& path, std::string_view text) {
  ::unlink(path.c_str());  // a rest of a write that was cut off
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.fd < 0) FailToWrite(path, errno);
  while (!text.empty()) {
    const ssize_t written = ::write(file.fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) FailToWrite(path, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.fd) != 0) FailToWrite(path, errno);
}

}  // namespace

std::string_view RoleName(Role role) { return role == Role::kAdmin ? "admin" : "user"; }

Role ParseRole(std::string_view text) {
  for (Role role : {Role::kUser, Role::kAdmin}) {
    if (RoleName(role) == text) return role;
  }
  throw Error(ErrorCode::kUsage, "a role is user or admin, found \"" + std::string(text) + "\"");
}

std::string HashPassword(std::string_view password, const HashCosts& costs) {
  if (password.empty() || password.size() > kMaxPasswordBytes) {
    throw Error(ErrorCode::kUsage, "a password has 1 to 1024 bytes");
  }
  unsigned char salt[kSaltBytes];
  if (RAND_bytes(salt, sizeof salt) != 1) throw Error(ErrorCode::kInternal, "no random numbers");
  std::string text(argon2_encodedlen(costs.passes, costs.memory_kib, costs.lanes, kSaltBytes,
                                     kHashBytes, Argon2_id),
                   '\0');
  const int fault = argon2id_hash_encoded(costs.passes, costs.memory_kib, costs.lanes,
                                          password.data(), password.size(), salt, sizeof salt,
                                          kHashBytes, text.data(), text.size());
  if (fault != ARGON2_OK) {
    throw Error(ErrorCode::kInternal, "the password cannot be hashed")
        .WithDetail(argon2_error_message(fault));
  }
  text.resize(text.find('\0'));
  return text;
}

bool MatchesHash(std::string_view password, const std::string& hash) {
  if (password.size() > kMaxPasswordBytes) return false;
  return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

UsersFile::UsersFile(std::string path) : path_(std::move(path)) { Load(); }

void UsersFile::Load() {
  std::ifstream file(path_);
  if (!file.is_open()) {
    if (::access(path_.c_str(), F_OK) != 0 && errno == ENOENT) return;
    throw Error(ErrorCode::kUsage, path_ + ": the users' file cannot be read").At(path_);
  }
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line.front() == '#') {
      remarks_.push_back(line);
      continue;
    }
    const std::string place = path_ + ":" + std::to_string(number);
    User user = ParseLine(line, place);
    std::string name = user.name;
    if (!users_.try_emplace(std::move(name), std::move(user)).second) {
      throw Error(ErrorCode::kUsage, place + ": the user is there twice").At(place);
    }
  }
  if (file.bad())
    throw Error(ErrorCode::kUsage, path_ + ": the users' file cannot be read").At(path_);
}

void UsersFile::Save() const {
  std::string text;
  for (const std::string& remark : remarks_) text.append(remark).append("\n");
  for (const auto& [name, user] : users_) {
    text.append(name)
        .append(":")
        .append(RoleName(user.role))
        .append(":")
        .append(user.hash)
        .append("\n");
  }
  const std::string fresh = path_ + ".new";
  WriteDurably(fresh, text);
  if (::rename(fresh.c_str(), path_.c_str()) != 0) FailToWrite(path_, errno);
}

const User* UsersFile::Find(std::string_view name) const {
  const auto found = users_.find(name);
  return found == users_.end() ? nullptr : &found->second;
}

std::vector<User> UsersFile::List() const {
  std::vector<User> users;
  for (const auto& [_, user] : users_) users.push_back(user);
  return users;
}

void UsersFile::Add(User user) {
  CheckName(user.name);
  std::string name = user.name;
  if (!users_.try_emplace(name, std::move(user)).second) {
    throw Error(ErrorCode::kConflict, "there is a user \"" + name +
                                          "\" already; `socle user passwd " + name +
                                          "` changes the password");
  }
  Save();
}

void UsersFile::SetHash(std::string_view name, std::string hash) {
  const auto found = users_.find(name);
  if (found == users_.end()) {
    throw Error(ErrorCode::kNotFound, "there is no user \"" + std::string(name) + "\"");
  }
  found->second.hash = std::move(hash);
  Save();
}

void UsersFile::Remove(std::string_view name) {
  const auto found = users_.find(name);
  if (found == users_.end()) {
    throw Error(ErrorCode::kNotFound, "there is no user \"" + std::string(name) + "\"");
  }
  users_.erase(found);
  Save();
}

}  // namespace socle::app
