#include "generate/fhir_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "base/digest.h"
#include "base/error.h"
#include "json/document.h"

namespace socle::generate {
namespace {

namespace fs = std::filesystem;

class WriteFhirFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    directory_ = fs::temp_directory_path() / ("socle_generate_fhir_" + std::string(info->name()));
    fs::remove_all(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  static std::map<std::string, std::string> ReadAll(const fs::path& directory) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      std::stringstream text;
      text << file.rdbuf();
      files[fs::relative(entry.path(), directory).string()] = text.str();
    }
    return files;
  }

  fs::path directory_;
};

TEST_F(WriteFhirFilesTest, BytesDependOnTheSeedOnly) {
  const Hospital hospital({.patients = 230, .years = 1, .seed = 9});
  WriteFhirFiles(hospital, directory_ / "one", FhirBundles::kYes, 1);
  WriteFhirFiles(hospital, directory_ / "three", FhirBundles::kYes, 3);
  const auto one = ReadAll(directory_ / "one");
  EXPECT_EQ(one, ReadAll(directory_ / "three"));
  EXPECT_EQ(one.size(), 1u + 11 + 1 + 230);  // manifest, types, bundles
  const Hospital other({.patients = 230, .years = 1, .seed = 10});
  WriteFhirFiles(other, directory_ / "other", FhirBundles::kYes, 1);
  EXPECT_NE(one.at("Patient.ndjson"), ReadAll(directory_ / "other").at("Patient.ndjson"));
}

TEST_F(WriteFhirFilesTest, BytesAreThoseOfTheFirstRelease) {
  // Another digest means other bytes for the same seed: say so in the change log.
  WriteFhirFiles(Hospital({.patients = 10, .years = 1, .seed = 1}), directory_, FhirBundles::kNo,
                 1);
  base::Sha256 sha256;
  sha256.Add(ReadAll(directory_).at("manifest.json"));  // which holds the digests of all files
  EXPECT_EQ(sha256.Finish().ToHex(),
            "68d659879e2ff9c87c69324bbc0cd360aefe4352c6eef10271b6bc1db44df0c7");
}

TEST_F(WriteFhirFilesTest, FewPatientsAreTheFirstOfMany) {
  WriteFhirFiles(Hospital({.patients = 3, .years = 1, .seed = 9}), directory_ / "few",
                 FhirBundles::kNo, 1);
  WriteFhirFiles(Hospital({.patients = 40, .years = 1, .seed = 9}), directory_ / "many",
                 FhirBundles::kNo, 1);
  const auto few = ReadAll(directory_ / "few"), many = ReadAll(directory_ / "many");
  for (const auto& [name, text] : few) {
    if (name == "manifest.json") continue;
    EXPECT_TRUE(many.at(name).starts_with(text)) << name;
  }
}

TEST_F(WriteFhirFilesTest, ManifestTellsWhatIsThere) {
  const Hospital hospital({.patients = 120, .years = 1, .seed = 2});
  std::uint64_t reported = 0;
  const FhirWriteProgress written =
      WriteFhirFiles(hospital, directory_, FhirBundles::kNo, 1,
                     [&](const FhirWriteProgress& progress) { reported = progress.patients; });
  EXPECT_EQ(reported, 120u);
  const auto files = ReadAll(directory_);
  const json::Document manifest = json::Document::Parse(files.at("manifest.json"));
  EXPECT_EQ(manifest.root().Find("fhir_version")->text(), "4.0.1");
  std::uint64_t resources = 0;
  for (const json::Value& file : *manifest.root().Find("files")) {
    const std::string& bytes = files.at(std::string(file.Find("file")->text()));
    const auto lines = static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    EXPECT_EQ(std::to_string(lines), file.Find("resources")->text());
    EXPECT_EQ(std::to_string(bytes.size()), file.Find("bytes")->text());
    base::Sha256 sha256;
    sha256.Add(bytes);
    EXPECT_EQ(sha256.Finish().ToHex(), file.Find("sha256")->text());
    resources += lines;
  }
  EXPECT_EQ(resources, written.resources);
}

TEST_F(WriteFhirFilesTest, LeavesADirectoryWithFilesAlone) {
  fs::create_directories(directory_);
  std::ofstream(directory_ / "mine.txt") << "keep";
  const Hospital hospital({.patients = 1, .years = 1, .seed = 1});
  EXPECT_THROW(WriteFhirFiles(hospital, directory_, FhirBundles::kNo, 1), base::Error);
  EXPECT_EQ(ReadAll(directory_).size(), 1u);
}

}  // namespace
}  // namespace socle::generate
