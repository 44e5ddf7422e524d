#include "record/snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/testing.h"

namespace socle::record {
namespace {

using testing::ElementsAre;
using Versions = Snapshot::Selection::Versions;

/// The bodies that a selection gives, in its order.
std::vector<std::string> Bodies(Snapshot& snapshot, const Snapshot::Selection& selection) {
  std::vector<std::string> bodies;
  snapshot.Each(selection, [&](StoredVersion version) {
    bodies.push_back(version.body.empty() ? "(deleted)" : version.body);
    return true;
  });
  return bodies;
}

class SnapshotTest : public testing::Test {
 protected:
  void SetUp() override {
    first_ = hospital_.Create({Note(1, 0, "one"), Note(2, 0, "two")}).ehr.ehr;
    second_ = hospital_.Create({Note(3, 0, "three")}).ehr.ehr;
    hospital_.Commit(first_, {Note(1, 1, "one again")});
    hospital_.Commit(first_, {Deletion(2, 1)});
  }

  Hospital hospital_;
  EhrKey first_, second_;
};

TEST_F(SnapshotTest, HeadsComeInTheOrderOfCommitWithoutDeletions) {
  Snapshot snapshot = hospital_->OpenSnapshot();
  EXPECT_THAT(Bodies(snapshot, {.kinds = {kNote}}), ElementsAre("three", "one again"));
  EXPECT_THAT(Bodies(snapshot, {.kinds = {kNote}, .ehr = first_}), ElementsAre("one again"));
  EXPECT_THAT(Bodies(snapshot, {.kinds = {kOther}}), ElementsAre());
}

TEST_F(SnapshotTest, AllVersionsHoldDeletions) {
  Snapshot snapshot = hospital_->OpenSnapshot();
  EXPECT_THAT(Bodies(snapshot, {.kinds = {kNote, kOther}, .versions = Versions::kAll}),
              ElementsAre("one", "two", "three", "one again", "(deleted)"));
  EXPECT_THAT(Bodies(snapshot, {.kinds = {kNote}, .ehr = first_, .versions = Versions::kAll}),
              ElementsAre("one", "two", "one again", "(deleted)"));
}

TEST_F(SnapshotTest, GoesOnBehindAVersion) {
  Snapshot snapshot = hospital_->OpenSnapshot();
  std::int64_t first = 0;
  snapshot.Each({.kinds = {kNote}}, [&](const StoredVersion& version) {
    first = version.info.id;
    return false;
  });
  EXPECT_THAT(Bodies(snapshot, {.kinds = {kNote}, .after = first}), ElementsAre("one again"));
}

TEST_F(SnapshotTest, PassesOverKindsThatTheRecordDoesNotHave) {
  Snapshot snapshot = hospital_->OpenSnapshot();
  const Kind unknown("test.unknown");
  EXPECT_THAT(Bodies(snapshot, {.kinds = {unknown}}), ElementsAre());
  EXPECT_THAT(Bodies(snapshot, {.kinds = {unknown, kNote}, .ehr = second_}), ElementsAre("three"));
}

TEST_F(SnapshotTest, SeesNothingOfWhatComesLater) {
  Snapshot snapshot = hospital_->OpenSnapshot();
  EXPECT_EQ(snapshot.Ehrs(EhrKey(kInstitution), 10).size(), 2u);
  hospital_.Create({Note(4, 0, "four")});
  EXPECT_THAT(Bodies(snapshot, {.kinds = {kNote}}), ElementsAre("three", "one again"));
  EXPECT_EQ(snapshot.Ehrs(EhrKey(kInstitution), 10).size(), 2u);
}

TEST_F(SnapshotTest, FindsEhrsInTheOrderOfTheirCreation) {
  Snapshot snapshot = hospital_->OpenSnapshot();
  const auto ehrs = snapshot.Ehrs(EhrKey(kInstitution), 10);
  ASSERT_EQ(ehrs.size(), 2u);
  EXPECT_EQ(ehrs[0].ehr, first_);
  EXPECT_EQ(snapshot.Ehrs(first_, 10).size(), 1u);
  EXPECT_EQ(snapshot.Ehrs(EhrKey(kInstitution), 1).size(), 1u);
  EXPECT_EQ(snapshot.FindEhr(ehrs[1].id)->ehr, second_);
  EXPECT_EQ(snapshot.FindEhr(second_)->id, ehrs[1].id);
  EXPECT_EQ(snapshot.FindEhr(second_)->system_id, "test.system");
  EXPECT_FALSE(snapshot.FindEhr(EhrId("none")));
  EXPECT_FALSE(snapshot.FindEhr(EhrKey(kInstitution)));
}

TEST_F(SnapshotTest, AReceiptHasTheSameIds) {
  const auto receipt = hospital_.Commit(second_, {Note(5, 0, "five"), Note(6, 0, "six")});
  Snapshot snapshot = hospital_->OpenSnapshot();
  std::vector<std::int64_t> ids;
  snapshot.Each({.kinds = {kNote}, .ehr = second_, .after = receipt.versions[0].id - 1},
                [&](const StoredVersion& version) {
                  ids.push_back(version.info.id);
                  return true;
                });
  EXPECT_THAT(ids, ElementsAre(receipt.versions[0].id, receipt.versions[1].id));
}

TEST_F(SnapshotTest, AQueryLeavesAnEntryInTheTrail) {
  hospital_->NoteQuery(Anyone(), first_, 5);
  hospital_->NoteQuery(Anyone(), std::nullopt, 7);
  hospital_->FlushTrail();
  store::Reader reader = hospital_.store().Read();
  auto statement = reader->PrepareText(
      "SELECT ifnull(ehr, -1), result FROM access_trail WHERE action = 7 ORDER BY position");
  ASSERT_TRUE(statement.Step());
  EXPECT_EQ(statement.Int(0), first_.value());
  EXPECT_EQ(statement.Int(1), 5);
  ASSERT_TRUE(statement.Step());
  EXPECT_EQ(statement.Int(0), -1);
  EXPECT_EQ(statement.Int(1), 7);
}

}  // namespace
}  // namespace socle::record
