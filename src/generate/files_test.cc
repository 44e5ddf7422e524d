#include "generate/files.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "base/digest.h"
#include "base/error.h"
#include "generate/templates.h"
#include "json/document.h"

namespace socle::generate {
namespace {

namespace fs = std::filesystem;

class WriteFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    directory_ = fs::temp_directory_path() / ("socle_generate_" + std::string(info->name()));
    fs::remove_all(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  static std::string Read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  static std::map<std::string, std::string> ReadAll(const fs::path& directory) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
      if (!entry.is_regular_file()) continue;
      files[fs::relative(entry.path(), directory).string()] = Read(entry.path());
    }
    return files;
  }

  fs::path directory_;
};

TEST_F(WriteFilesTest, BytesDoNotDependOnThreads) {
  const Hospital hospital({.patients = 250, .years = 1, .seed = 9});
  WriteFiles(hospital, directory_ / "one", 1);
  WriteFiles(hospital, directory_ / "four", 4);
  const auto one = ReadAll(directory_ / "one");
  EXPECT_EQ(one, ReadAll(directory_ / "four"));
  EXPECT_EQ(one.size(), 1 + Templates().size() + 3);  // manifest, templates, 3 files of 100
}

TEST_F(WriteFilesTest, ManifestTellsWhatIsThere) {
  const Hospital hospital({.patients = 120, .years = 1, .seed = 2});
  std::uint64_t reported = 0;
  const WriteProgress written =
      WriteFiles(hospital, directory_, 2, [&](const WriteProgress& progress) {
        EXPECT_GT(progress.ehrs, reported);
        reported = progress.ehrs;
      });
  EXPECT_EQ(reported, 120u);
  const std::string text = Read(directory_ / "manifest.json");
  const json::Document manifest = json::Document::Parse(text);
  EXPECT_EQ(manifest.root().Find("format")->text(), "socle-generated");
  EXPECT_EQ(manifest.root().Find("compositions")->text(), std::to_string(written.compositions));
  for (std::string_view list : {"templates", "records"}) {
    for (const json::Value& file : *manifest.root().Find(list)) {
      const std::string bytes = Read(directory_ / std::string(file.Find("file")->text()));
      EXPECT_EQ(std::to_string(bytes.size()), file.Find("bytes")->text());
      base::Sha256 sha256;
      sha256.Add(bytes);
      EXPECT_EQ(sha256.Finish().ToHex(), file.Find("sha256")->text());
    }
  }
}

TEST_F(WriteFilesTest, LinesAreAnEhrAndThenItsCompositions) {
  const Hospital hospital({.patients = 30, .years = 1, .seed = 2});
  const WriteProgress written = WriteFiles(hospital, directory_, 1);
  std::istringstream lines(Read(directory_ / "ehrs-0000.ndjson"));
  std::string line, ehr_id;
  std::uint64_t ehrs = 0, compositions = 0;
  while (std::getline(lines, line)) {
    const json::Document document = json::Document::Parse(line);
    const json::Value& root = document.root();
    if (root.Find("ehr_status") != nullptr) {
      ehr_id = root.Find("ehr_id")->text();
      EXPECT_NE(root.Find("patient")->Find("family_name"), nullptr);
      ++ehrs;
      continue;
    }
    EXPECT_EQ(root.Find("ehr_id")->text(), ehr_id);
    EXPECT_EQ(root.Find("composition")->Find("_type")->text(), "COMPOSITION");
    EXPECT_NE(root.Find("committer")->Find("name"), nullptr);
    ++compositions;
  }
  EXPECT_EQ(ehrs, written.ehrs);
  EXPECT_EQ(compositions, written.compositions);
}

TEST_F(WriteFilesTest, LeavesADirectoryWithFilesAlone) {
  fs::create_directories(directory_);
  std::ofstream(directory_ / "mine.txt") << "keep";
  const Hospital hospital({.patients = 1, .years = 1, .seed = 1});
  EXPECT_THROW(WriteFiles(hospital, directory_, 1), base::Error);
  EXPECT_EQ(ReadAll(directory_).size(), 1u);
}

}  // namespace
}  // namespace socle::generate
