#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "record/testing.h"

namespace socle::record {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// "1.2": version 2 of the note 1.
std::vector<std::string> Names(const std::vector<VersionInfo>& versions) {
  std::vector<std::string> names;
  for (const VersionInfo& version : versions) {
    const std::string uid = version.uid.value();
    names.push_back(std::to_string(std::stoi(uid.substr(uid.size() - 6))) + "." +
                    std::to_string(version.number));
  }
  return names;
}

NewVersion Other(int number) {
  NewVersion version = Note(number, 0, "other");
  version.kind = kOther;
  return version;
}

class SnapshotHistoryTest : public testing::Test {
 protected:
  SnapshotHistoryTest() {
    one_ = hospital_.Create({Note(1, 0, "a"), Other(9)}).ehr.ehr;
    hospital_.Create({Note(2, 0, "b")});
    second_ = *hospital_.Commit(one_, {Note(1, 1, "c")}).contribution.audit.time;
    hospital_.Commit(one_, {Deletion(1, 2)});
  }

  std::vector<std::string> History(const Snapshot::HistorySelection& selection) {
    return Names(hospital_->OpenSnapshot().History(selection));
  }

  Hospital hospital_;
  EhrKey one_;
  base::Instant second_;
};

TEST_F(SnapshotHistoryTest, GivesTheNewestFirst) {
  EXPECT_THAT(History({.kinds = {kNote}, .uid = NoteUid(1)}), ElementsAre("1.3", "1.2", "1.1"));
  EXPECT_THAT(History({.kinds = {kNote}}), ElementsAre("1.3", "1.2", "2.1", "1.1"));
  EXPECT_THAT(History({.kinds = {kOther}}), ElementsAre("9.1"));
  EXPECT_THAT(History({.kinds = {kOther, kNote}}), ElementsAre("1.3", "1.2", "2.1", "9.1", "1.1"));
  EXPECT_THAT(History({.kinds = {kNote}, .uid = NoteUid(7)}), IsEmpty());
}

TEST_F(SnapshotHistoryTest, GoesOnBehindAPage) {
  Snapshot snapshot = hospital_->OpenSnapshot();
  Snapshot::HistorySelection selection{.kinds = {kNote, kOther}, .limit = 2};
  std::vector<std::string> all;
  while (true) {
    const auto page = snapshot.History(selection);
    if (page.empty()) break;
    for (const std::string& name : Names(page)) all.push_back(name);
    selection.before = page.back().id;
  }
  EXPECT_THAT(all, ElementsAre("1.3", "1.2", "2.1", "9.1", "1.1"));
}

TEST_F(SnapshotHistoryTest, KnowsTimes) {
  EXPECT_THAT(History({.kinds = {kNote}, .since = second_}), ElementsAre("1.3", "1.2"));
  EXPECT_THAT(History({.kinds = {kNote}, .at = second_}), ElementsAre("1.2", "2.1"));
  EXPECT_THAT(History({.kinds = {kNote}, .uid = NoteUid(1), .at = second_}), ElementsAre("1.2"));
  EXPECT_THAT(History({.kinds = {kNote}, .at = base::Instant{second_.micros - 1}}),
              ElementsAre("2.1", "1.1"));
}

TEST_F(SnapshotHistoryTest, OfManyObjectsAsOfFew) {
  std::vector<NewVersion> versions;
  for (int i = 100; i < 1099; ++i) versions.push_back(Note(i, 0, "many"));
  hospital_.Create(versions);
  for (NewVersion& version : versions) version.uid = ObjectUid(base::Uuid::New().ToString());
  hospital_.Create(versions);
  for (NewVersion& version : versions) version.uid = ObjectUid(base::Uuid::New().ToString());
  hospital_.Create(std::move(versions));
  Snapshot snapshot = hospital_->OpenSnapshot();
  const auto all = snapshot.History({.kinds = {kNote, kOther}, .limit = 10000});
  ASSERT_EQ(all.size(), 5u + 3 * 999u);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(),
                             [](const auto& a, const auto& b) { return a.id > b.id; }));
  EXPECT_THAT(Names({all.end() - 5, all.end()}), ElementsAre("1.3", "1.2", "2.1", "9.1", "1.1"));
  EXPECT_THAT(Names(snapshot.History({.kinds = {kNote}, .at = second_})),
              ElementsAre("1.2", "2.1"));
  EXPECT_EQ(snapshot.History({.kinds = {kNote}, .since = second_, .limit = 10000}).size(),
            2u + 3 * 999u);
}

TEST_F(SnapshotHistoryTest, ReadsAnywhere) {
  Snapshot snapshot = hospital_->OpenSnapshot();
  EXPECT_EQ(snapshot.ReadHead(kNote, NoteUid(2))->body, "b");
  EXPECT_EQ(snapshot.ReadHead(kNote, NoteUid(1))->info.lifecycle, Lifecycle::kDeleted);
  EXPECT_EQ(snapshot.ReadVersion(kNote, NoteUid(1), 2)->body, "c");
  EXPECT_FALSE(snapshot.ReadVersion(kNote, NoteUid(1), 4));
  EXPECT_FALSE(snapshot.ReadHead(kOther, NoteUid(1)));
  const auto object = snapshot.FindObject(kNote, NoteUid(1));
  ASSERT_TRUE(object);
  EXPECT_EQ(object->ehr, one_);
  EXPECT_EQ(object->head, 3u);
  EXPECT_TRUE(object->deleted);
  EXPECT_FALSE(snapshot.FindObject(kOther, NoteUid(1)));
}

}  // namespace
}  // namespace socle::record
