#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/digest.h"
#include "record/export_format.h"
#include "record/testing.h"

namespace socle::record {
namespace {

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void WriteFile(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

std::string Replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

class ImportTest : public testing::Test {
 protected:
  ImportTest() {
    const EhrKey one =
        hospital_.Create({Note(1, 0, R"({"a":1})"), Note(2, 0, "line\nline")}).ehr.ehr;
    hospital_.Commit(one, {Note(1, 1, std::string("\xff\x00", 2))});
    hospital_.Commit(one, {Deletion(2, 1)});
    const EhrKey two = hospital_.Create({Note(3, 0, R"({"b":2})")}).ehr.ehr;
    hospital_->Erase(Anyone(), two,
                     {.time = {},
                      .committer = kTesterJson,
                      .system_id = "s",
                      .change_type = ChangeType::kDeleted,
                      .description = {}});
    hospital_->Export(Anyone(), Folder().string(), {});
  }
  std::filesystem::path Folder() const { return hospital_.folder() / "export"; }

  /// Changes a file and makes the manifest agree: what is left to notice is the content.
  void Forge(const std::string& name, const std::string& text) {
    WriteFile(Folder() / name, text);
    Manifest manifest = ReadManifest(ReadFile(Folder() / "manifest.json"));
    for (ManifestFile& file : manifest.files) {
      if (file.name != name) continue;
      file.bytes = text.size();
      file.digest = base::Sha256().Add(text).Finish();
    }
    WriteFile(Folder() / "manifest.json", WriteManifest(manifest));
  }

  base::Error ErrorOfImport() {
    Hospital into;
    return ErrorOf([&] { into->Import(Folder().string(), {}); });
  }

  Hospital hospital_;
};

TEST_F(ImportTest, IsMadeOfOpenFiles) {
  const std::string lines = ReadFile(Folder() / "contributions-000001.ndjson");
  EXPECT_THAT(lines, testing::HasSubstr("\"body\":\"json\"}}\n{\"a\":1}\n"));
  EXPECT_THAT(lines, testing::HasSubstr(R"("text":"line\nline")"));
  EXPECT_THAT(lines, testing::HasSubstr(R"("base64":"/wA=")"));
  EXPECT_THAT(lines, testing::HasSubstr(R"("change_type":"modification")"));
  EXPECT_THAT(ReadFile(Folder() / "ehrs.ndjson"),
              testing::HasSubstr(R"({"ehr":{"number":1,"ehr_id":")"));
  EXPECT_THAT(ReadFile(Folder() / "erased.ndjson"),
              testing::StartsWith(R"({"erasure":{"ehr":2,"contributions":1,"position":5}})"));
}

TEST_F(ImportTest, RefusesAFolderThatIsNotEmpty) {
  EXPECT_EQ(ErrorOf([&] { hospital_->Export(Anyone(), Folder().string(), {}); }).code(),
            base::ErrorCode::kConflict);
}

TEST_F(ImportTest, RefusesAStoreThatIsNotEmpty) {
  EXPECT_EQ(ErrorOf([&] { hospital_->Import(Folder().string(), {}); }).code(),
            base::ErrorCode::kConflict);
  Hospital other;
  other.Commit(EhrKey(kInstitution), {Note(1, 0, "template")});
  EXPECT_EQ(ErrorOf([&] { other->Import(Folder().string(), {}); }).code(),
            base::ErrorCode::kConflict);
  other.Reopen();  // it was left as it was
}

TEST_F(ImportTest, RefusesWhatIsNoExport) {
  Hospital into;
  EXPECT_EQ(ErrorOf([&] { into->Import("/nowhere/at/all", {}); }).code(), base::ErrorCode::kUsage);
  WriteFile(Folder() / "manifest.json", "{\"format\":\"other\"}");
  EXPECT_EQ(ErrorOf([&] { into->Import(Folder().string(), {}); }).code(),
            base::ErrorCode::kCorrupt);
  into.Reopen();
  into.Create({Note(1, 0, "still of use")});
}

TEST_F(ImportTest, ABrokenImportIsNeverTakenForAWholeOne) {
  const std::string name = "contributions-000001.ndjson";
  const std::string lines = ReadFile(Folder() / name);
  WriteFile(Folder() / name, lines.substr(0, lines.size() / 2));
  Hospital into;
  EXPECT_EQ(ErrorOf([&] { into->Import(Folder().string(), {}); }).code(),
            base::ErrorCode::kCorrupt);
  into.Close();
  const base::Error error = ErrorOf([&] { into.Open(); });
  EXPECT_EQ(error.code(), base::ErrorCode::kUsage);
  EXPECT_THAT(error.message(), testing::HasSubstr("import"));
}

TEST_F(ImportTest, NoticesEveryChange) {
  const std::string name = "contributions-000001.ndjson";
  const std::string lines = ReadFile(Folder() / name);
  const std::string ehrs = ReadFile(Folder() / "ehrs.ndjson");
  const std::string seals = ReadFile(Folder() / "seals.ndjson");
  const std::string erased = ReadFile(Folder() / "erased.ndjson");
  const auto expect_corrupt = [&](const std::string& file, const std::string& text,
                                  const std::string& whole) {
    SCOPED_TRACE(text);
    Forge(file, text);
    EXPECT_EQ(ErrorOfImport().code(), base::ErrorCode::kCorrupt);
    Forge(file, whole);
  };
  expect_corrupt(name, Replaced(lines, "{\"a\":1}", "{\"a\":2}"), lines);
  expect_corrupt(name, Replaced(lines, "\"seq\":2", "\"seq\":3"), lines);
  expect_corrupt(name, Replaced(lines, "\"position\":2", "\"position\":1"), lines);
  expect_corrupt(name, Replaced(lines, "A tester", "A forger"), lines);
  expect_corrupt(name, Replaced(lines, "modification", "amendment"), lines);
  expect_corrupt(name, Replaced(lines, "\"number\":2", "\"number\":3"), lines);
  expect_corrupt(name, Replaced(lines, "\"number\":1", "\"number\":0"), lines);
  expect_corrupt(name, Replaced(lines, "\"lifecycle\":\"complete\"", "\"lifecycle\":\"inactive\""),
                 lines);
  expect_corrupt(name, Replaced(lines, "\"versions\":2", "\"versions\":1"), lines);
  expect_corrupt(name, Replaced(lines, "\"versions\":2", "\"versions\":5000"), lines);
  expect_corrupt(name, Replaced(lines, "{\"contribution\"", "{\"x\""), lines);
  expect_corrupt(name, Replaced(lines, "{\"contribution\"", "[{\"contribution\""), lines);
  expect_corrupt(name, lines.substr(0, lines.find('\n') + 1), lines);
  expect_corrupt(name, lines + lines, lines);
  expect_corrupt("ehrs.ndjson", Replaced(ehrs, "\"number\":1", "\"number\":7"), ehrs);
  expect_corrupt("ehrs.ndjson", Replaced(ehrs, "test.system", "best.system"), ehrs);
  expect_corrupt("ehrs.ndjson", ehrs + ehrs, ehrs);
  expect_corrupt("ehrs.ndjson", "", ehrs);
  expect_corrupt("seals.ndjson", Replaced(seals, "\"last\":5", "\"last\":4"), seals);
  expect_corrupt("seals.ndjson", "", seals);
  expect_corrupt("erased.ndjson", Replaced(erased, "\"position\":4", "\"position\":9"), erased);
  expect_corrupt("erased.ndjson", "", erased);
  Hospital into;
  into->Import(Folder().string(), {});  // each was put back
}

TEST_F(ImportTest, RefusesAKindThatTheProgramDoesNotKnow) {
  const std::string name = "contributions-000001.ndjson";
  Forge(name, Replaced(ReadFile(Folder() / name), "test.note", "test.nope"));
  EXPECT_EQ(ErrorOfImport().code(), base::ErrorCode::kUsage);
}

}  // namespace
}  // namespace socle::record
