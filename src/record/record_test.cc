#include "record/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "base/error.h"
#include "record/testing.h"

namespace socle::record {
namespace {

using base::ErrorCode;
using testing::ElementsAre;

TEST(RecordTest, CreatesAnEhrAndReadsWhatWasCommitted) {
  Hospital hospital;
  const CommitReceipt receipt = hospital.Create({Note(1, 0, R"({"text":"first"})")});
  EXPECT_EQ(receipt.contribution.seq, 1u);
  EXPECT_EQ(receipt.contribution.position, 1u);
  ASSERT_EQ(receipt.versions.size(), 1u);

  const auto ehr = hospital->FindEhr(Anyone(), receipt.ehr.id);
  ASSERT_TRUE(ehr.has_value());
  EXPECT_EQ(ehr->ehr, receipt.ehr.ehr);
  EXPECT_EQ(ehr->system_id, "test.system");
  EXPECT_EQ(ehr->time_created, *receipt.contribution.audit.time);

  bool ehr_found = false;
  const auto read = hospital->Read(Anyone(), receipt.ehr.id, kNote, NoteUid(1), {}, &ehr_found);
  ASSERT_TRUE(read.has_value());
  EXPECT_TRUE(ehr_found);
  EXPECT_EQ(read->body, R"({"text":"first"})");
  EXPECT_EQ(read->info.number, 1u);
  EXPECT_EQ(read->info.head, 1u);
  EXPECT_EQ(read->info.uid, NoteUid(1));
  EXPECT_EQ(read->info.kind, kNote);
  EXPECT_EQ(read->info.contribution, receipt.contribution.uid);
  EXPECT_EQ(read->info.audit.committer, kTesterJson);
  EXPECT_EQ(read->info.audit.system_id, "test.system");
  EXPECT_EQ(read->info.audit.time, receipt.contribution.audit.time);
}

TEST(RecordTest, TellsApartWhatIsMissing) {
  Hospital hospital;
  const CommitReceipt receipt = hospital.Create({Note(1, 0, "{}")});
  bool ehr_found = true;
  EXPECT_FALSE(hospital->Read(Anyone(), EhrId(base::Uuid::New().ToString()), kNote, NoteUid(1), {},
                              &ehr_found));
  EXPECT_FALSE(ehr_found);
  EXPECT_FALSE(hospital->Read(Anyone(), receipt.ehr.id, kNote, NoteUid(2), {}, &ehr_found));
  EXPECT_TRUE(ehr_found);
  EXPECT_FALSE(hospital->Read(Anyone(), receipt.ehr.id, kNote, NoteUid(1), 2, &ehr_found));
  EXPECT_TRUE(ehr_found);
  EXPECT_FALSE(hospital->Read(Anyone(), receipt.ehr.id, kOther, NoteUid(1), {}, &ehr_found));
  // The institution is nobody's EHR.
  EXPECT_FALSE(hospital->FindEhr(Anyone(), EhrId(base::Uuid{}.ToString())));
}

TEST(RecordTest, KeepsAllVersionsAndTheirTimes) {
  Hospital hospital;
  const CommitReceipt first = hospital.Create({Note(1, 0, "one")});
  const EhrKey ehr = first.ehr.ehr;
  const CommitReceipt second = hospital.Commit(ehr, {Note(1, 1, "two")});
  NewVersion last = Deletion(1, 2);
  last.change_type = ChangeType::kDeleted;
  last.description = "entered in error";
  const CommitReceipt third = hospital.Commit(ehr, {last});

  EXPECT_LT(*first.contribution.audit.time, *second.contribution.audit.time);
  const auto history = hospital->History(Anyone(), ehr, kNote, NoteUid(1));
  ASSERT_EQ(history.size(), 3u);
  EXPECT_EQ(history[0].number, 1u);
  EXPECT_EQ(history[2].head, 3u);
  EXPECT_EQ(history[2].lifecycle, Lifecycle::kDeleted);
  EXPECT_EQ(history[2].audit.change_type, ChangeType::kDeleted);
  EXPECT_EQ(history[2].audit.description, "entered in error");
  EXPECT_EQ(history[1].audit.description, std::nullopt);

  EXPECT_EQ(hospital->ReadVersion(Anyone(), ehr, kNote, NoteUid(1), 2)->body, "two");
  EXPECT_EQ(hospital->ReadHead(Anyone(), ehr, kNote, NoteUid(1))->body, "");
  const base::Instant before{second.contribution.audit.time->micros - 1};
  EXPECT_EQ(hospital->ReadAt(Anyone(), ehr, kNote, NoteUid(1), before)->body, "one");
  EXPECT_EQ(
      hospital->ReadAt(Anyone(), ehr, kNote, NoteUid(1), *second.contribution.audit.time)->body,
      "two");
  EXPECT_FALSE(hospital->ReadAt(Anyone(), ehr, kNote, NoteUid(1),
                                base::Instant{first.contribution.audit.time->micros - 1}));
  EXPECT_TRUE(hospital->List(Anyone(), ehr, kNote).empty());
}

TEST(RecordTest, RefusesWhatDoesNotFollow) {
  Hospital hospital;
  const CommitReceipt receipt = hospital.Create({Note(1, 0, "one")});
  const EhrKey ehr = receipt.ehr.ehr;
  hospital.Commit(ehr, {Note(1, 1, "two")});

  base::Error stale = ErrorOf([&] { hospital.Commit(ehr, {Note(1, 1, "other")}); });
  EXPECT_EQ(stale.code(), ErrorCode::kPreconditionFailed);
  EXPECT_EQ(stale.latest(), "2");
  EXPECT_EQ(ErrorOf([&] { hospital.Commit(ehr, {Note(1, 3, "x")}); }).code(),
            ErrorCode::kPreconditionFailed);
  EXPECT_EQ(ErrorOf([&] { hospital.Commit(ehr, {Note(1, 0, "again")}); }).code(),
            ErrorCode::kConflict);
  EXPECT_EQ(ErrorOf([&] { hospital.Commit(ehr, {Note(2, 1, "x")}); }).code(), ErrorCode::kNotFound);
  EXPECT_EQ(ErrorOf([&] { hospital.Commit(EhrKey(99), {Note(2, 0, "x")}); }).code(),
            ErrorCode::kNotFound);

  // An object of one patient is not another's.
  const CommitReceipt neighbour = hospital.Create({Note(5, 0, "x")});
  EXPECT_EQ(ErrorOf([&] { hospital.Commit(neighbour.ehr.ehr, {Note(1, 2, "x")}); }).code(),
            ErrorCode::kNotFound);
  EXPECT_EQ(ErrorOf([&] { hospital.Commit(neighbour.ehr.ehr, {Note(1, 0, "x")}); }).code(),
            ErrorCode::kConflict);

  hospital.Commit(ehr, {Deletion(1, 2)});
  base::Error deleted = ErrorOf([&] { hospital.Commit(ehr, {Note(1, 3, "x")}); });
  EXPECT_EQ(deleted.code(), ErrorCode::kConflict);
  EXPECT_EQ(deleted.latest(), "3");
  EXPECT_EQ(hospital->Count().versions, 4u);
}

TEST(RecordTest, WritesAllOfAContributionOrNothing) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "one")}).ehr.ehr;
  EXPECT_EQ(ErrorOf([&] {
              hospital.Commit(ehr, {Note(2, 0, "two"), Note(1, 7, "x")});
            }).code(),
            ErrorCode::kPreconditionFailed);
  EXPECT_FALSE(hospital->ReadHead(Anyone(), ehr, kNote, NoteUid(2)));
  EXPECT_EQ(hospital->Count().contributions, 1u);

  const CommitReceipt both = hospital.Commit(ehr, {Note(2, 0, "two"), Note(3, 0, "three")});
  EXPECT_EQ(both.contribution.seq, 2u);
  EXPECT_EQ(both.versions[1].object, 3u);
  const auto versions = hospital->Versions(Anyone(), ehr, 2);
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].uid, NoteUid(2));
  EXPECT_EQ(versions[1].uid, NoteUid(3));
}

TEST(RecordTest, RefusesWhatCannotBeARequest) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "one")}).ehr.ehr;
  EXPECT_EQ(ErrorOf([&] { hospital.Commit(ehr, {}); }).code(), ErrorCode::kBadRequest);
  EXPECT_EQ(
      ErrorOf([&] { hospital.Commit(ehr, std::vector<NewVersion>(1001, Note(2, 0, "x"))); }).code(),
      ErrorCode::kBadRequest);
  for (const std::string& uid :
       {std::string(), std::string(256, 'x'), std::string("a\0b", 3), std::string("\xff")}) {
    NewVersion version = Note(2, 0, "x");
    version.uid = ObjectUid(uid);
    EXPECT_EQ(ErrorOf([&] { hospital.Commit(ehr, {version}); }).code(), ErrorCode::kBadRequest);
  }
  NewVersion large = Note(2, 0, "");
  large.body.assign((64u << 20) + 1, ' ');
  EXPECT_EQ(ErrorOf([&] { hospital.Commit(ehr, {large}); }).code(), ErrorCode::kTooLarge);
  const std::string purpose(65, 'p');
  EXPECT_EQ(
      ErrorOf([&] {
        hospital->Commit({kPrincipal, Scope::Open(), purpose}, Request(ehr, {Note(2, 0, "x")}));
      }).code(),
      ErrorCode::kBadRequest);
}

TEST(RecordTest, TakesAnyTextAsAnObjectsId) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "one")}).ehr.ehr;
  const std::vector<std::string> uids = {
      "x",
      "sixteen letters!",
      std::string(255, 'y'),
      "Ä template ✓",
      "0190A1B2-0000-7000-8000-000000000001",
      "0190a1b2-0000-7000-8000-000000000001",
      std::string("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x10\x11\x12\x13\x14\x15\x16")};
  for (const std::string& uid : uids) {
    NewVersion version = Note(2, 0, uid);
    version.uid = ObjectUid(uid);
    hospital.Commit(ehr, {version});
  }
  for (const std::string& uid : uids) {
    const auto read = hospital->ReadHead(Anyone(), ehr, kNote, ObjectUid(uid));
    ASSERT_TRUE(read.has_value()) << uid;
    EXPECT_EQ(read->body, uid);
    EXPECT_EQ(read->info.uid.value(), uid);
  }
}

TEST(RecordTest, TakesAnyTextAsAnEhrsId) {
  Hospital hospital;
  for (const std::string& id : {std::string("1.2.250.1.213::42"), std::string("sixteen letters!"),
                                base::Uuid::New().ToString()}) {
    const CommitReceipt receipt =
        hospital->Commit(Anyone(), Request(CommitRequest::CreateEhr{EhrId(id), "s"},
                                           {Note(static_cast<int>(id.size()), 0, "x")}));
    EXPECT_EQ(receipt.ehr.id.value(), id);
    const auto found = hospital->FindEhr(Anyone(), EhrId(id));
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->id.value(), id);
  }
  EXPECT_TRUE(hospital->Verify({}).empty());
}

TEST(RecordTest, AsksTheGuardFirst) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "one")}).ehr.ehr;
  CommitRequest request = Request(ehr, {Note(2, 0, "two")});
  request.guard = [&](store::Session&, EhrKey asked) {
    EXPECT_EQ(asked, ehr);
    throw base::Error(ErrorCode::kConflict, "not modifiable");
  };
  EXPECT_EQ(ErrorOf([&] { hospital->Commit(Anyone(), std::move(request)); }).message(),
            "not modifiable");
  EXPECT_EQ(hospital->Count().contributions, 1u);
}

TEST(RecordTest, FindsContributionsByIdAndRefusesASecondOne) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "one")}).ehr.ehr;
  const base::Uuid uid = base::Uuid::New();
  CommitRequest request = Request(ehr, {Note(2, 0, "two")});
  request.contribution = uid;
  request.audit.description = "ward round";
  CommitRequest again = Request(ehr, {Note(3, 0, "three")});
  again.contribution = uid;
  const CommitReceipt receipt = hospital->Commit(Anyone(), std::move(request));
  EXPECT_EQ(receipt.contribution.uid, uid);
  const auto found = hospital->FindContribution(Anyone(), ehr, uid);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->seq, 2u);
  EXPECT_EQ(found->audit.description, "ward round");
  EXPECT_EQ(found->digest, receipt.contribution.digest);
  EXPECT_FALSE(hospital->FindContribution(Anyone(), ehr, base::Uuid::New()));
  EXPECT_EQ(ErrorOf([&] { hospital->Commit(Anyone(), std::move(again)); }).code(),
            ErrorCode::kConflict);
}

TEST(RecordTest, KeepsGivenTimesGrowing) {
  Hospital hospital;
  CommitRequest first = Request(CommitRequest::CreateEhr{EhrId(base::Uuid::New().ToString()), "s"},
                                {Note(1, 0, "a")});
  first.audit.time = base::Instant{1'000'000};
  const CommitReceipt created = hospital->Commit(Anyone(), std::move(first));
  EXPECT_EQ(created.ehr.time_created.micros, 1'000'000);
  EXPECT_EQ(created.contribution.audit.time->micros, 1'000'000);
  CommitRequest second = Request(created.ehr.ehr, {Note(1, 1, "b")});
  second.audit.time = base::Instant{1'000'000};
  EXPECT_EQ(hospital->Commit(Anyone(), std::move(second)).contribution.audit.time->micros,
            1'000'001);
}

TEST(RecordTest, HoldsTheInstitutionsObjects) {
  Hospital hospital;
  NewVersion version = Note(1, 0, "<template/>");
  version.uid = ObjectUid("vital_signs.v1");
  hospital.Commit(EhrKey(kInstitution), {version});
  const auto found = hospital->FindAnywhere(Anyone(), kNote, ObjectUid("vital_signs.v1"));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->info.ehr.value(), kInstitution);
  EXPECT_EQ(hospital->List(Anyone(), EhrKey(kInstitution), kNote).size(), 1u);
  EXPECT_EQ(hospital->Count().ehrs, 0u);
}

TEST(RecordTest, FindsTheOnlyObjectOfAKind) {
  Hospital hospital;
  NewVersion status = Note(9, 0, "status");
  status.kind = kOther;
  const EhrKey ehr = hospital.Create({Note(1, 0, "note"), status}).ehr.ehr;
  EXPECT_EQ(hospital->ReadSingle(Anyone(), ehr, kOther)->body, "status");
  EXPECT_FALSE(hospital->ReadSingle(Anyone(), EhrKey(77), kOther));
}

TEST(RecordTest, RefusesTheSameEhrTwice) {
  Hospital hospital;
  const CommitReceipt receipt = hospital.Create({Note(1, 0, "one")});
  EXPECT_EQ(ErrorOf([&] {
              hospital->Commit(Anyone(), Request(CommitRequest::CreateEhr{receipt.ehr.id, "s"},
                                                 {Note(2, 0, "x")}));
            }).code(),
            ErrorCode::kConflict);
}

TEST(RecordTest, OneOfManyWritersWins) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "start")}).ehr.ehr;
  constexpr int kThreads = 8, kRounds = 20;
  for (int round = 0; round < kRounds; ++round) {
    std::atomic<int> won{0}, lost{0};
    std::latch ready(kThreads);
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        ready.arrive_and_wait();
        try {
          hospital.Commit(ehr, {Note(1, static_cast<std::uint32_t>(round + 1), std::to_string(i))});
          ++won;
        } catch (const base::Error& error) {
          EXPECT_EQ(error.code(), ErrorCode::kPreconditionFailed);
          ++lost;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(won, 1);
    EXPECT_EQ(lost, kThreads - 1);
  }
  EXPECT_EQ(hospital->History(Anyone(), ehr, kNote, NoteUid(1)).size(), std::size_t{kRounds + 1});
}

TEST(RecordTest, ManyCommittersShareAnFsync) {
  Hospital hospital;
  std::vector<EhrKey> ehrs;
  for (int i = 0; i < 16; ++i) ehrs.push_back(hospital.Create({Note(i, 0, "x")}).ehr.ehr);
  const auto before = hospital.store().Statistics();
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint32_t i = 1; i <= 20; ++i) {
        hospital.Commit(ehrs[static_cast<std::size_t>(t)], {Note(t, i, "y")});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto after = hospital.store().Statistics();
  EXPECT_GE(after.jobs - before.jobs, 320u);
  EXPECT_LT(after.commits - before.commits, 320u);
}

TEST(RecordTest, AnswersEachAsynchronousCommitOnce) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "x")}).ehr.ehr;
  std::atomic<int> right{0}, wrong{0};
  std::latch answered(40);
  for (int i = 0; i < 40; ++i) {
    // Every other one does not follow.
    NewVersion version = i % 2 == 0 ? Note(100 + i, 0, "y") : Note(1, 9, "y");
    hospital->CommitAsync(Anyone(), Request(ehr, {version}),
                          [&](CommitReceipt* receipt, std::exception_ptr error) {
                            ++(receipt != nullptr && error == nullptr ? right : wrong);
                            answered.count_down();
                          });
  }
  answered.wait();
  EXPECT_EQ(right, 20);
  EXPECT_EQ(wrong, 20);
  bool called = false;
  ErrorOf([&] {
    hospital->CommitAsync(Anyone(), Request(ehr, {}),
                          [&](CommitReceipt*, std::exception_ptr) { called = true; });
  });
  EXPECT_FALSE(called);
}

TEST(RecordTest, SurvivesBeingOpenedAgain) {
  Hospital hospital;
  const CommitReceipt receipt = hospital.Create({Note(1, 0, "one")});
  hospital.Reopen();
  hospital.Commit(receipt.ehr.ehr, {Note(1, 1, "two")});
  hospital.Reopen();
  EXPECT_EQ(hospital->ReadHead(Anyone(), receipt.ehr.ehr, kNote, NoteUid(1))->body, "two");
  EXPECT_EQ(hospital->ReadVersion(Anyone(), receipt.ehr.ehr, kNote, NoteUid(1), 1)->body, "one");
}

}  // namespace
}  // namespace socle::record
