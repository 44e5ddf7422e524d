#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "base/error.h"
#include "json/document.h"
#include "rm/ids.h"
#include "rm/json.h"
#include "rm/path.h"
#include "template/template.h"
#include "template/test_files.h"

namespace socle::tmpl {
namespace {

const std::filesystem::path kCorpus = std::filesystem::path(SOCLE_CORPUS_DIR) / "openehr";

/// The templates of the corpora by id; the first of those that share one.
const std::map<std::string, std::shared_ptr<const Template>>& Templates() {
  static std::map<std::string, std::shared_ptr<const Template>> templates;
  if (!templates.empty()) return templates;
  for (const char* folder : {"queries/opts", "templates", "formats/templates"}) {
    for (const auto& path : FilesOf(kCorpus / folder)) {
      auto parsed = Template::Parse(ReadFile(path));
      templates.emplace(parsed->template_id(), parsed);
    }
  }
  return templates;
}

std::string Describe(const std::vector<base::Issue>& issues) {
  std::string text;
  for (const base::Issue& issue : issues) {
    text += "\n  " + issue.path + " " + issue.rule + ": expected " + issue.expected + ", found " +
            issue.found;
  }
  return text;
}

/// The compositions that are not valid, and why: the path's end and the rule of each violation
/// that is to be found. Several come from test suites that break them on purpose, or from a
/// generator that fills values in at random.
const std::map<std::string, std::vector<std::string>>& Refused() {
  static const std::map<std::string, std::vector<std::string>> refused = {
      // The template allows true only.
      {"Test_dv_boolean_true_false.v0__.json", {"items[at0029]/value/value boolean"}},
      // 25 where 10..20 is allowed.
      {"Test_dv_count_range_constraint.v0__.json", {"items[at0042]/value/magnitude range"}},
      // -10..200 where both ends are to lie in 0..100.
      {"Test_dv_interval_dv_count_lower_upper_constraint.v0__.json",
       {"value/lower/magnitude range", "value/upper/magnitude range"}},
      {"Test_dv_interval_dv_quantity_lower_upper_constraint.v0__.json",
       {"value/lower/magnitude range", "value/upper/magnitude range"}},
      // Random values: proportions of another type, media types and names beside the lists.
      {"hc3_spirometry_test_result_v0.6__.json",
       {"items[at0044]/value/type list", "value/media_type code", "name/value name",
        "symbol/defining_code terminology"}},
      // P1Y where the pattern is PTM.
      {"minimal_instruction_1.composition.json", {"items[at0003]/value/value pattern"}},
  };
  return refused;
}

/// As a server fills the places that a test suite leaves open.
std::string Filled(std::string text) {
  for (const std::string_view mark : {"${system_id_with_tenant}", "__TO_BE_REPLACED_BY_TEST__"}) {
    for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at)) {
      text.replace(at, mark.size(),
                   mark.front() == '$' ? "local.ehr" : "1f07cd0b-1ee4-4ea4-90c8-8c6cd8ba2a4c");
    }
  }
  return text;
}

TEST(ValidateCorpus, EveryValidCompositionFitsItsTemplate) {
  const auto& templates = Templates();
  if (templates.empty()) GTEST_SKIP() << "the corpora are absent";
  std::size_t validated = 0, refused = 0;
  for (const char* folder : {"compositions/canonical_json", "queries/compositions"}) {
    for (const auto& path : FilesOf(kCorpus / folder)) {
      const std::string name = path.filename();
      rm::Tree tree;
      try {
        const json::Document document = json::Document::Parse(Filled(ReadFile(path)));
        tree = rm::ReadJson(document.root(), "COMPOSITION");
      } catch (const base::Error&) {
        continue;  // what the reference model refuses is judged by its own tests
      }
      const rm::Node* id = tree.root().Descend("archetype_details/template_id/value");
      ASSERT_NE(id, nullptr) << name;
      const auto found = templates.find(std::string(id->text));
      if (found == templates.end()) continue;
      const std::string violations = Describe(found->second->Validate(tree.root()));
      const auto reasons = Refused().find(name);
      ++(reasons == Refused().end() ? validated : refused);
      if (reasons == Refused().end()) {
        EXPECT_EQ(violations, "") << name;
        continue;
      }
      for (const std::string& reason : reasons->second) {
        EXPECT_THAT(violations, testing::HasSubstr(reason)) << name;
      }
    }
  }
  EXPECT_EQ(refused, Refused().size());
  EXPECT_GE(validated, 50u);
}

void CollectIds(const rm::Node& node, std::vector<const rm::Node*>& ids) {
  if (node.attribute == rm::attribute::kArchetypeNodeId) ids.push_back(&node);
  for (const rm::Node* child = node.first_child; child; child = child->next_sibling) {
    CollectIds(*child, ids);
  }
}

TEST(ValidateCorpus, NoNodeCanHaveAnotherId) {
  const auto& templates = Templates();
  if (templates.empty()) GTEST_SKIP() << "the corpora are absent";
  std::size_t changed = 0;
  for (const char* folder : {"compositions/canonical_json", "queries/compositions"}) {
    for (const auto& path : FilesOf(kCorpus / folder)) {
      rm::Tree tree;
      try {
        tree = rm::ReadJson(json::Document::Parse(ReadFile(path)).root(), "COMPOSITION");
      } catch (const base::Error&) {
        continue;
      }
      const rm::Node* id = tree.root().Descend("archetype_details/template_id/value");
      const auto found = templates.find(id ? std::string(id->text) : std::string());
      if (found == templates.end()) continue;
      std::vector<const rm::Node*> ids;
      CollectIds(tree.root(), ids);
      const std::size_t before = found->second->Validate(tree.root()).size();
      for (const rm::Node* node : ids) {
        rm::Node* const open = tree.Mutable(*node);
        const std::string_view text = open->text;
        open->text = "at9999";
        const auto violations = found->second->Validate(tree.root());
        open->text = text;
        ++changed;
        EXPECT_TRUE(before > 0 || !violations.empty()) << path << " " << rm::PathOf(*node);
      }
    }
  }
  EXPECT_GE(changed, 1000u);
}

}  // namespace
}  // namespace socle::tmpl
