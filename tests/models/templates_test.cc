#include "generate/templates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "generate/hospital.h"
#include "json/document.h"
#include "rm/json.h"
#include "template/template.h"

namespace socle::generate {
namespace {

using TemplatePtr = std::shared_ptr<const tmpl::Template>;

std::map<std::string, TemplatePtr, std::less<>> ParseAll() {
  std::map<std::string, TemplatePtr, std::less<>> parsed;
  for (const EmbeddedTemplate& embedded : Templates()) {
    parsed.emplace(embedded.template_id, tmpl::Template::Parse(embedded.xml));
  }
  return parsed;
}

std::string Describe(const base::Issue& issue) {
  return issue.path + " " + issue.rule + ": expected " + issue.expected + ", found " + issue.found;
}

TEST(Templates, AreNineAndParseUnderTheirNames) {
  EXPECT_EQ(Templates().size(), 9u);
  for (const EmbeddedTemplate& embedded : Templates()) {
    try {
      EXPECT_EQ(tmpl::Template::Parse(embedded.xml)->template_id(), embedded.template_id);
    } catch (const base::Error& error) {
      ADD_FAILURE() << embedded.template_id << ": " << error.message();
      for (const base::Issue& issue : error.issues()) ADD_FAILURE() << Describe(issue);
    }
  }
}

TEST(Templates, InTheBinaryAreThoseOfTheCheckout) {
  for (const EmbeddedTemplate& embedded : Templates()) {
    const auto path = std::filesystem::path(SOCLE_SOURCE_DIR) / "models/templates" /
                      (std::string(embedded.template_id) + ".opt");
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_EQ(text.str(), embedded.xml) << path;
  }
}

/// Reads `json` as `type`; issues become failures.
std::optional<rm::Tree> Read(const std::string& json, std::string_view type) {
  try {
    return rm::ReadJson(json::Document::Parse(json).root(), type);
  } catch (const base::Error& error) {
    ADD_FAILURE() << error.message() << "\n" << json.substr(0, 200);
    for (const base::Issue& issue : error.issues()) ADD_FAILURE() << Describe(issue);
    return std::nullopt;
  }
}

TEST(Compositions, FitTheReferenceModelAndTheirTemplates) {
  const auto templates = ParseAll();
  std::map<std::string, int, std::less<>> seen;
  int checked = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Hospital hospital({.patients = 20, .years = 2, .seed = seed});
    for (std::uint32_t i = 0; i < 20; ++i) {
      const Record record = hospital.Generate(i);
      ASSERT_TRUE(Read(record.ehr_status, "EHR_STATUS"));
      for (const Composition& composition : record.compositions) {
        const auto tree = Read(composition.json, "COMPOSITION");
        ASSERT_TRUE(tree) << composition.template_id;
        const auto issues =
            templates.at(std::string(composition.template_id))->Validate(tree->root());
        for (const base::Issue& issue : issues)
          ADD_FAILURE() << composition.template_id << " " << Describe(issue);
        ASSERT_TRUE(issues.empty());
        // The generator writes what the canonical writer would.
        ASSERT_EQ(rm::WriteJson(*tree), composition.json);
        ++seen[std::string(composition.template_id)];
        ++checked;
      }
    }
  }
  EXPECT_GE(checked, 2000);
  EXPECT_EQ(seen.size(), Templates().size()) << "kinds that came up";
}

TEST(Compositions, ThatAreChangedAreFound) {
  const auto templates = ParseAll();
  const Hospital hospital({.patients = 1, .years = 1, .seed = 1});
  const Record record = hospital.Generate(0);
  for (const Composition& composition : record.compositions) {
    if (composition.template_id != "socle_vital_signs.v1") continue;
    std::string json = composition.json;
    const std::size_t units = json.find("mm[Hg]");
    ASSERT_NE(units, std::string::npos);
    json.replace(units, 6, "kPa");
    const auto tree = Read(json, "COMPOSITION");
    ASSERT_TRUE(tree);
    EXPECT_EQ(templates.at("socle_vital_signs.v1")->Validate(tree->root()).size(), 1u);
    return;
  }
  FAIL() << "no vital signs";
}

}  // namespace
}  // namespace socle::generate
