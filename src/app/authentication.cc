#include "app/authentication.h"

#include <openssl/rand.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "http/basic_auth.h"

namespace socle::app {

namespace {

using base::Error;
using base::ErrorCode;

constexpr int kHashesAtOnce = 2;
constexpr int kMaxWaiting = 64;
constexpr std::size_t kMaxRemembered = 4096;
constexpr std::chrono::milliseconds kFileCheck{1000};

/// What changes when the file does: a rename gives it another inode.
struct FileMark {
  ino_t inode = 0;
  off_t size = -1;
  timespec changed{};
  bool operator==(const FileMark& other) const {
    return inode == other.inode && size == other.size && changed.tv_sec == other.changed.tv_sec &&
           changed.tv_nsec == other.changed.tv_nsec;
  }
};

FileMark MarkOf(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {status.st_ino, status.st_size, status.st_mtim};
}

[[noreturn]] void Refuse() {
  throw Error(ErrorCode::kUnauthenticated, "a valid user name and password are needed");
}

struct DigestHash {
  std::size_t operator()(const base::Digest& digest) const {
    std::size_t value = 0;
    std::memcpy(&value, digest.bytes.data(), sizeof value);
    return value;
  }
};

/// Lets two in at a time and turns away whom would wait behind 64 others.
class Gate {
 public:
  class Pass {
   public:
    explicit Pass(Gate& gate) : gate_(gate) {
      std::unique_lock lock(gate_.mutex_);
      if (gate_.waiting_ >= kMaxWaiting) {
        throw Error(ErrorCode::kTooManyRequests,
                    "too many sign-ins at once; try again in a moment");
      }
      ++gate_.waiting_;
      gate_.freed_.wait(lock, [this] { return gate_.inside_ < kHashesAtOnce; });
      --gate_.waiting_;
      ++gate_.inside_;
    }
    ~Pass() {
      {
        const std::lock_guard lock(gate_.mutex_);
        --gate_.inside_;
      }
      gate_.freed_.notify_one();
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

   private:
    Gate& gate_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  int waiting_ = 0, inside_ = 0;
};

}  // namespace

struct BasicAuthenticator::State {
  State(std::string file, Log& sink) : path(std::move(file)), log(sink) {}

  std::string path;
  Log& log;
  std::array<unsigned char, 32> key{};
  std::string nobody;  // a hash that no password has, for names that are not there
  Gate gate;
  std::atomic<std::int64_t> next_check{0};  // steady milliseconds

  mutable std::shared_mutex mutex;  // of what follows
  FileMark mark;
  std::unique_ptr<const UsersFile> users;
  std::uint64_t generation = 0;  // grows when the users change
  std::unordered_map<base::Digest, std::string, DigestHash> remembered;

  base::Digest KeyOf(std::string_view header) const {
    const std::string_view secret(reinterpret_cast<const char*>(key.data()), key.size());
    return base::Sha256().AddField(secret).AddField(header).Finish();
  }
  void Reload();
  void ReloadWhenDue();
  void Remember(std::string_view header, const std::string& name, std::uint64_t read_at);
};

void BasicAuthenticator::State::Reload() {
  const FileMark seen = MarkOf(path);
  {
    const std::shared_lock lock(mutex);
    if (users && seen == mark) return;
  }
  std::unique_ptr<const UsersFile> fresh;
  try {
    fresh = std::make_unique<const UsersFile>(path);
    if (fresh->List().empty()) {
      throw Error(ErrorCode::kUsage, path + ": there are no users; add one with `socle user add`")
          .At(path);
    }
  } catch (const Error& error) {
    const std::unique_lock lock(mutex);
    if (!users) throw;
    mark = seen;  // said once for each change
    log.Error("users_not_reloaded", {{"file", path}, {"reason", error.message()}});
    return;
  }
  const std::unique_lock lock(mutex);
  users = std::move(fresh);
  mark = seen;
  ++generation;
  remembered.clear();
}

void BasicAuthenticator::State::ReloadWhenDue() {
  const std::int64_t now = std::chrono::duration_cast<std::chrono::milliseconds>(
                               std::chrono::steady_clock::now().time_since_epoch())
                               .count();
  std::int64_t due = next_check.load(std::memory_order_relaxed);
  if (now < due) return;
  if (next_check.compare_exchange_strong(due, now + kFileCheck.count())) Reload();
}

void BasicAuthenticator::State::Remember(std::string_view header, const std::string& name,
                                         std::uint64_t read_at) {
  const base::Digest digest = KeyOf(header);
  const std::unique_lock lock(mutex);
  if (read_at != generation) return;  // the users changed while the password was hashed
  if (remembered.size() >= kMaxRemembered) remembered.clear();
  remembered.emplace(digest, name);
}

BasicAuthenticator::BasicAuthenticator(std::string users_file, Log& log)
    : state_(std::make_unique<State>(std::move(users_file), log)) {
  unsigned char noise[32];
  if (RAND_bytes(state_->key.data(), static_cast<int>(state_->key.size())) != 1 ||
      RAND_bytes(noise, sizeof noise) != 1) {
    throw Error(ErrorCode::kInternal, "no random numbers");
  }
  state_->Reload();
  state_->nobody = HashPassword(base::ToHex({reinterpret_cast<const char*>(noise), sizeof noise}));
}

BasicAuthenticator::~BasicAuthenticator() = default;

std::optional<std::string> BasicAuthenticator::Quick(const http::Request& request) {
  state_->ReloadWhenDue();
  const std::string* header = request.Header("Authorization");
  if (!header) return std::nullopt;
  const base::Digest digest = state_->KeyOf(*header);
  const std::shared_lock lock(state_->mutex);
  const auto found = state_->remembered.find(digest);
  if (found == state_->remembered.end()) return std::nullopt;
  return found->second;
}

std::string BasicAuthenticator::Authenticate(const http::Request& request) {
  state_->ReloadWhenDue();
  const std::string* header = request.Header("Authorization");
  if (!header) Refuse();
  const std::optional<http::BasicCredentials> credentials = http::ParseBasicAuthorization(*header);
  if (!credentials) Refuse();

  std::string hash = state_->nobody;  // so that an unknown name takes as long as a wrong password
  std::uint64_t generation = 0;
  bool known = false;
  {
    const std::shared_lock lock(state_->mutex);
    generation = state_->generation;
    if (const User* user = state_->users->Find(credentials->user)) {
      hash = user->hash;
      known = true;
    }
  }
  bool matches = false;
  {
    const Gate::Pass pass(state_->gate);
    matches = MatchesHash(credentials->password, hash);
  }
  if (!matches || !known) {
    state_->log.Warning("sign_in_refused", {{"request", request.request_id}});
    Refuse();
  }
  state_->Remember(*header, credentials->user, generation);
  return credentials->user;
}

std::string BasicAuthenticator::Challenge() const { return http::BasicChallenge("Socle"); }

std::optional<Role> BasicAuthenticator::RoleOf(std::string_view name) const {
  const std::shared_lock lock(state_->mutex);
  const User* user = state_->users->Find(name);
  if (!user) return std::nullopt;
  return user->role;
}

}  // namespace socle::app
