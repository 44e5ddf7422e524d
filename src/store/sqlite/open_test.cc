#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "store/store_fixture.h"

namespace socle::store {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

class OpenTest : public StoreFixture {
 protected:
  base::Error Refusal(const Options& options = {}) const {
    return ErrorOf([&] { Open(options); });
  }
  void Run(const std::string& name, const char* script) const {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(Path(name).c_str(), &db), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(db, script, nullptr, nullptr, &message), SQLITE_OK) << message;
    sqlite3_close(db);
  }
};

TEST_F(OpenTest, PlacesThatAreNoStores) {
  auto open = [](const std::string& url) { Store::Open(url, {}, kThings); };
  EXPECT_EQ(ErrorOf([&] { open("mysql:x"); }).code(), ErrorCode::kUsage);
  EXPECT_EQ(ErrorOf([&] { open("sqlite:"); }).code(), ErrorCode::kUsage);
  EXPECT_EQ(ErrorOf([&] { open("sqlite:" + folder_.string()); }).code(), ErrorCode::kUsage);
  EXPECT_EQ(ErrorOf([&] { open("sqlite:" + Path("none/a.db")); }).code(), ErrorCode::kUsage);
  EXPECT_EQ(ErrorOf([&] { open("sqlite:" + Path() + "?vfs=none"); }).code(), ErrorCode::kUsage);
  Options existing;
  existing.create = false;
  EXPECT_EQ(Refusal(existing).code(), ErrorCode::kUsage);
  EXPECT_FALSE(std::filesystem::exists(Path()));
  Options reading;
  reading.read_only = true;
  EXPECT_EQ(Refusal(reading).code(), ErrorCode::kUsage);
}

TEST_F(OpenTest, AnEmptyFileBecomesAStore) {
  WriteFile(Path(), "");
  EXPECT_EQ(Count(Open()->Read().session()), 0);
}

TEST_F(OpenTest, OtherFilesAreRefusedAndStayAsTheyAre) {
  for (const std::string& content : {std::string("hello"), std::string(5000, 'x'),
                                     std::string("PK\3\4", 4) + std::string(200, '\0')}) {
    WriteFile(Path(), content);
    const base::Error error = Refusal();
    EXPECT_EQ(error.code(), ErrorCode::kUsage);
    EXPECT_THAT(error.message(), HasSubstr("is not a store"));
    EXPECT_EQ(ReadFile(Path()), content);
  }
}

TEST_F(OpenTest, AnotherProgramsDatabaseIsRefused) {
  Run("a.db", "CREATE TABLE theirs (x); PRAGMA application_id=42");
  const std::string before = ReadFile(Path());
  const base::Error error = Refusal();
  EXPECT_EQ(error.code(), ErrorCode::kUsage);
  EXPECT_THAT(error.message(), HasSubstr("another program"));
  EXPECT_EQ(ReadFile(Path()), before);
}

TEST_F(OpenTest, AStoreOfAnotherProgramIsRefused) {
  Options other;
  other.program = "other";
  Open(other).reset();
  const base::Error error = Refusal();
  EXPECT_EQ(error.code(), ErrorCode::kUsage);
  EXPECT_THAT(error.message(), HasSubstr("another program, other"));
}

TEST_F(OpenTest, MigrationsRunOnceAndInOrder) {
  const std::string url = "sqlite:" + Path();
  Store::Open(url, {}, std::span(kThings).first(1)).reset();
  auto store = Open();
  Reader reader = store->Read();
  Statement steps =
      reader->PrepareText("SELECT module, version, name FROM store_schema ORDER BY 2");
  ASSERT_TRUE(steps.Step());
  EXPECT_EQ(steps.Text(2), "first");
  ASSERT_TRUE(steps.Step());
  EXPECT_EQ(steps.Int(1), 2);
  EXPECT_FALSE(steps.Step());
}

TEST_F(OpenTest, ANewerSchemaIsRefused) {
  Open().reset();
  const std::string url = "sqlite:" + Path();
  base::Error error = ErrorOf([&] { Store::Open(url, {}, std::span(kThings).first(1)); });
  EXPECT_EQ(error.code(), ErrorCode::kUsage);
  EXPECT_THAT(error.message(), HasSubstr("version 2 of the schema \"thing\" (note)"));
  EXPECT_THAT(error.message(), HasSubstr("knows up to 1"));
  // A module that nobody here keeps up would fall behind unseen.
  error = ErrorOf([&] { Store::Open(url, {}, {}); });
  EXPECT_THAT(error.message(), HasSubstr("knows none"));
}

TEST_F(OpenTest, AStepThatFailsLeavesNothing) {
  constexpr Migration kBroken[] = {
      {"thing", 1, "first",
       "CREATE TABLE thing (id INTEGER PRIMARY KEY); CREATE TABLE thing (x);"}};
  const std::string url = "sqlite:" + Path();
  EXPECT_EQ(ErrorOf([&] { Store::Open(url, {}, kBroken); }).code(), ErrorCode::kInternal);
  EXPECT_EQ(Count(Open()->Read().session()), 0);
}

TEST_F(OpenTest, StepsWithAGapAreRefused) {
  constexpr Migration kGap[] = {{"thing", 2, "second", "SELECT 1"}};
  EXPECT_EQ(ErrorOf([&] { Store::Open("sqlite:" + Path(), {}, kGap); }).code(),
            ErrorCode::kInternal);
}

TEST_F(OpenTest, OneWriterAtATime) {
  auto store = Open();
  const base::Error error = Refusal();
  EXPECT_EQ(error.code(), ErrorCode::kUnavailable);
  EXPECT_THAT(error.message(), HasSubstr("another process"));
  store.reset();
  Open();
}

TEST_F(OpenTest, ReadOnlyReadsBesideAWriter) {
  auto store = Open();
  store->Write([](Session& session) { Put(session, 1, "one"); });
  Options options;
  options.read_only = true;
  auto reading = Open(options);
  EXPECT_EQ(Count(reading->Read().session()), 1);
  EXPECT_EQ(ErrorOf([&] { reading->Write([](Session&) {}); }).code(), ErrorCode::kUsage);
  EXPECT_THAT(reading->VerifyFile(), testing::IsEmpty());
  reading.reset();
  store->Write([](Session& session) { Put(session, 2, "two"); });
  EXPECT_EQ(Count(store->Read().session()), 2);
}

TEST_F(OpenTest, AnOlderSchemaIsNotOpenedForReading) {
  Store::Open("sqlite:" + Path(), {}, std::span(kThings).first(1)).reset();
  Options options;
  options.read_only = true;
  const base::Error error = Refusal(options);
  EXPECT_EQ(error.code(), ErrorCode::kUsage);
  EXPECT_THAT(error.message(), HasSubstr("older"));
}

TEST_F(OpenTest, FilesThatCannotBeWritten) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write every file";
  Open().reset();
  ASSERT_EQ(::chmod(Path().c_str(), 0444), 0);
  EXPECT_EQ(Refusal().code(), ErrorCode::kStorageFull);
  ASSERT_EQ(::chmod(Path().c_str(), 0644), 0);
  std::filesystem::remove(Path() + "-lock");
  ASSERT_EQ(::chmod(folder_.c_str(), 0555), 0);
  EXPECT_EQ(Refusal().code(), ErrorCode::kStorageFull);
  ASSERT_EQ(::chmod(folder_.c_str(), 0755), 0);
}

TEST_F(OpenTest, TheOrdinaryShellReadsIt) {
  {
    auto store = Open();
    store->Write([](Session& session) { Put(session, 1, std::string(50000, 'x')); });
  }
  Run("a.db", "SELECT sum(length(body)) FROM thing; PRAGMA integrity_check");
  EXPECT_THAT(Open()->VerifyFile(), testing::IsEmpty());
}

}  // namespace
}  // namespace socle::store
