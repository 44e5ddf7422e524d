#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace socle::store {

/// Throws the base::Error that the SQLite result `code` means. `doing` is the statement's name or
/// what was tried, for the log; SQLite's own message goes to the log too, and names no values.
[[noreturn]] void ThrowSqlite(sqlite3* db, int code, std::string_view doing);

/// An open SQLite connection; closed when it goes. One thread at a time, but for Interrupt.
class Connection {
 public:
  enum class Mode { kReadOnly, kReadWrite, kCreate };

  /// Opens the file at `path` through the SQLite VFS called `vfs`, without any setting.
  /// Errors: as ThrowSqlite; kUsage when it cannot be opened.
  Connection(const std::string& path, const std::string& vfs, Mode mode);
  Connection(Connection&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}
  Connection& operator=(Connection&&) = delete;
  ~Connection();

  sqlite3* get() const { return db_; }
  /// Runs every statement of `script`.
  void Execute(const std::string& script);
  /// The first column of the first row of `text`, 0 when there is none.
  std::int64_t QueryInt(const std::string& text);
  /// "" when there is none.
  std::string QueryText(const std::string& text);
  /// Whether no transaction is open.
  bool Idle() const { return sqlite3_get_autocommit(db_) != 0; }

 private:
  sqlite3* db_ = nullptr;
};

/// What a connection waits for a lock that another program holds (a sqlite3 shell).
inline constexpr int kBusyMilliseconds = 5000;

/// The settings that every connection of a store has; `cache_kib` is its own page cache.
void ConfigureConnection(Connection& connection, int cache_kib);

}  // namespace socle::store
