#include "store/sqlite/schema.h"

#include <map>
#include <memory>

#include "store/sqlite/checksum_vfs.h"

namespace socle::store {

namespace {

using base::Error;
using base::ErrorCode;

struct Known {
  int version = 0;
  std::string name;
};
using Versions = std::map<std::string, Known, std::less<>>;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, Finalize>;

StatementHandle Prepare(Connection& connection, const char* text) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(connection.get(), text, -1, &raw, nullptr);
  if (code != SQLITE_OK) ThrowSqlite(connection.get(), code, text);
  return StatementHandle(raw);
}

std::string ColumnText(sqlite3_stmt* row, int column) {
  const unsigned char* text = sqlite3_column_text(row, column);
  return text != nullptr ? reinterpret_cast<const char*>(text) : "";
}

// What the store has: for each module its last step.
Versions Stored(Connection& connection) {
  auto rows =
      Prepare(connection, "SELECT module, max(version), name FROM store_schema GROUP BY module");
  Versions versions;
  int code = SQLITE_OK;
  while ((code = sqlite3_step(rows.get())) == SQLITE_ROW) {
    versions[ColumnText(rows.get(), 0)] = {sqlite3_column_int(rows.get(), 1),
                                           ColumnText(rows.get(), 2)};
  }
  if (code != SQLITE_DONE) ThrowSqlite(connection.get(), code, "schema versions");
  return versions;
}

// What the binary has. Steps of a module run from 1 without a gap.
Versions Offered(std::span<const Migration> migrations) {
  Versions versions;
  for (const Migration& step : migrations) {
    Known& known = versions[std::string(step.module)];
    if (step.version != known.version + 1) {
      throw Error(ErrorCode::kInternal, "the program's migrations are not in order")
          .WithDetail(std::string(step.module) + " " + std::to_string(step.version));
    }
    known = {step.version, std::string(step.name)};
  }
  return versions;
}

void RefuseNewer(const Versions& stored, const Versions& offered) {
  for (const auto& [module, known] : stored) {
    auto found = offered.find(module);
    const int ours = found == offered.end() ? 0 : found->second.version;
    if (known.version <= ours) continue;
    throw Error(ErrorCode::kUsage, "the store is newer than this program: it has version " +
                                       std::to_string(known.version) + " of the schema \"" +
                                       module + "\" (" + known.name + "), this program knows " +
                                       (ours == 0 ? "none" : "up to " + std::to_string(ours)) +
                                       ". Use the program that wrote it, or a newer one.");
  }
}

void RunStep(Connection& connection, const Migration& step) {
  connection.Execute("BEGIN IMMEDIATE");
  try {
    connection.Execute(std::string(step.sql));
    auto insert =
        Prepare(connection, "INSERT INTO store_schema (module, version, name) VALUES (?1, ?2, ?3)");
    sqlite3_bind_text(insert.get(), 1, step.module.data(), static_cast<int>(step.module.size()),
                      SQLITE_TRANSIENT);
    sqlite3_bind_int(insert.get(), 2, step.version);
    sqlite3_bind_text(insert.get(), 3, step.name.data(), static_cast<int>(step.name.size()),
                      SQLITE_TRANSIENT);
    const int code = sqlite3_step(insert.get());
    if (code != SQLITE_DONE) ThrowSqlite(connection.get(), code, "schema step");
    insert.reset();
    connection.Execute("COMMIT");
  } catch (...) {
    if (!connection.Idle()) sqlite3_exec(connection.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

}  // namespace

void CreateStore(Connection& connection, const std::string& program) {
  int reserved = kChecksumBytes;
  sqlite3_file_control(connection.get(), "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  connection.Execute("PRAGMA page_size=" + std::to_string(kStorePageSize) +
                     ";PRAGMA auto_vacuum=NONE;PRAGMA encoding='UTF-8';");
  connection.Execute("BEGIN IMMEDIATE");
  connection.Execute("PRAGMA application_id=" + std::to_string(kApplicationId) +
                     ";"
                     "CREATE TABLE IF NOT EXISTS store_schema ("
                     " module TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL,"
                     " PRIMARY KEY (module, version)) WITHOUT ROWID;"
                     "CREATE TABLE IF NOT EXISTS store_program (name TEXT NOT NULL PRIMARY KEY)"
                     " WITHOUT ROWID;");
  auto insert = Prepare(connection, "INSERT OR IGNORE INTO store_program (name) VALUES (?1)");
  sqlite3_bind_text(insert.get(), 1, program.data(), static_cast<int>(program.size()),
                    SQLITE_TRANSIENT);
  const int code = sqlite3_step(insert.get());
  if (code != SQLITE_DONE) ThrowSqlite(connection.get(), code, "store program");
  insert.reset();
  connection.Execute("COMMIT");
}

void RequireStore(Connection& connection, const std::string& program, const std::string& path) {
  const std::int64_t id = connection.QueryInt("PRAGMA application_id");
  const std::string found =
      id == kApplicationId ? connection.QueryText("SELECT name FROM store_program") : "";
  if (id == kApplicationId && found == program) return;
  throw Error(ErrorCode::kUsage, path + " belongs to another program" +
                                     (found.empty() ? "" : ", " + found) +
                                     ": it is an SQLite database, but not a store of " + program +
                                     ". Name another file.");
}

void Migrate(Connection& connection, std::span<const Migration> migrations) {
  const Versions offered = Offered(migrations);
  const Versions stored = Stored(connection);
  RefuseNewer(stored, offered);
  for (const Migration& step : migrations) {
    auto found = stored.find(step.module);
    if (found == stored.end() || found->second.version < step.version) RunStep(connection, step);
  }
}

void RequireSchema(Connection& connection, std::span<const Migration> migrations) {
  const Versions offered = Offered(migrations);
  const Versions stored = Stored(connection);
  RefuseNewer(stored, offered);
  for (const auto& [module, known] : offered) {
    auto found = stored.find(module);
    if (found == stored.end() || found->second.version < known.version) {
      throw Error(ErrorCode::kUsage, "the store is older than this program: the schema \"" +
                                         module + "\" lacks version " +
                                         std::to_string(known.version) +
                                         ". Open it for writing once to bring it up.");
    }
  }
}

}  // namespace socle::store
