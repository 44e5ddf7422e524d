#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sql/dialect.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

namespace socle::store {

class SqliteStatement;

/// A connection with its cache of prepared statements. One thread at a time, but for Interrupt.
class SqliteSession final : public Session {
 public:
  /// `dialect` outlives the session.
  SqliteSession(Connection connection, const sql::Dialect& dialect);
  ~SqliteSession() override;

  Statement Prepare(const sql::Query& query) override;
  Statement PrepareText(std::string_view text) override;
  void Execute(std::string_view script) override;
  void Change(const sql::SchemaChange& change) override;
  void Interrupt() override;

  Connection& connection() { return connection_; }

  /// Transactions, for the store: BEGIN (a reader's snapshot), BEGIN IMMEDIATE, COMMIT, ROLLBACK.
  void Begin();
  void BeginWrite();
  void Commit();
  /// Ends whatever transaction is open; never throws.
  void Rollback() noexcept;
  void Savepoint();
  void ReleaseSavepoint();
  void RollbackToSavepoint();

 private:
  friend class SqliteStatement;

  // The idle statements of one query; those that run come back when they are released.
  struct Entry {
    std::uint64_t id = 0;
    std::vector<std::unique_ptr<SqliteStatement>> idle;
    int running = 0;
  };
  using Recency = std::list<Entry>;  // the one used last first

  sqlite3_stmt* PrepareRaw(std::string_view text, std::string_view name, unsigned flags);
  void RunFixed(sqlite3_stmt*& statement, const char* text);
  void Evict();
  void Back(SqliteStatement* statement) noexcept;

  Connection connection_;
  const sql::Dialect& dialect_;
  Recency entries_;
  std::unordered_map<std::uint64_t, Recency::iterator> cache_;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* begin_write_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  sqlite3_stmt* savepoint_ = nullptr;
  sqlite3_stmt* release_ = nullptr;
  sqlite3_stmt* rollback_to_ = nullptr;
};

}  // namespace socle::store
