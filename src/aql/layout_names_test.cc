#include "aql/layout_names.h"

#include <gtest/gtest.h>

#include <set>

namespace socle::aql {
namespace {

TEST(Slug, KeepsLettersAndDigitsFoldsAccentsJoinsTheRest) {
  EXPECT_EQ(Slug("Systolic"), "systolic");
  EXPECT_EQ(Slug("Mean arterial  pressure (MAP)"), "mean_arterial_pressure_map");
  EXPECT_EQ(Slug("Körpergröße"), "korpergrosse");
  EXPECT_EQ(Slug("Ætiologi Ålesund – 2"), "aetiologi_alesund_2");
  EXPECT_EQ(Slug("Łódź Žižkov"), "lodz_zizkov");
  EXPECT_EQ(Slug("24 hour total"), "n24_hour_total");
}

TEST(Slug, IsEmptyWhereNothingIsLeft) {
  EXPECT_EQ(Slug(""), "");
  EXPECT_EQ(Slug("血压"), "");
  EXPECT_EQ(Slug("--- ___"), "");
}

TEST(Slug, IsCutWithoutATrailingUnderscore) {
  EXPECT_EQ(Slug("abc def", 4), "abc");
  EXPECT_EQ(Slug(std::string(100, 'x')).size(), kLongestValueName);
}

TEST(TableName, TellsClassConceptAndVersion) {
  EXPECT_EQ(TableNameOf("openEHR-EHR-OBSERVATION.blood_pressure.v2"), "obs_blood_pressure_v2");
  EXPECT_EQ(TableNameOf("openEHR-EHR-ADMIN_ENTRY.triage.v0"), "admin_triage_v0");
  EXPECT_EQ(TableNameOf("openEHR-EHR-CLUSTER.exam-abdomen.v0"), "clu_exam_abdomen_v0");
  EXPECT_EQ(TableNameOf("openEHR-EHR-ITEM_TREE.details.v1.0.0-alpha"),
            "item_tree_details_v1_0_0_alpha");
  EXPECT_EQ(TableNameOf("nonsense"), "arch_nonsense");
}

TEST(FreeName, NumbersWhatIsTakenWithinTheLength) {
  std::set<std::string> taken = {"abcd", "ab_2"};
  const auto is_free = [&](const std::string& name) { return !taken.contains(name); };
  EXPECT_EQ(FreeName("abc", 4, is_free), "abc");
  EXPECT_EQ(FreeName("abcdef", 4, is_free), "ab_3");
}

}  // namespace
}  // namespace socle::aql
