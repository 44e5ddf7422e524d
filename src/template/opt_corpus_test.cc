#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "template/definition.h"
#include "template/template.h"
#include "template/test_files.h"

namespace socle::tmpl {
namespace {

const std::filesystem::path kCorpus = std::filesystem::path(SOCLE_CORPUS_DIR) / "openehr";

std::string Describe(const base::Error& error) {
  std::string text = error.message() + " at " + error.place();
  for (const base::Issue& issue : error.issues()) {
    text += "\n  " + issue.path + " " + issue.rule + " expected " + issue.expected + " found " +
            issue.found + ": " + issue.message;
  }
  return text;
}

TEST(OptCorpus, EveryValidTemplateParses) {
  int count = 0;
  for (const char* folder : {"templates", "formats/templates", "queries/opts"}) {
    for (const auto& path : FilesOf(kCorpus / folder)) {
      ++count;
      try {
        const auto parsed = Template::Parse(ReadFile(path));
        EXPECT_FALSE(parsed->template_id().empty()) << path;
        EXPECT_EQ(parsed->root_type(), "COMPOSITION") << path;
      } catch (const base::Error& error) {
        ADD_FAILURE() << path.filename() << ": " << Describe(error);
      }
    }
  }
  if (count == 0) GTEST_SKIP() << "the corpora are absent";
}

TEST(OptCorpus, TheProjectsOwnTemplatesParse) {
  int count = 0;
  for (const auto& path : FilesOf(std::filesystem::path(SOCLE_SOURCE_DIR) / "models/templates")) {
    if (path.extension() != ".opt") continue;
    ++count;
    try {
      EXPECT_EQ(Template::Parse(ReadFile(path))->template_id(), path.stem()) << path;
    } catch (const base::Error& error) {
      ADD_FAILURE() << path.filename() << ": " << Describe(error);
    }
  }
  EXPECT_GE(count, 8);
}

TEST(OptCorpus, EveryInvalidTemplateIsRefusedWithItsReason) {
  const std::map<std::string, std::pair<base::ErrorCode, std::string>> reasons = {
      {"alien_tags__minimal_action.opt", {base::ErrorCode::kInvalid, "<bullfrog>"}},
      {"empty_file__empty_file.opt", {base::ErrorCode::kMalformed, "XML"}},
      {"minimal_persistent__persistent_minimal.composition.extdatetime.invalid.xml",
       {base::ErrorCode::kMalformed, "<composition>"}},
      {"multiple_elements__minimal_action_concept_twice_1.opt",
       {base::ErrorCode::kInvalid, "<concept> stands more than once"}},
      {"nested__nested.composition.extdatetimes.invalid.xml",
       {base::ErrorCode::kMalformed, "<composition>"}},
      {"removed_mandatory_elements__minimal_action_removed_concept.opt",
       {base::ErrorCode::kInvalid, "<concept> is missing"}},
      {"removed_template_id__invalid_readme.txt", {base::ErrorCode::kMalformed, "XML"}},
  };
  const auto files = FilesOf(kCorpus / "invalid_templates");
  if (files.empty()) GTEST_SKIP() << "the corpora are absent";
  for (const auto& path : files) {
    const auto reason = reasons.find(path.filename());
    ASSERT_NE(reason, reasons.end()) << path << " is new: say why it is refused";
    try {
      Template::Parse(ReadFile(path));
      ADD_FAILURE() << "accepted: " << path;
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), reason->second.first) << path;
      EXPECT_THAT(error.message(), testing::HasSubstr(reason->second.second)) << path;
    }
  }
}

}  // namespace
}  // namespace socle::tmpl
