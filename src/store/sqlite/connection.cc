#include "store/sqlite/connection.h"

#include <memory>

#include "store/sqlite/checksum_vfs.h"
#include "store/sqlite/library.h"

namespace socle::store {

namespace {

using base::ErrorCode;

struct Meaning {
  ErrorCode code;
  std::string message;
};

Meaning MeaningOfIo(int code) {
  switch (code) {
    case SQLITE_IOERR_DATA:
    case SQLITE_IOERR_CORRUPTFS:
    case SQLITE_IOERR_SHORT_READ:
      return {ErrorCode::kCorrupt, "stored data is not what was written"};
    case SQLITE_IOERR_READ:
      return {ErrorCode::kCorrupt, "stored data cannot be read"};
    case SQLITE_IOERR_NOMEM:
      return {ErrorCode::kInternal, "out of memory"};
    default:
      return {ErrorCode::kStorageFull, "the store cannot be written"};
  }
}

Meaning MeaningOf(int code) {
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return {ErrorCode::kConflict, "a rule of the store refuses the change"};
    case SQLITE_FULL:
      return {ErrorCode::kStorageFull, "the disk is full"};
    case SQLITE_READONLY:
      return {ErrorCode::kStorageFull, "the store cannot be written: it is read-only"};
    case SQLITE_IOERR:
      return MeaningOfIo(code);
    case SQLITE_CORRUPT:
      return {ErrorCode::kCorrupt, "stored data is not what was written"};
    case SQLITE_NOTADB:
      return {ErrorCode::kCorrupt, "the file is not a database"};
    case SQLITE_INTERRUPT:
      return {ErrorCode::kTimeout, "the statement was ended: it took too long"};
    case SQLITE_TOOBIG:
      return {ErrorCode::kTooLarge, "a value is larger than the store takes"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::kUnavailable, "the store is locked by another program"};
    case SQLITE_CANTOPEN:
      return {ErrorCode::kUsage, "the store's file cannot be opened"};
    case SQLITE_NOMEM:
      return {ErrorCode::kInternal, "out of memory"};
    default:
      return {ErrorCode::kInternal, "the store refused a statement"};
  }
}

}  // namespace

void ThrowSqlite(sqlite3* db, int code, std::string_view doing) {
  // The extended code says more where the caller has only the primary one.
  if (db != nullptr && (code & 0xff) == code && (sqlite3_extended_errcode(db) & 0xff) == code) {
    code = sqlite3_extended_errcode(db);
  }
  Meaning meaning = MeaningOf(code);
  std::string detail(doing);
  detail += ": ";
  detail += db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  detail += " (" + std::to_string(code) + ")";
  base::Error error(meaning.code, std::move(meaning.message));
  if (code == SQLITE_IOERR_DATA) {
    if (auto page = LastBadPage()) error.At("page " + std::to_string(*page));
  }
  throw error.WithDetail(std::move(detail));
}

Connection::Connection(const std::string& path, const std::string& vfs, Mode mode) {
  PrepareLibrary();
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (mode == Mode::kReadOnly) flags |= SQLITE_OPEN_READONLY;
  if (mode == Mode::kReadWrite) flags |= SQLITE_OPEN_READWRITE;
  if (mode == Mode::kCreate) flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(path.c_str(), &db_, flags, vfs.c_str());
  if (code == SQLITE_OK) return;
  std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)> failed(db_, &sqlite3_close_v2);
  ThrowSqlite(db_, code, "open");
}

Connection::~Connection() {
  if (db_ != nullptr) sqlite3_close_v2(db_);
}

void Connection::Execute(const std::string& script) {
  const int code = sqlite3_exec(db_, script.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) ThrowSqlite(db_, code, "script");
}

namespace {

template <class Get>
auto QueryOne(sqlite3* db, const std::string& text, Get get) {
  sqlite3_stmt* raw = nullptr;
  int code = sqlite3_prepare_v2(db, text.c_str(), -1, &raw, nullptr);
  std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(raw, &sqlite3_finalize);
  if (code != SQLITE_OK) ThrowSqlite(db, code, text);
  code = sqlite3_step(raw);
  if (code != SQLITE_ROW && code != SQLITE_DONE) ThrowSqlite(db, code, text);
  return get(code == SQLITE_ROW ? raw : nullptr);
}

}  // namespace

std::int64_t Connection::QueryInt(const std::string& text) {
  return QueryOne(db_, text, [](sqlite3_stmt* row) -> std::int64_t {
    return row != nullptr ? sqlite3_column_int64(row, 0) : 0;
  });
}

std::string Connection::QueryText(const std::string& text) {
  return QueryOne(db_, text, [](sqlite3_stmt* row) -> std::string {
    const unsigned char* value = row != nullptr ? sqlite3_column_text(row, 0) : nullptr;
    return value != nullptr ? reinterpret_cast<const char*>(value) : "";
  });
}

void ConfigureConnection(Connection& connection, int cache_kib) {
  sqlite3* db = connection.get();
  sqlite3_busy_timeout(db, kBusyMilliseconds);
  // "name" that is no column must be an error, never a text.
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // mmap would read pages past the checksums. wal_autocheckpoint: the checkpointer does it.
  connection.Execute(
      "PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;"
      "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=0;"
      "PRAGMA case_sensitive_like=ON; PRAGMA automatic_index=OFF; PRAGMA cache_size=-" +
      std::to_string(cache_kib));
}

}  // namespace socle::store
