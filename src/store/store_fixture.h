#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "base/error.h"
#include "store/store.h"

// For tests alone: a store of one table in a folder of its own.
namespace socle::store {

inline constexpr Migration kThings[] = {
    {"thing", 1, "first",
     "CREATE TABLE thing (id INTEGER NOT NULL PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;"},
    {"thing", 2, "note", "ALTER TABLE thing ADD COLUMN note TEXT;"}};

inline const sql::Query& InsertThing() {
  static const sql::Query query("thing.insert", sql::Insert("thing", {"id", "body"}));
  return query;
}

inline const sql::Query& ReadThing() {
  static const sql::Query query("thing.read", sql::Select({sql::Col("body"), sql::Col("note")})
                                                  .From("thing")
                                                  .Where(sql::Col("id") == sql::Param(1)));
  return query;
}

inline const sql::Query& CountThings() {
  static const sql::Query query("thing.count", sql::Select({sql::CountRows()}).From("thing"));
  return query;
}

inline void Put(Session& session, std::int64_t id, std::string_view body) {
  session.Prepare(InsertThing()).Bind(1, id).BindBlob(2, body).Run();
}

inline std::int64_t Count(Session& session) {
  Statement count = session.Prepare(CountThings());
  count.Step();
  return count.Int(0);
}

/// The error that `action` throws; a test failure when it throws none.
inline base::Error ErrorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const base::Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return {base::ErrorCode::kNotImplemented, "no error"};
}

inline std::string ReadFile(const std::filesystem::path& path) {
  std::string bytes(std::filesystem::file_size(path), '\0');
  std::ifstream(path, std::ios::binary)
      .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

inline void WriteFile(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

class StoreFixture : public testing::Test {
 protected:
  StoreFixture() {
    // In memory where there is such a folder: many tests write, few need a disk.
    const std::filesystem::path memory = "/dev/shm";
    const bool there = std::filesystem::is_directory(memory);
    folder_ = (there ? memory : std::filesystem::temp_directory_path()) /
              ("store_test_" + std::to_string(::getpid()) + "_" +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~StoreFixture() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name = "a.db") const { return folder_ / name; }
  std::unique_ptr<Store> Open(const Options& options = {}, const std::string& name = "a.db") const {
    return Store::Open("sqlite:" + Path(name), options, kThings);
  }

  std::filesystem::path folder_;
};

}  // namespace socle::store
