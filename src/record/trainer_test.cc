#include "record/trainer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "record/testing.h"

namespace socle::record {
namespace {

TEST(RemoveRareTextsTest, LeavesOnlyWhatSeveralPatientsShare) {
  std::vector<Sample> samples = {{1, R"({"name":"Anna","unit":"mmHg"})"},
                                 {2, R"({"name":"Bert","unit":"mmHg"})"},
                                 {3, R"({"name":"Carl","unit":"mmHg"})"},
                                 {1, R"({"name":"Anna","unit":"kPa"})"},
                                 {1, R"({"name":"Anna","unit":"kPa"})"}};
  RemoveRareTexts(samples);
  EXPECT_EQ(samples[0].body, R"({"name":"","unit":"mmHg"})");
  EXPECT_EQ(samples[4].body, R"({"name":"","unit":""})");
}

TEST(RemoveRareTextsTest, LeavesTheInstitutionsTextsWhole) {
  std::vector<Sample> samples = {{0, R"({"a":"only here"})"}, {0, ""}};
  RemoveRareTexts(samples);
  EXPECT_EQ(samples[0].body, R"({"a":"only here"})");
  EXPECT_EQ(samples[1].body, "");
}

std::string Body(std::mt19937& random, const std::string& name) {
  std::string body = R"({"_type":"COMPOSITION","patient":")" + name + R"(","items":[)";
  for (int i = 0; i < 20; ++i) {
    body += R"({"_type":"ELEMENT","archetype_node_id":"at00)" + std::to_string(10 + i) +
            R"(","name":{"_type":"DV_TEXT","value":"Measurement )" + std::to_string(i) +
            R"("},"value":{"_type":"DV_QUANTITY","magnitude":)" + std::to_string(random() % 200) +
            R"(,"units":"mm[Hg]"}},)";
  }
  return body + "null]}";
}

std::int64_t Scalar(store::Store& store, const std::string& sql) {
  store::Reader reader = store.Read();
  auto statement = reader->PrepareText(sql);
  return statement.Step() ? statement.Int(0) : -1;
}

TEST(TrainerTest, TrainsAsVersionsComeAndReadsOldAndNew) {
  RecordOptions options;
  options.dictionary_after = 60;
  Hospital hospital({}, options);
  std::mt19937 random(1);
  std::vector<std::pair<EhrKey, std::string>> notes;
  for (int i = 0; i < 400; ++i) {
    // A patient of their own each: the names must not go into the dictionary.
    const std::string body = Body(random, "Patient Nr " + std::to_string(i));
    notes.emplace_back(hospital.Create({Note(i, 0, body)}).ehr.ehr, body);
    if (Scalar(hospital.store(), "SELECT count(*) FROM dictionary") > 0 && i > 100) break;
  }
  for (int i = 1000; i < 1010; ++i) {
    const std::string body = Body(random, "Patient Nr " + std::to_string(i));
    notes.emplace_back(hospital.Create({Note(i, 0, body)}).ehr.ehr, body);
  }
  EXPECT_EQ(Scalar(hospital.store(), "SELECT count(*) FROM dictionary"), 1);
  EXPECT_GT(Scalar(hospital.store(), "SELECT count(*) FROM version WHERE codec = 1"), 0);
  EXPECT_GT(Scalar(hospital.store(), "SELECT count(*) FROM version WHERE codec = 16"), 0);
  EXPECT_LT(
      Scalar(hospital.store(), "SELECT avg(length(body)) FROM version WHERE codec = 16"),
      Scalar(hospital.store(), "SELECT avg(length(body)) FROM version WHERE codec = 1") * 8 / 10);
  EXPECT_EQ(
      Scalar(hospital.store(), "SELECT instr(bytes, CAST('Patient Nr' AS BLOB)) FROM dictionary"),
      0);
  hospital.Reopen();
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const auto list = hospital->List(Anyone(), notes[i].first, kNote);
    ASSERT_EQ(list.size(), 1u);
    EXPECT_EQ(hospital->ReadHead(Anyone(), notes[i].first, kNote, list[0].uid)->body,
              notes[i].second);
  }
  EXPECT_THAT(hospital->Verify({}), testing::IsEmpty());
}

TEST(TrainerTest, NeedsEnoughVersions) {
  RecordOptions options;
  options.dictionary_after = 1000;
  Hospital hospital({}, options);
  std::mt19937 random(1);
  for (int i = 0; i < 30; ++i) hospital.Create({Note(i, 0, Body(random, std::to_string(i)))});
  hospital->TrainDictionaries();
  EXPECT_EQ(Scalar(hospital.store(), "SELECT count(*) FROM dictionary"), 0);
}

}  // namespace
}  // namespace socle::record
