#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "record/testing.h"

namespace socle::record {
namespace {

Audit Why() {
  return {.time = {},
          .committer = kTesterJson,
          .system_id = "s",
          .change_type = ChangeType::kDeleted,
          .description = "court order"};
}

TEST(EraseTest, TakesAllOfAnEhrAndNothingElse) {
  WordIndex index;
  Hospital hospital({&index});
  const CommitReceipt gone = hospital.Create({Note(1, 0, "unmistakable"), Note(2, 0, "b")});
  const CommitReceipt stays = hospital.Create({Note(3, 0, "stays")});
  hospital.Commit(gone.ehr.ehr, {Note(1, 1, "unmistakable again")});
  hospital->Erase(Anyone(), gone.ehr.ehr, Why());

  EXPECT_FALSE(hospital->FindEhr(Anyone(), gone.ehr.id));
  EXPECT_FALSE(hospital->FindAnywhere(Anyone(), kNote, NoteUid(1)));
  EXPECT_EQ(hospital->ReadHead(Anyone(), stays.ehr.ehr, kNote, NoteUid(3))->body, "stays");
  EXPECT_EQ(hospital->Count().ehrs, 1u);
  EXPECT_EQ(hospital->Count().versions, 2u);  // the one that stays, and the erasure
  EXPECT_THAT(WordIndex::Rows(hospital.store()), testing::ElementsAre("2/1/stays/1"));
  EXPECT_THAT(hospital->Verify({}), testing::IsEmpty());

  const auto feed = hospital->Feed(0, 10);
  ASSERT_EQ(feed.size(), 2u);
  EXPECT_EQ(feed[1].position, 4u);
  EXPECT_EQ(feed[1].contribution.ehr.value(), kInstitution);
  EXPECT_EQ(feed[1].contribution.audit.description, "court order");
}

TEST(EraseTest, LeavesNoByteOfTheContentInTheFile) {
  Hospital hospital;
  const std::string secret = "Q7xZ-unmistakable-T9";
  NewVersion version = Note(1, 0, secret);  // too short to be compressed
  const EhrKey ehr = hospital.Create({version}).ehr.ehr;
  hospital->Erase(Anyone(), ehr, Why());
  hospital.Close();
  std::ifstream in(hospital.folder() / "record.db", std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  EXPECT_GT(bytes.size(), 0u);
  EXPECT_EQ(bytes.find(secret), std::string::npos);
  hospital.Open();
}

TEST(EraseTest, IsInTheTrailUnderTheErasedEhr) {
  Hospital hospital;
  const EhrKey ehr = hospital.Create({Note(1, 0, "a")}).ehr.ehr;
  hospital->Erase(Anyone(), ehr, Why());
  store::Reader reader = hospital.store().Read();
  auto statement = reader->PrepareText("SELECT ehr FROM access_trail WHERE action = 11");
  ASSERT_TRUE(statement.Step());
  EXPECT_EQ(statement.Int(0), ehr.value());
}

TEST(EraseTest, RefusesTheInstitutionAndWhatIsNot) {
  Hospital hospital;
  EXPECT_EQ(ErrorOf([&] { hospital->Erase(Anyone(), EhrKey(kInstitution), Why()); }).code(),
            base::ErrorCode::kNotFound);
  EXPECT_EQ(ErrorOf([&] { hospital->Erase(Anyone(), EhrKey(5), Why()); }).code(),
            base::ErrorCode::kNotFound);
  EXPECT_EQ(hospital->Count().contributions, 0u);
}

TEST(EraseTest, NeverUsesANumberTwice) {
  Hospital hospital;
  const CommitReceipt first = hospital.Create({Note(1, 0, "a")});
  hospital->Erase(Anyone(), first.ehr.ehr, Why());
  const CommitReceipt second = hospital->Commit(
      Anyone(), Request(CommitRequest::CreateEhr{first.ehr.id, "s"}, {Note(1, 0, "b")}));
  EXPECT_NE(second.ehr.ehr, first.ehr.ehr);
  EXPECT_EQ(second.contribution.position, 3u);
  EXPECT_EQ(second.contribution.seq, 1u);
  EXPECT_THAT(hospital->Verify({}), testing::IsEmpty());
}

}  // namespace
}  // namespace socle::record
