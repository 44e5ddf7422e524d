#include "store/store.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "store/store_fixture.h"

namespace socle::store {
namespace {

using base::ErrorCode;
using sql::Col;
using sql::Int;
using sql::Param;

using StoreTest = StoreFixture;

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

TEST_F(StoreTest, ValuesRoundTrip) {
  auto store = Open();
  Reader reader = store->Read();
  const sql::Query echo("echo", sql::Select({Param(1), Param(2), Param(3), Param(4), Param(5)}));
  for (int round = 0; round < 2; ++round) {
    Statement values = reader->Prepare(echo);
    values.Bind(1, INT64_MIN)
        .Bind(2, 0.1)
        .BindText(3, {})
        .BindBlob(4, std::string_view("\0\xff", 2));
    ASSERT_TRUE(values.Step());
    EXPECT_EQ(values.Int(0), INT64_MIN);
    EXPECT_EQ(values.Real(1), 0.1);
    EXPECT_FALSE(values.IsNull(2)) << "an empty text is not null";
    EXPECT_EQ(values.Text(2), "");
    EXPECT_EQ(values.Blob(3), std::string_view("\0\xff", 2));
    EXPECT_TRUE(values.IsNull(4)) << "a value of the statement's last use";
    values.Reset();
    values.Bind(5, std::int64_t{1});
    ASSERT_TRUE(values.Step());
    EXPECT_EQ(values.Int(0), INT64_MIN) << "Reset keeps the values";
  }
}

TEST_F(StoreTest, OneQueryMayRunTwiceAtOnce) {
  auto store = Open();
  store->Write([](Session& session) {
    for (std::int64_t id = 1; id <= 3; ++id) Put(session, id, "x");
  });
  const sql::Query ids("ids",
                       sql::Select({Col("id")}).From("thing").OrderBy({sql::Asc(Col("id"))}));
  Reader reader = store->Read();
  int pairs = 0;
  Statement outer = reader->Prepare(ids);
  while (outer.Step()) {
    Statement inner = reader->Prepare(ids);
    while (inner.Step()) ++pairs;
  }
  EXPECT_EQ(pairs, 9);
}

TEST_F(StoreTest, ManyGeneratedQueriesAreForgotten) {
  auto store = Open();
  Reader reader = store->Read();
  const sql::Query kept("kept", sql::Select({Int(7)}));
  Statement running = reader->Prepare(kept);
  for (int i = 0; i < 2000; ++i) {
    Statement statement = reader->Prepare(sql::Query("generated", sql::Select({Int(i)})));
    ASSERT_TRUE(statement.Step());
    ASSERT_EQ(statement.Int(0), i);
  }
  ASSERT_TRUE(running.Step());
  EXPECT_EQ(running.Int(0), 7);
}

TEST_F(StoreTest, PrintedQueriesRun) {
  auto store = Open();
  store->Write([](Session& session) {
    const sql::Query upsert("upsert",
                            sql::Insert("thing", {"id", "body", "note"})
                                .OnConflictUpdate({"id"}, {{"note", sql::Excluded("note")}})
                                .Returning({Col("note")}));
    for (const char* note : {"one", "two"}) {
      Statement run = session.Prepare(upsert);
      run.Bind(1, std::int64_t{1}).BindBlob(2, "b").BindText(3, note);
      ASSERT_TRUE(run.Step());
      EXPECT_EQ(run.Text(0), note);
    }
    const sql::Query copy("copy",
                          sql::Insert("thing", {"id", "body"})
                              .From(sql::Select({Col("id") + Int(1), Col("body")}).From("thing"))
                              .OnConflictDoNothing({"id"}));
    EXPECT_EQ(session.Prepare(copy).Run(), 1);
    EXPECT_EQ(session
                  .Prepare(sql::Query("set", sql::Update("thing", "t")
                                                 .Set("note", sql::Text("n"))
                                                 .Where(Col("t", "id") == Int(2))))
                  .Run(),
              1);
    const sql::Select numbers = sql::Select({Int(1)}).UnionAll(
        sql::Select({Col("n") + Int(1)}).From("numbers").Where(Col("n") < Int(5)));
    const sql::Query big(
        "big", sql::Select({sql::Sum(Col("numbers", "n")),
                            sql::CallDistinct(sql::Function::kCount, Col("t", "note"))})
                   .WithRecursive("numbers", {"n"}, numbers)
                   .From("numbers")
                   .JoinInOrder("thing", "t", sql::Like(Col("t", "note"), sql::Text("%")))
                   .Where(sql::In(Col("t", "id"), sql::Select({Col("id")}).From("thing")) &&
                          sql::Between(Col("numbers", "n"), Int(1), Int(9)))
                   .Having(sql::CountRows() > Int(0)));
    Statement run = session.Prepare(big);
    ASSERT_TRUE(run.Step());
    EXPECT_EQ(run.Int(0), 30);
    EXPECT_EQ(run.Int(1), 2);
    const sql::Query window(
        "window",
        sql::Select({sql::Over(sql::Call(sql::Function::kRowNumber), {}, {sql::Desc(Col("id"))})})
            .From("thing")
            .Offset(1));
    Statement rank = session.Prepare(window);
    ASSERT_TRUE(rank.Step());
    EXPECT_EQ(
        session.Prepare(sql::Query("rm", sql::Delete("thing").Where(Col("id") >= Int(1)))).Run(),
        2);
  });
}

TEST_F(StoreTest, LikeTellsCases) {
  auto store = Open();
  Reader reader = store->Read();
  Statement like = reader->Prepare(
      sql::Query("like", sql::Select({sql::Like(sql::Text("Ab"), sql::Text("ab")),
                                      sql::Like(sql::Text("a%"), sql::Text("a\\%"))})));
  ASSERT_TRUE(like.Step());
  EXPECT_EQ(like.Int(0), 0);
  EXPECT_EQ(like.Int(1), 1);
}

TEST_F(StoreTest, NamesThatAreNoColumnsAreErrors) {
  auto store = Open();
  Reader reader = store->Read();
  const sql::Query query("wrong", sql::Select({Col("nothing")}).From("thing"));
  EXPECT_EQ(ErrorOf([&] { reader->Prepare(query); }).code(), ErrorCode::kInternal);
}

TEST_F(StoreTest, FailedJobLeavesNothingAndOthersStay) {
  auto store = Open();
  store->Write([](Session& session) { Put(session, 1, "one"); });
  const base::Error error = ErrorOf([&] {
    store->Write([](Session& session) {
      Put(session, 2, "two");
      Put(session, 1, "again");
    });
  });
  EXPECT_EQ(error.code(), ErrorCode::kConflict);
  EXPECT_THAT(error.detail(), testing::HasSubstr("thing.insert"));
  EXPECT_EQ(Count(store->Read().session()), 1);
  EXPECT_EQ(store->Statistics().failed_jobs, 1U);
}

TEST_F(StoreTest, AnyExceptionOfAJobComesBack) {
  auto store = Open();
  EXPECT_THROW(store->Write([](Session& session) {
    Put(session, 1, "one");
    throw std::out_of_range("mine");
  }),
               std::out_of_range);
  EXPECT_EQ(Count(store->Read().session()), 0);
}

TEST_F(StoreTest, AJobThatEndsTheTransactionFails) {
  auto store = Open();
  EXPECT_EQ(ErrorOf([&] {
              store->Write([](Session& session) {
                Put(session, 1, "one");
                session.Execute("ROLLBACK");
              });
            }).code(),
            ErrorCode::kInternal);
  store->Write([](Session& session) { Put(session, 1, "one"); });
  EXPECT_EQ(Count(store->Read().session()), 1);
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

TEST_F(StoreTest, ReadersCannotWrite) {
  auto store = Open();
  Reader reader = store->Read();
  EXPECT_EQ(ErrorOf([&] { Put(reader.session(), 1, "x"); }).code(), ErrorCode::kStorageFull);
}

TEST_F(StoreTest, BackupIsAStoreOfOneMoment) {
  auto store = Open();
  for (std::int64_t id = 0; id < 300; ++id) {
    store->Write([id](Session& session) { Put(session, id, std::string(9000, 'x')); });
  }
  std::int64_t next = 300;
  std::uint64_t last = 0, pages = 0;
  store->Backup(Path("copy.db"), [&](std::uint64_t done, std::uint64_t total) {
    // Writes go on between the steps.
    store->Write([&next](Session& session) { Put(session, next++, "later"); });
    EXPECT_GE(done, last);
    last = done;
    pages = total;
  });
  EXPECT_EQ(last, pages);
  EXPECT_GT(next, 300);
  EXPECT_EQ(Count(store->Read().session()), next);
  auto copy = Open({}, "copy.db");
  EXPECT_EQ(Count(copy->Read().session()), 300);
  EXPECT_THAT(copy->VerifyFile(), testing::IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(Path("copy.db.partial")));
  EXPECT_EQ(ErrorOf([&] { store->Backup(Path("copy.db"), {}); }).code(), ErrorCode::kConflict);
  EXPECT_EQ(ErrorOf([&] { store->Backup(Path("none/copy.db"), {}); }).code(), ErrorCode::kUsage);
}

TEST_F(StoreTest, StatisticsCount) {
  auto store = Open();
  const StoreStatistics before = store->Statistics();
  for (std::int64_t id = 0; id < 5; ++id) {
    store->Write([id](Session& session) { Put(session, id, "x"); });
  }
  const StoreStatistics after = store->Statistics();
  EXPECT_EQ(after.jobs - before.jobs, 5U);
  EXPECT_EQ(after.commits - before.commits, 5U);
  EXPECT_EQ(after.queued, 0U);
  EXPECT_GT(after.file_bytes, 0U);
  EXPECT_GT(after.log_bytes, 0U);
}

TEST_F(StoreTest, DialectIsSqlite) { EXPECT_EQ(Open()->dialect().name(), "sqlite"); }

}  // namespace
}  // namespace socle::store
