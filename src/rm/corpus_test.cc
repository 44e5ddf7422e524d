#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "json/document.h"
#include "rm/json.h"
#include "rm/path.h"

// Every canonical document of the corpora is read, written and compared value by value.

namespace socle::rm {
namespace {

namespace fs = std::filesystem;

const fs::path kCorpus = fs::path(SOCLE_CORPUS_DIR) / "openehr";

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Some documents of the corpora have places to be filled in by the suite they come from.
std::string Filled(std::string text) {
  const auto replace = [&text](std::string_view from, std::size_t length, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
      const std::size_t end = length != 0 ? at + length : text.find('}', at) + 1;
      text.replace(at, end - at, to);
    }
  };
  constexpr std::string_view kMark = "__TO_BE_REPLACED_BY_TEST__";
  replace(kMark, kMark.size(), "1f07cd0b-1ee4-4ea4-90c8-8c6cd8ba2a4c::local.ehr::1");
  constexpr std::string_view kWord = "\"replaceme\"";
  replace(kWord, kWord.size(), "\"1f07cd0b-1ee4-4ea4-90c8-8c6cd8ba2a4c::local.ehr::1\"");
  replace("${system_id_with_tenant}", 0, "local.ehr");
  replace("${", 0, "1f07cd0b-1ee4-4ea4-90c8-8c6cd8ba2a4c");
  return text;
}

/// What the specification refuses, and why: nothing else may be refused.
const std::map<std::string, std::string>& Refused() {
  static const std::map<std::string, std::string> refused = {
      {"Test_dv_interval_dv_count_open_constraint.v0__.json", "invariant:Limits_consistent"},
      {"Test_dv_interval_dv_quantity_open_constraint.v0__.json", "invariant:Limits_consistent"},
      {"family_history.v.1.2.3__.json", "unknown_attribute"},  // EVALUATION.time_asserted
      {"folder_with_compositions.json",
       "invariant:Value_valid"},  // an identifier ends with a blank
      {"nested.en.v1__invalid_wrong_structure.json", "malformed"},
      {"persistent_minimal.en.v1__invalid_wrong_structure.json", "malformed"},
      {"000_ehr_status_ecis.json", "unknown_attribute"},  // a legacy format of one server
  };
  return refused;
}

bool IsEmpty(const json::Value& value) {
  return value.kind() == json::Kind::kNull || (value.is_array() && value.size() == 0);
}

/// Whether `written` says what `given` says: types may be added; nulls and empty lists are dropped.
void ExpectSame(const json::Value& given, const json::Value& written, const std::string& at) {
  ASSERT_EQ(given.kind(), written.kind()) << at;
  if (given.is_object()) {
    std::uint32_t members = 0;
    for (const json::Value& member : given) {
      if (IsEmpty(member)) continue;
      ++members;
      const json::Value* same = written.Find(member.key());
      ASSERT_NE(same, nullptr) << at << "/" << member.key();
      ExpectSame(member, *same, at + "/" + std::string(member.key()));
    }
    if (given.Find("_type") == nullptr) ++members;
    ASSERT_EQ(written.size(), members) << at;
  } else if (given.is_array()) {
    ASSERT_EQ(given.size(), written.size()) << at;
    const json::Value* same = written.first_child();
    for (const json::Value& item : given) {
      ExpectSame(item, *same, at + "[]");
      same = same->next_sibling();
    }
  } else {
    ASSERT_EQ(given.text(), written.text()) << at;
  }
}

void ExpectNumbered(const Node& node, std::uint32_t& next) {
  ASSERT_EQ(node.order, next);
  ++next;
  for (const Node* child = node.first_child; child != nullptr; child = child->next_sibling) {
    ASSERT_EQ(child->parent, &node);
    ExpectNumbered(*child, next);
  }
  ASSERT_EQ(node.last, next - 1);
}

void ExpectFoundByPath(const Node& root, const Node& node) {
  const std::string path = PathOf(node);
  ASSERT_EQ(FindByPath(root, path), &node) << path;
  for (const Node* child = node.first_child; child != nullptr; child = child->next_sibling) {
    ExpectFoundByPath(root, *child);
  }
}

void ExpectRoundTrip(const json::Value& given, std::string_view type) {
  const Tree tree = ReadJson(given, type);
  std::uint32_t next = 0;
  ExpectNumbered(tree.root(), next);
  ExpectFoundByPath(tree.root(), tree.root());
  const std::string written = WriteJson(tree);
  const json::Document document = json::Document::Parse(written);
  ExpectSame(given, document.root(), "");
  EXPECT_EQ(WriteJson(ReadJson(document.root(), type)), written);
  EXPECT_EQ(WriteJson(ReadStoredJson(document.root())), written);
}

std::string FirstRule(const fs::path& file, std::string_view type) {
  try {
    const json::Document document = json::Document::Parse(Filled(ReadFile(file)));
    ExpectRoundTrip(document.root(), type);
  } catch (const base::Error& error) {
    if (error.code() == base::ErrorCode::kMalformed) return "malformed";
    std::string text;
    for (const base::Issue& issue : error.issues())
      text += "\n  " + issue.path + " " + issue.message;
    const auto expected = Refused().find(file.filename().string());
    EXPECT_TRUE(expected != Refused().end()) << file << text;
    return error.issues().empty() ? error.message() : error.issues().front().rule;
  }
  return "";
}

std::size_t ReadFolder(const fs::path& folder, std::string_view type) {
  std::size_t count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const auto expected = Refused().find(name);
    EXPECT_EQ(FirstRule(entry.path(), type), expected == Refused().end() ? "" : expected->second)
        << name;
    ++count;
  }
  return count;
}

TEST(Corpus, CompositionsComeBackAsTheyWere) {
  if (!fs::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  EXPECT_GT(ReadFolder(kCorpus / "compositions/canonical_json", "COMPOSITION"), 30u);
  EXPECT_GT(ReadFolder(kCorpus / "queries/compositions", "COMPOSITION"), 20u);
}

TEST(Corpus, StatusesAndFoldersComeBackAsTheyWere) {
  if (!fs::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  EXPECT_GT(ReadFolder(kCorpus / "ehr_status", "EHR_STATUS"), 5u);
  EXPECT_GT(ReadFolder(kCorpus / "directory", "FOLDER"), 5u);
  EXPECT_GT(ReadFolder(kCorpus / "queries/folder", "FOLDER"), 5u);
}

TEST(Corpus, PayloadsOfContributionsComeBackAsTheyWere) {
  if (!fs::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  std::size_t payloads = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(kCorpus / "contributions")) {
    const json::Document document = json::Document::Parse(Filled(ReadFile(entry.path())));
    const json::Value* versions = document.root().Find("versions");
    ASSERT_NE(versions, nullptr) << entry.path();
    for (const json::Value& version : *versions) {
      const json::Value* data = version.Find("data");
      if (data == nullptr) continue;
      ++payloads;
      SCOPED_TRACE(entry.path());
      ExpectRoundTrip(*data, "LOCATABLE");
    }
  }
  EXPECT_GT(payloads, 20u);
}

}  // namespace
}  // namespace socle::rm
