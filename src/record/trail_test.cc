#include "record/trail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "record/testing.h"

namespace socle::record {
namespace {

using testing::ElementsAre;

/// "principal purpose action ehr object number result" of each entry, "-" for null.
std::vector<std::string> Entries(store::Store& store) {
  std::vector<std::string> lines;
  store::Reader reader = store.Read();
  auto statement = reader->PrepareText(
      "SELECT p.text || ' ' || w.text || ' ' || action || ' ' || coalesce(ehr, '-') || ' ' || "
      "coalesce(object, '-') || ' ' || coalesce(number, '-') || ' ' || result "
      "FROM access_trail t JOIN name p ON p.id = principal JOIN name w ON w.id = purpose ORDER BY "
      "position");
  while (statement.Step()) lines.emplace_back(statement.Text(0));
  return lines;
}

TEST(TrailTest, RecordsWhoDidWhat) {
  Hospital hospital;
  const CommitReceipt receipt = hospital.Create({Note(1, 0, "a"), Note(2, 0, "b")});
  const EhrKey ehr = receipt.ehr.ehr;
  const Principal doctor{"dr.martin", "Dr Martin"};
  const Access access{doctor, Scope::Open(), "research"};
  hospital->ReadHead(access, ehr, kNote, NoteUid(2));
  hospital->ReadHead(access, ehr, kNote, NoteUid(9));
  hospital->List(access, ehr, kNote);
  hospital->FindEhr(access, EhrId(base::Uuid::New().ToString()));
  hospital->FindContribution(access, ehr, receipt.contribution.uid);
  hospital->FlushTrail();
  EXPECT_THAT(Entries(hospital.store()),
              ElementsAre("tester care 10 1 - 1 2", "dr.martin research 2 1 2 1 1",
                          "dr.martin research 2 - - - 0", "dr.martin research 5 1 - - 2",
                          "dr.martin research 1 - - - 0", "dr.martin research 4 1 - 1 1"));
  EXPECT_EQ(hospital->TrailState().written, 5u);
  EXPECT_EQ(hospital->TrailState().waiting, 0u);
}

TEST(TrailTest, AFailedCommitLeavesNoEntry) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "a")}).ehr.ehr;
  ErrorOf([&] { hospital.Commit(ehr, {Note(1, 5, "b")}); });
  EXPECT_THAT(Entries(hospital.store()), testing::SizeIs(1));
}

TEST(TrailTest, IsOnDiskInTime) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "a")}).ehr.ehr;
  hospital->ReadHead(Anyone(), ehr, kNote, NoteUid(1));
  for (int i = 0; i < 100 && hospital->TrailState().waiting > 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_THAT(Entries(hospital.store()), testing::SizeIs(2));
}

TEST(TrailTest, IsWholeWhenTheRecordCloses) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "a")}).ehr.ehr;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) hospital->ReadHead(Anyone(), ehr, kNote, NoteUid(1));
    });
  }
  for (std::thread& thread : threads) thread.join();
  hospital.Reopen();
  EXPECT_THAT(Entries(hospital.store()), testing::SizeIs(401));
}

/// A store whose writer refuses everything, as on a full disk.
class FullStore : public store::Store {
 public:
  explicit FullStore(store::Store& below) : below_(below) {}
  store::Reader Read() override { return below_.Read(); }
  void Submit(store::WriteJob job) override {
    if (full) {
      throw base::Error(base::ErrorCode::kStorageFull, "the disk is full");
    }
    below_.Submit(std::move(job));
  }
  void Backup(const std::string& path,
              const std::function<void(std::uint64_t, std::uint64_t)>& p) override {
    below_.Backup(path, p);
  }
  store::StoreStatistics Statistics() const override { return below_.Statistics(); }
  const sql::Dialect& dialect() const override { return below_.dialect(); }
  std::vector<base::Issue> VerifyFile() override { return below_.VerifyFile(); }

  std::atomic<bool> full{false};

 private:
  store::Store& below_;
};

TEST(TrailTest, KeepsEntriesWhileTheStoreRefuses) {
  Hospital hospital;
  FullStore store(hospital.store());
  Names names;
  Trail trail(store, names, 20);
  store.full = true;
  const TrailEntry entry{.time = base::Now(),
                         .principal = "p",
                         .purpose = "care",
                         .action = TrailAction::kRead,
                         .ehr = {},
                         .kind = {},
                         .object = {},
                         .number = {},
                         .result = 1};
  for (int i = 0; i < 10; ++i) trail.Add(entry);
  EXPECT_EQ(ErrorOf([&] { trail.Flush(); }).code(), base::ErrorCode::kStorageFull);
  EXPECT_EQ(trail.Status().waiting, 10u);
  EXPECT_EQ(trail.Status().last_error, "the disk is full");
  EXPECT_GE(trail.Status().failed_batches, 1u);
  store.full = false;
  trail.Flush();
  EXPECT_EQ(trail.Status().waiting, 0u);
  EXPECT_EQ(trail.Status().last_error, "");
  EXPECT_THAT(Entries(hospital.store()), testing::SizeIs(10));
}

TEST(TrailTest, RefusesRatherThanLose) {
  Hospital hospital;
  FullStore store(hospital.store());
  Names names;
  Trail trail(store, names, 20);
  store.full = true;
  std::uint64_t added = 0;
  const base::Error error = ErrorOf([&] {
    for (; added < 10'000'000; ++added)
      trail.Add({.time = {},
                 .principal = "p",
                 .purpose = "care",
                 .ehr = {},
                 .kind = {},
                 .object = {},
                 .number = {}});
  });
  EXPECT_EQ(error.code(), base::ErrorCode::kUnavailable);
  EXPECT_EQ(trail.Status().refused, 1u);
  store.full = false;
  // A batch may be on its way back while others were added: none is lost.
  trail.Flush();
  trail.Flush();
  EXPECT_EQ(trail.Status().written, added);
}

}  // namespace
}  // namespace socle::record
