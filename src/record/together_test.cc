#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "record/testing.h"

namespace socle::record {
namespace {

using base::ErrorCode;
using testing::ElementsAre;

CommitRequest::CreateEhr NewEhr() { return {EhrId(base::Uuid::New().ToString()), "test.system"}; }

TEST(CommitTogetherTest, WritesOneContributionInEachEhr) {
  Hospital hospital;
  const EhrKey old = hospital.Create({Note(1, 0, "one")}).ehr.ehr;
  std::vector<CommitRequest> requests;
  requests.push_back(Request(NewEhr(), {Note(2, 0, "two"), Note(3, 0, "three")}));
  requests.push_back(Request(old, {Note(1, 1, "one again")}));
  requests.push_back(Request(EhrKey(kInstitution), {Note(4, 0, "four")}));
  const auto receipts = hospital->CommitTogether(Anyone(), std::move(requests));
  ASSERT_EQ(receipts.size(), 3u);
  EXPECT_EQ(receipts[0].versions.size(), 2u);
  EXPECT_EQ(receipts[1].contribution.seq, 2u);
  EXPECT_EQ(receipts[1].contribution.position, receipts[0].contribution.position + 1);
  EXPECT_EQ(hospital->ReadHead(Anyone(), receipts[0].ehr.ehr, kNote, NoteUid(3))->body, "three");
  EXPECT_EQ(hospital->ReadHead(Anyone(), old, kNote, NoteUid(1))->body, "one again");
  EXPECT_EQ(hospital->FindAnywhere(Anyone(), kNote, NoteUid(4))->info.ehr, EhrKey(kInstitution));
  EXPECT_TRUE(hospital->Verify({}).empty());
}

TEST(CommitTogetherTest, LeavesNothingWhereOneFails) {
  Hospital hospital;
  const EhrKey old = hospital.Create({Note(1, 0, "one")}).ehr.ehr;
  const Record::Counts before = hospital->Count();
  std::vector<CommitRequest> requests;
  requests.push_back(Request(NewEhr(), {Note(2, 0, "two")}));
  requests.push_back(Request(old, {Note(1, 7, "not the head")}));
  const base::Error error =
      ErrorOf([&] { hospital->CommitTogether(Anyone(), std::move(requests)); });
  EXPECT_EQ(error.code(), ErrorCode::kPreconditionFailed);
  EXPECT_EQ(hospital->Count().ehrs, before.ehrs);
  EXPECT_EQ(hospital->Count().versions, before.versions);
  EXPECT_EQ(hospital->Feed(0, 10).size(), 1u);
}

TEST(CommitTogetherTest, AGuardSeesWhatWasWrittenBefore) {
  Hospital hospital;
  std::vector<bool> seen;
  const auto look = [&](store::Session& session, EhrKey) {
    const auto object = hospital->FindObject(session, kNote, NoteUid(1));
    seen.push_back(object.has_value());
  };
  std::vector<CommitRequest> requests;
  requests.push_back(Request(NewEhr(), {Note(1, 0, "one")}));
  requests.back().guard = look;
  requests.push_back(Request(NewEhr(), {Note(2, 0, "two")}));
  requests.back().guard = look;
  hospital->CommitTogether(Anyone(), std::move(requests));
  EXPECT_THAT(seen, ElementsAre(false, true));
}

TEST(CommitTogetherTest, SplitsWhatIsTooMuchForOneContribution) {
  Hospital hospital;
  std::vector<NewVersion> versions;
  for (int i = 1; i <= 2500; ++i) versions.push_back(Note(i, 0, std::to_string(i)));
  std::vector<CommitRequest> requests;
  requests.push_back(Request(NewEhr(), std::move(versions)));
  const auto receipts = hospital->CommitTogether(Anyone(), std::move(requests));
  ASSERT_EQ(receipts.size(), 3u);
  EXPECT_EQ(receipts[2].versions.size(), 500u);
  EXPECT_EQ(receipts[2].ehr.ehr, receipts[0].ehr.ehr);
  EXPECT_EQ(receipts[2].contribution.seq, 3u);
  EXPECT_EQ(hospital->Count().ehrs, 1u);
  EXPECT_EQ(hospital->FindAnywhere(Anyone(), kNote, NoteUid(2500))->body, "2500");
  EXPECT_TRUE(hospital->Verify({}).empty());
}

TEST(RestoreTest, BringsBackWhatWasDeletedOnlyWhereItSaysSo) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "one")}).ehr.ehr;
  hospital.Commit(ehr, {Deletion(1, 1)});
  EXPECT_TRUE(hospital->OpenSnapshot().FindObject(kNote, NoteUid(1))->deleted);
  EXPECT_EQ(ErrorOf([&] { hospital.Commit(ehr, {Note(1, 2, "back")}); }).code(),
            ErrorCode::kConflict);
  NewVersion twice = Deletion(1, 2);
  twice.restores = true;
  EXPECT_EQ(ErrorOf([&] { hospital.Commit(ehr, {twice}); }).code(), ErrorCode::kConflict);
  NewVersion back = Note(1, 2, "back");
  back.restores = true;
  hospital.Commit(ehr, {back});
  EXPECT_EQ(hospital->ReadHead(Anyone(), ehr, kNote, NoteUid(1))->body, "back");
  EXPECT_EQ(hospital->List(Anyone(), ehr, kNote).size(), 1u);
  EXPECT_FALSE(hospital->OpenSnapshot().FindObject(kNote, NoteUid(1))->deleted);
  EXPECT_TRUE(hospital->Verify({}).empty());
}

}  // namespace
}  // namespace socle::record
