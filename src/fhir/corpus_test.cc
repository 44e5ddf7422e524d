#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/compress.h"
#include "fhir/json.h"
#include "fhir/xml.h"
#include "json/document.h"

// Every bundle of the corpus is read, written and compared value by value.

namespace socle::fhir {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The same members, whatever their order, and the same characters in each value.
bool IsSame(const json::Value& a, const json::Value& b) {
  if (a.kind() != b.kind() || a.size() != b.size() || a.text() != b.text()) return false;
  const json::Value* other = b.first_child();
  for (const json::Value& child : a) {
    const json::Value* match = a.is_object() ? b.Find(child.key()) : other;
    if (match == nullptr || !IsSame(child, *match)) return false;
    other = other->next_sibling();
  }
  return true;
}

TEST(FhirCorpus, BundlesRoundTripWithoutIssues) {
  const fs::path folder = fs::path(SOCLE_CORPUS_DIR) / "fhir" / "synthea";
  if (!fs::exists(folder)) GTEST_SKIP() << "no corpus beside the checkout";
  int bundles = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".gz") continue;
    ++bundles;
    const std::string text = base::GzipDecompress(ReadFile(entry.path()), 256u << 20);
    const ReadResult result = ReadJson(text);
    for (const Issue& issue : result.issues) {
      ADD_FAILURE() << entry.path().filename() << " " << issue.expression << ": " << issue.text;
    }
    std::string written;
    WriteJson(result.tree.root(), written);
    EXPECT_TRUE(IsSame(json::Document::Parse(text).root(), json::Document::Parse(written).root()))
        << entry.path().filename();
  }
  EXPECT_GT(bundles, 30);
}

std::string Json(const Tree& tree) {
  std::string text;
  WriteJson(tree.root(), text);
  return text;
}

std::string Xml(const Tree& tree) {
  std::string text;
  WriteXml(tree.root(), text);
  return text;
}

TEST(FhirCorpus, BundlesAreTheSameThroughXml) {
  const fs::path folder = fs::path(SOCLE_CORPUS_DIR) / "fhir" / "synthea";
  if (!fs::exists(folder)) GTEST_SKIP() << "no corpus beside the checkout";
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".gz") continue;
    const std::string text = base::GzipDecompress(ReadFile(entry.path()), 256u << 20);
    const ReadResult from_json = ReadJson(text);
    const ReadResult from_xml = ReadXml(Xml(from_json.tree));
    for (const Issue& issue : from_xml.issues) {
      ADD_FAILURE() << entry.path().filename() << " " << issue.expression << ": " << issue.text;
    }
    EXPECT_TRUE(Json(from_json.tree) == Json(from_xml.tree)) << entry.path().filename();
  }
}

TEST(FhirCorpus, XmlIsTheSameThroughJson) {
  const fs::path folder = fs::path(SOCLE_CORPUS_DIR) / "fhir" / "fhirpath" / "input";
  if (!fs::exists(folder)) GTEST_SKIP() << "no corpus beside the checkout";
  int documents = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".xml") continue;
    ++documents;
    const ReadResult from_xml = ReadXml(ReadFile(entry.path()));
    for (const Issue& issue : from_xml.issues) {
      // This document has its status before an extension, which is the fault it should be.
      EXPECT_EQ(entry.path().filename(), "observation-example.xml") << issue.text;
      EXPECT_EQ(issue.expression, "Observation.extension") << issue.text;
    }
    const ReadResult from_json = ReadJson(Json(from_xml.tree));
    EXPECT_TRUE(from_json.issues.empty()) << entry.path().filename();
    EXPECT_EQ(Xml(from_json.tree), Xml(from_xml.tree)) << entry.path().filename();
    EXPECT_EQ(Json(ReadXml(Xml(from_xml.tree)).tree), Json(from_xml.tree));
  }
  EXPECT_GT(documents, 4);
}

}  // namespace
}  // namespace socle::fhir
