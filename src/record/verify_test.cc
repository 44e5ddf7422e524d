#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "record/testing.h"

namespace socle::record {
namespace {

Audit Why() {
  return {.time = {},
          .committer = kTesterJson,
          .system_id = "s",
          .change_type = ChangeType::kDeleted,
          .description = {}};
}

/// A record with something of everything, and a copy of its file to begin each fault from.
class VerifyTest : public testing::Test {
 protected:
  VerifyTest() : hospital_({&index_}, Options()) {
    for (int ehr = 0; ehr < 4; ++ehr) {
      const int first = ehr * 10;
      const EhrKey key = hospital_.Create({Note(first + 1, 0, Text(first))}).ehr.ehr;
      CommitRequest request =
          Request(key, {Note(first + 2, 0, Text(first + 1)), Note(first + 1, 1, Text(first + 2))});
      request.versions[1].description = "corrected";
      request.audit.description = "ward round";
      hospital_->Commit(Anyone(), std::move(request));
      hospital_.Commit(key, {Note(first + 3, 0, Text(first + 3))});
      hospital_.Commit(key, {Deletion(first + 2, 1)});
      if (ehr == 1) hospital_->Erase(Anyone(), key, Why());
      hospital_.Reopen();  // writes a seal
    }
    for (int i = 100; i < 140; ++i) {
      if (i == 138) hospital_->TrainDictionaries();
      hospital_.Create({Note(i, 0, Text(i))});
    }
    hospital_.Close();
    std::filesystem::copy(File(), Copy());
    hospital_.Open();
  }

  static RecordOptions Options() {
    RecordOptions options;
    options.dictionary_after = 8;
    return options;
  }
  static std::string Text(int n) {
    std::string text = R"({"note":")";
    for (int i = 0; i < 60; ++i) text += "word" + std::to_string((n * 7 + i * i) % 23) + " ";
    return text + "\"}";
  }
  std::filesystem::path File() const { return hospital_.folder() / "record.db"; }
  std::filesystem::path Copy() const { return hospital_.folder() / "copy.db"; }

  std::vector<std::string> Verify() {
    std::vector<std::string> lines;
    for (const Finding& finding : hospital_->Verify({}))
      lines.push_back(finding.place + ": " + finding.what);
    return lines;
  }

  /// What verify says after `sql` alone was done to the record.
  std::vector<std::string> After(const std::string& sql) {
    hospital_.Close();
    for (const auto& entry : std::filesystem::directory_iterator(hospital_.folder())) {
      if (entry.path() != Copy()) std::filesystem::remove(entry.path());
    }
    std::filesystem::copy(Copy(), File());
    hospital_.Open();
    hospital_.Damage(sql);
    return Verify();
  }

  WordIndex index_;
  Hospital hospital_;
};

TEST_F(VerifyTest, FindsNothingInAWholeRecord) { EXPECT_THAT(Verify(), testing::IsEmpty()); }

TEST_F(VerifyTest, NamesWhatIsWrong) {
  struct Case {
    const char* sql;
    const char* says;  // somewhere in a finding
  };
  const Case cases[] = {
      {"UPDATE version SET body = substr(body, 1, length(body) - 1) || x'7f' WHERE ehr = 3 AND "
       "object = 1 AND number = 2",
       "version 00000000-0000-4000-8000-000000000021::2"},
      {"UPDATE version SET body = x'' WHERE ehr = 4 AND object = 3", "::1: "},
      {"UPDATE version SET digest = zeroblob(32) WHERE ehr = 3 AND object = 3",
       "the chain is broken here"},
      {"UPDATE version SET digest = x'00' WHERE ehr = 3 AND object = 3", "contribution 3"},
      {"UPDATE version SET lifecycle = 2 WHERE ehr = 3 AND object = 3",
       "it is not what was committed"},
      {"UPDATE version SET number = 7 WHERE ehr = 3 AND object = 3", "it does not follow"},
      {"UPDATE version SET object = 9 WHERE ehr = 3 AND object = 3",
       "its object is not in this EHR"},
      {"UPDATE version SET ehr = 1, object = 3, number = 9 WHERE ehr = 3 AND object = 3",
       "its object is not in this EHR"},
      {"UPDATE version SET change_type = 2 WHERE ehr = 3 AND object = 3",
       "it is not what was committed"},
      {"UPDATE version SET description = 'other' WHERE description = 'corrected' AND ehr = 3",
       "it is not what was committed"},
      {"UPDATE version SET codec = 0 WHERE ehr = 3 AND object = 3", "it is not what was committed"},
      {"UPDATE version SET codec = 99 WHERE ehr = 3 AND object = 3", "dictionary is missing"},
      {"UPDATE version SET class = 99 WHERE ehr = 3 AND object = 3", "name 99 is missing"},
      {"UPDATE version SET id = id + 500 WHERE ehr = 3 AND object = 3", "is missing"},
      {"UPDATE version SET id = id + 500000000 WHERE ehr = 3 AND object = 3", "belong to no EHR"},
      {"DELETE FROM version WHERE ehr = 3 AND object = 2 AND number = 1",
       "its versions is missing"},
      {"DELETE FROM version WHERE ehr = 3 AND object = 3", "contribution 3"},
      {"UPDATE contribution SET time = time + 1 WHERE ehr = 3 AND seq = 2", "contribution 2"},
      {"UPDATE contribution SET time = 1 WHERE ehr = 3 AND seq = 2", "it is not later"},
      {"UPDATE contribution SET uid = zeroblob(16) WHERE ehr = 3 AND seq = 2",
       "the chain is broken here"},
      {"UPDATE contribution SET uid = x'01' WHERE ehr = 3 AND seq = 2", "its id is not a UUID"},
      {"UPDATE contribution SET committer = 0 WHERE ehr = 3 AND seq = 2",
       "the chain is broken here"},
      {"UPDATE contribution SET committer = 77 WHERE ehr = 3 AND seq = 2", "name 77 is missing"},
      {"UPDATE contribution SET system = 0 WHERE ehr = 3 AND seq = 2", "the chain is broken here"},
      {"UPDATE contribution SET change_type = 4 WHERE ehr = 3 AND seq = 2",
       "the chain is broken here"},
      {"UPDATE contribution SET description = NULL WHERE ehr = 3 AND seq = 2",
       "the chain is broken here"},
      {"UPDATE contribution SET digest = zeroblob(32) WHERE ehr = 3 AND seq = 2", "seal 3"},
      {"UPDATE contribution SET seq = 8 WHERE ehr = 3 AND seq = 4",
       "the contribution before it is missing"},
      {"UPDATE contribution SET ehr = 1, seq = 5 WHERE ehr = 3 AND seq = 4; UPDATE version SET ehr "
       "= 1, number = 9 "
       "WHERE id / 1024 = 13",
       "EHR"},
      {"UPDATE contribution SET position = position + 100 WHERE ehr = 4 AND seq = 4",
       "position 17"},
      {"DELETE FROM contribution WHERE ehr = 3 AND seq = 2",
       "the contribution before it is missing"},
      {"DELETE FROM contribution WHERE ehr = 3 AND seq = 4", "is missing"},
      {"UPDATE object SET head = 1 WHERE ehr = 3 AND object = 1",
       "its head is said to be version 1"},
      {"UPDATE object SET deleted = 1 WHERE ehr = 3 AND object = 1", "whether it is deleted"},
      {"UPDATE object SET kind = (SELECT max(id) FROM kind) WHERE ehr = 3 AND object = 1",
       "it is not what was committed"},
      {"UPDATE object SET kind = 99 WHERE ehr = 3 AND object = 1", "its kind is unknown"},
      {"UPDATE object SET uid = x'41' WHERE ehr = 3 AND object = 1", "version A::1"},
      {"DELETE FROM object WHERE ehr = 3 AND object = 1", "its object is not in this EHR"},
      {"INSERT INTO object VALUES (3, 50, 1, x'42', 1, 0)", "object B: it has no version"},
      {"UPDATE ehr SET ehr_id = x'00112233445566778899aabbccddeeff' WHERE ehr = 3",
       "the chain is broken here"},
      {"UPDATE ehr SET ehr_id = x'00' WHERE ehr = 3", "id is 1 to 255 bytes"},
      {"UPDATE ehr SET ehr_id = x'41' WHERE ehr = 3", "EHR A, contribution 1: its digest differs"},
      {"UPDATE ehr SET system = 0 WHERE ehr = 3", "the chain is broken here"},
      {"UPDATE ehr SET time_created = 5 WHERE ehr = 3", "the chain is broken here"},
      {"DELETE FROM ehr WHERE ehr = 3", "belong to no EHR"},
      {"INSERT INTO ehr VALUES (999, x'00112233445566778899aabbccddeeff', 0, 0)",
       "it has no contribution"},
      {"DELETE FROM ehr WHERE ehr = 3; DELETE FROM object WHERE ehr = 3; DELETE FROM version WHERE "
       "ehr = 3; "
       "DELETE FROM contribution WHERE ehr = 3; DELETE FROM test_word WHERE ehr = 3",
       "seal 3"},
      {"UPDATE name SET text = 'Somebody else' WHERE text LIKE '%A tester%'",
       "the chain is broken here"},
      {"UPDATE kind SET name = 'test.forged' WHERE name = 'test.note'",
       "it is not what was committed"},
      {"UPDATE dictionary SET bytes = zeroblob(100)", "dictionary 16"},
      {"DELETE FROM dictionary", "dictionary is missing"},
      {"UPDATE seal SET digest = zeroblob(32) WHERE number = 2", "seal 2"},
      {"UPDATE seal SET time = 1 WHERE number = 2", "seal 2"},
      {"UPDATE seal SET last = last - 1 WHERE number = 2", "seal 2"},
      {"DELETE FROM seal WHERE number = 2", "the seal before it is missing"},
      {"UPDATE erased_contribution SET digest = zeroblob(32) WHERE seq = 2", "seal 2"},
      {"DELETE FROM erased_contribution WHERE seq = 2", "3 digests are kept"},
      {"UPDATE erased_contribution SET position = 99 WHERE seq = 2", "position"},
      {"DELETE FROM erased_ehr", "its erasure is not recorded"},
      {"UPDATE test_word SET count = count + 1 WHERE ehr = 3 AND word = (SELECT min(word) FROM "
       "test_word WHERE ehr = 3)",
       "index table test_word, EHR "},
      {"DELETE FROM test_word WHERE ehr = 3 AND object = 1", "rows are not those of a rebuild"},
      {"INSERT INTO test_word VALUES (77, 1, 'w', 1)", "EHR number 77"},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.sql);
    try {
      EXPECT_THAT(After(one.sql), testing::Contains(testing::HasSubstr(one.says)));
    } catch (const base::Error& error) {
      ADD_FAILURE() << error.message() << error.detail();
    }
  }
}

TEST_F(VerifyTest, FindsAFlippedByteInTheFile) {
  hospital_.Close();
  std::FILE* file = std::fopen(File().c_str(), "r+b");
  ASSERT_NE(file, nullptr);
  std::fseek(file, 3 * 8192 + 5000, SEEK_SET);
  const int byte = std::fgetc(file);
  std::fseek(file, 3 * 8192 + 5000, SEEK_SET);
  std::fputc(byte ^ 0x10, file);
  std::fclose(file);
  std::vector<std::string> lines;
  try {
    hospital_.Open();
    lines = Verify();
  } catch (const base::Error& error) {
    lines.push_back(error.message());  // the damaged page was needed to open the store
  }
  EXPECT_THAT(lines, testing::Not(testing::IsEmpty()));
}

}  // namespace
}  // namespace socle::record
