#include "store/sqlite/session.h"

#include <cassert>

#include "store/states.h"

namespace socle::store {

namespace {

constexpr std::size_t kCachedQueries =
    400;  // generated queries come and go; fixed ones are about 100
constexpr std::size_t kIdleOfOneQuery = 4;

}  // namespace

/// A statement of SQLite. `entry` is where it goes back to, or null for one that is not kept.
class SqliteStatement final : public StatementState {
 public:
  SqliteStatement(SqliteSession& session, sqlite3_stmt* statement, std::string name)
      : session_(session), statement_(statement), name_(std::move(name)) {}
  ~SqliteStatement() override { sqlite3_finalize(statement_); }

  void BindInt(int index, std::int64_t value) override {
    Check(sqlite3_bind_int64(statement_, index, value));
  }
  void BindReal(int index, double value) override {
    Check(sqlite3_bind_double(statement_, index, value));
  }
  void BindText(int index, std::string_view text) override {
    // A null pointer would bind NULL; an empty view may have one.
    Check(sqlite3_bind_text64(statement_, index, text.data() != nullptr ? text.data() : "",
                              text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  void BindBlob(int index, std::string_view bytes) override {
    Check(sqlite3_bind_blob64(statement_, index, bytes.data() != nullptr ? bytes.data() : "",
                              bytes.size(), SQLITE_TRANSIENT));
  }
  void BindNull(int index) override { Check(sqlite3_bind_null(statement_, index)); }

  bool Step() override {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    Fail(code);
  }

  std::int64_t Run() override {
    while (Step()) {
    }
    // An insert, update or delete leaves its count; other statements must not show an older one's.
    return sqlite3_stmt_readonly(statement_) != 0 ? 0
                                                  : sqlite3_changes64(session_.connection_.get());
  }

  // The code that sqlite3_reset returns is that of the last step, thrown there.
  void Reset() override { sqlite3_reset(statement_); }

  std::int64_t Int(int column) const override { return sqlite3_column_int64(statement_, column); }
  double Real(int column) const override { return sqlite3_column_double(statement_, column); }
  std::string_view Text(int column) const override {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (text == nullptr) return {};
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  std::string_view Blob(int column) const override {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  bool IsNull(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  int Columns() const override { return sqlite3_column_count(statement_); }

  void Release() noexcept override { session_.Back(this); }

  SqliteSession::Entry* entry = nullptr;

 private:
  friend class SqliteSession;

  void Check(int code) {
    if (code != SQLITE_OK) Fail(code);
  }
  [[noreturn]] void Fail(int code) { ThrowSqlite(session_.connection_.get(), code, name_); }

  SqliteSession& session_;
  sqlite3_stmt* statement_;
  std::string name_;
};

SqliteSession::SqliteSession(Connection connection, const sql::Dialect& dialect)
    : connection_(std::move(connection)), dialect_(dialect) {}

SqliteSession::~SqliteSession() {
  Rollback();
  cache_.clear();
  entries_.clear();
  for (sqlite3_stmt* s : {begin_, begin_write_, commit_, savepoint_, release_, rollback_to_}) {
    sqlite3_finalize(s);
  }
}

sqlite3_stmt* SqliteSession::PrepareRaw(std::string_view text, std::string_view name,
                                        unsigned flags) {
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), text.data(), static_cast<int>(text.size()),
                                      flags, &statement, &rest);
  if (code != SQLITE_OK) ThrowSqlite(connection_.get(), code, name);
  if (statement == nullptr) {
    throw base::Error(base::ErrorCode::kInternal, "an empty statement")
        .WithDetail(std::string(name));
  }
  return statement;
}

Statement SqliteSession::Prepare(const sql::Query& query) {
  auto found = cache_.find(query.id());
  if (found == cache_.end()) {
    if (cache_.size() >= kCachedQueries) Evict();
    entries_.emplace_front().id = query.id();
    entries_.front().idle.reserve(kIdleOfOneQuery);  // Back must not allocate
    found = cache_.emplace(query.id(), entries_.begin()).first;
  } else if (found->second != entries_.begin()) {
    entries_.splice(entries_.begin(), entries_, found->second);
  }
  Entry& entry = *found->second;
  if (entry.idle.empty()) {
    sqlite3_stmt* raw = PrepareRaw(dialect_.Print(query), query.name(), SQLITE_PREPARE_PERSISTENT);
    entry.idle.push_back(std::make_unique<SqliteStatement>(*this, raw, query.name()));
    entry.idle.back()->entry = &entry;
  }
  SqliteStatement* statement = entry.idle.back().release();
  entry.idle.pop_back();
  ++entry.running;
  return Statement(statement);
}

Statement SqliteSession::PrepareText(std::string_view text) {
  auto statement = std::make_unique<SqliteStatement>(*this, PrepareRaw(text, "text", 0), "text");
  return Statement(statement.release());
}

void SqliteSession::Back(SqliteStatement* statement) noexcept {
  std::unique_ptr<SqliteStatement> owned(statement);
  Entry* entry = statement->entry;
  if (entry == nullptr) return;
  --entry->running;
  sqlite3_reset(statement->statement_);
  sqlite3_clear_bindings(statement->statement_);
  if (entry->idle.size() < kIdleOfOneQuery) entry->idle.push_back(std::move(owned));
}

// Drops the query that was used longest ago, of those that nobody runs.
void SqliteSession::Evict() {
  for (auto entry = std::prev(entries_.end());; --entry) {
    if (entry->running == 0) {
      cache_.erase(entry->id);
      entries_.erase(entry);
      return;
    }
    if (entry == entries_.begin()) return;
  }
}

void SqliteSession::Execute(std::string_view script) { connection_.Execute(std::string(script)); }

void SqliteSession::Change(const sql::SchemaChange& change) {
  connection_.Execute(dialect_.Print(change));
}

void SqliteSession::Interrupt() { sqlite3_interrupt(connection_.get()); }

void SqliteSession::RunFixed(sqlite3_stmt*& statement, const char* text) {
  if (statement == nullptr) statement = PrepareRaw(text, text, SQLITE_PREPARE_PERSISTENT);
  const int code = sqlite3_step(statement);
  // Reset after the message is taken: it would be replaced.
  if (code == SQLITE_DONE) {
    sqlite3_reset(statement);
    return;
  }
  try {
    ThrowSqlite(connection_.get(), code, text);
  } catch (...) {
    sqlite3_reset(statement);
    throw;
  }
}

void SqliteSession::Begin() { RunFixed(begin_, "BEGIN"); }
void SqliteSession::BeginWrite() { RunFixed(begin_write_, "BEGIN IMMEDIATE"); }
void SqliteSession::Commit() { RunFixed(commit_, "COMMIT"); }
void SqliteSession::Savepoint() { RunFixed(savepoint_, "SAVEPOINT job"); }
void SqliteSession::ReleaseSavepoint() { RunFixed(release_, "RELEASE job"); }

void SqliteSession::RollbackToSavepoint() {
  RunFixed(rollback_to_, "ROLLBACK TO job");
  ReleaseSavepoint();
}

void SqliteSession::Rollback() noexcept {
  if (!connection_.Idle()) sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace socle::store
