#include "ehr/committal.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace socle::ehr {
namespace {

Committal Parse(std::string value, std::string prefix = {}) {
  return ParseCommittal({{std::move(prefix), std::move(value)}});
}

TEST(Committal, TheSpecificationsExample) {
  const Committal committal =
      ParseCommittal({{"", "lifecycle_state.code_string=\"532\""},
                      {"", "change_type.code_string=\"251\""},
                      {"", "description.value=\"An updated composition contribution description\""},
                      {"",
                       "committer.name=\"John Doe\",committer.external_ref.id=\"BC8132EA\","
                       "committer.external_ref.namespace=\"demographic\",committer.external_ref."
                       "type=\"PERSON\""}});
  EXPECT_EQ(committal.lifecycle, record::Lifecycle::kComplete);
  EXPECT_EQ(committal.change_type, record::ChangeType::kModification);
  EXPECT_EQ(committal.description,
            R"({"_type":"DV_TEXT","value":"An updated composition contribution description"})");
  EXPECT_EQ(
      committal.committer,
      R"({"_type":"PARTY_IDENTIFIED","external_ref":{"_type":"PARTY_REF","id":{"_type":"GENERIC_ID",)"
      R"("value":"BC8132EA","scheme":"id_scheme"},"namespace":"demographic","type":"PERSON"},)"
      R"("name":"John Doe"})");
}

TEST(Committal, AllInOneHeaderAndEscapes) {
  const Committal committal =
      Parse(R"(change_type.code_string="250", description.value="a \"quoted\", text")");
  EXPECT_EQ(committal.change_type, record::ChangeType::kAmendment);
  EXPECT_EQ(committal.description, R"({"_type":"DV_TEXT","value":"a \"quoted\", text"})");
}

TEST(Committal, OlderSpellingsPutThePathIntoTheName) {
  EXPECT_EQ(Parse("code_string=\"252\"", "change_type").change_type,
            record::ChangeType::kSynthesis);
  EXPECT_EQ(Parse("name=\"Dr\"", "committer").committer,
            R"({"_type":"PARTY_IDENTIFIED","name":"Dr"})");
}

TEST(Committal, Refuses) {
  for (const char* value :
       {"change_type.code_string=\"999\"", "lifecycle_state.code_string=\"x\"", "nothing",
        "unknown.key=\"1\"", "description.value=\"open", "description.value=\"\"",
        "committer.external_ref.namespace=\"n\"", "committer.name=\"\"",
        "committer.external_ref.id=\"\"",
        "committer.external_ref.id=\"x\",committer.external_ref.type=\"\"",
        "committer.external_ref.id=\"x\",committer.external_ref.namespace=\"1 2\""}) {
    EXPECT_THROW(Parse(value), base::Error) << value;
  }
}

TEST(Committal, NamesTheNearestKey) {
  try {
    Parse("comitter.name=\"x\"");
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_NE(error.message().find("committer.name"), std::string::npos) << error.message();
  }
}

TEST(Committal, NothingSaidIsNothingSet) {
  const Committal committal = ParseCommittal({});
  EXPECT_FALSE(committal.lifecycle || committal.change_type || committal.description ||
               committal.committer);
}

TEST(Committal, DefaultsAreThePrincipals) {
  const record::Principal principal{"jd", "Jeanne \"J\" Dupont"};
  const record::Audit audit = MakeAudit({}, principal, "sys", record::ChangeType::kCreation);
  EXPECT_EQ(audit.committer, R"({"_type":"PARTY_IDENTIFIED","name":"Jeanne \"J\" Dupont"})");
  EXPECT_EQ(audit.system_id, "sys");
  EXPECT_FALSE(audit.description);
}

}  // namespace
}  // namespace socle::ehr
