#include "store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace socle::store {
namespace {

using base::Error;
using base::ErrorCode;
using sql::Col;
using sql::Param;

constexpr Migration kSchema[] = {
    {"thing", 1, "first",
     "CREATE TABLE thing (id INTEGER NOT NULL PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;"},
    {"thing", 2, "note", "ALTER TABLE thing ADD COLUMN note TEXT;"}};

const sql::Query& InsertThing() {
  static const sql::Query query("thing.insert", sql::Insert("thing", {"id", "body"}));
  return query;
}

const sql::Query& ReadThing() {
  static const sql::Query query(
      "thing.read",
      sql::Select({Col("body"), Col("note")}).From("thing").Where(Col("id") == Param(1)));
  return query;
}

const sql::Query& CountThings() {
  static const sql::Query query("thing.count", sql::Select({sql::CountRows()}).From("thing"));
  return query;
}

void Put(Session& session, std::int64_t id, std::string_view body) {
  session.Prepare(InsertThing()).Bind(1, id).BindBlob(2, body).Run();
}

std::int64_t Count(Session& session) {
  Statement count = session.Prepare(CountThings());
  count.Step();
  return count.Int(0);
}

ErrorCode CodeOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "no error";
  return ErrorCode::kInternal;
}

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    folder_ = std::filesystem::temp_directory_path() /
              ("store_test_" + std::to_string(::getpid()) + "_" +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~StoreTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name = "a.db") { return folder_ / name; }
  std::unique_ptr<Store> Open(const Options& options = {}) {
    return Store::Open("sqlite:" + Path(), options, kSchema);
  }

  std::filesystem::path folder_;
};

TEST_F(StoreTest, KeepsWhatWasWritten) {
  {
    auto store = Open();
    store->Write([](Session& session) { Put(session, 7, std::string("a\0b", 3)); });
    EXPECT_EQ(Count(store->Read().session()), 1);
  }
  EXPECT_FALSE(std::filesystem::exists(Path() + "-wal"));
  auto store = Open();
  Reader reader = store->Read();
  Statement read = reader->Prepare(ReadThing());
  read.Bind(1, std::int64_t{7});
  ASSERT_TRUE(read.Step());
  EXPECT_EQ(read.Blob(0), std::string_view("a\0b", 3));
  EXPECT_TRUE(read.IsNull(1));
  EXPECT_EQ(read.Columns(), 2);
  EXPECT_FALSE(read.Step());
}

TEST_F(StoreTest, FailedJobLeavesNothingAndOthersStay) {
  auto store = Open();
  store->Write([](Session& session) { Put(session, 1, "one"); });
  EXPECT_EQ(CodeOf([&] {
              store->Write([](Session& session) {
                Put(session, 2, "two");
                Put(session, 1, "again");
              });
            }),
            ErrorCode::kConflict);
  EXPECT_EQ(Count(store->Read().session()), 1);
  EXPECT_EQ(store->Statistics().failed_jobs, 1U);
}

TEST_F(StoreTest, ReaderKeepsItsSnapshot) {
  auto store = Open();
  store->Write([](Session& session) { Put(session, 1, "one"); });
  Reader before = store->Read();
  EXPECT_EQ(Count(before.session()), 1);
  store->Write([](Session& session) { Put(session, 2, "two"); });
  EXPECT_EQ(Count(before.session()), 1);
  EXPECT_EQ(Count(store->Read().session()), 2);
}

TEST_F(StoreTest, SoundStoreHasNoIssues) {
  auto store = Open();
  store->Write([](Session& session) { Put(session, 1, std::string(100000, 'x')); });
  EXPECT_THAT(store->VerifyFile(), testing::IsEmpty());
}

TEST_F(StoreTest, SecondWriterIsRefused) {
  auto store = Open();
  EXPECT_EQ(CodeOf([&] { Open(); }), ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace socle::store
