#include "aql/path_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "aql/binder.h"
#include "aql/layout_set.h"
#include "aql/layout_testing.h"
#include "aql/parser.h"

namespace socle::aql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Layout& Own() {
  static const LayoutSet layout = [] {
    LayoutState state;
    for (const char* name : {"socle_vital_signs.v1", "socle_laboratory_report.v1"}) {
      const std::string opt = OwnTemplate(name);
      MergeTemplate(state, tmpl::Template::Parse(opt)->definition(), opt);
    }
    return LayoutSet(std::move(state));
  }();
  return layout;
}

constexpr std::string_view kPressure =
    " FROM EHR e CONTAINS COMPOSITION c[openEHR-EHR-COMPOSITION.encounter.v1] CONTAINS OBSERVATION "
    "o[openEHR-EHR-OBSERVATION.blood_pressure.v2]";

/// "place message" of each warning.
std::vector<std::string> Warnings(const std::string& select, std::string_view from = kPressure,
                                  const std::string& rest = {}) {
  std::vector<std::string> warnings;
  const std::string aql = "SELECT " + select + std::string(from) + rest;
  for (const base::Issue& issue : UnknownPaths(Bind(Parse(aql), {}), Own())) {
    EXPECT_EQ(issue.rule, "unknown_path");
    warnings.push_back(issue.path + " " + issue.message);
  }
  return warnings;
}

TEST(UnknownPaths, NameTheNearestThatTemplatesHave) {
  EXPECT_THAT(
      Warnings("o/data[at0001]/events[at0006]/data[at0003]/items[at0044]/value/magnitude"),
      ElementsAre("1:51 No template has o/data[at0001]/events[at0006]/data[at0003]/items[at0044]. "
                  "The nearest is o/data[at0001]/events[at0006]/data[at0003]/items[at0004]."));
  // The node is there, at another place.
  EXPECT_THAT(
      Warnings("o/data[at0001]/events[at0006]/items[at0005]/value"),
      ElementsAre("1:38 No template has o/data[at0001]/events[at0006]/items[at0005]. "
                  "The nearest is o/data[at0001]/events[at0006]/data[at0003]/items[at0005]."));
  EXPECT_THAT(Warnings("o/data[at9999]"),
              ElementsAre("1:10 No template has o/data[at9999]. The nearest is o/data[at0001]."));
  EXPECT_THAT(Warnings("o/data/events[at7777777777777777777777777777777777777777]"),
              ElementsAre("1:15 No template has "
                          "o/data/events[at7777777777777777777777777777777777777777]."));
}

TEST(UnknownPaths, AreToldOnceWhereverTheyStand) {
  const std::string node = "o/data[at0001]/events[at0006]/data[at0003]/items[at0044]";
  EXPECT_EQ(Warnings("COUNT(" + node + "/value/units)", kPressure,
                     " WHERE " + node + "/value/magnitude > 1 AND EXISTS " + node)
                .size(),
            1u);
  EXPECT_EQ(Warnings("c", kPressure, " WHERE EXISTS " + node).size(), 1u);
  EXPECT_EQ(Warnings("c", kPressure, " ORDER BY " + node).size(), 1u);
  EXPECT_EQ(Warnings(node + ", o/data[at0002]").size(), 2u);
}

TEST(UnknownPaths, GoIntoOtherArchetypes) {
  constexpr std::string_view kContent = "c/content[openEHR-EHR-OBSERVATION.blood_pressure.v2]";
  EXPECT_THAT(Warnings(std::string(kContent) + "/data[at0001]/events[at0006]/time/value"),
              IsEmpty());
  EXPECT_THAT(
      Warnings(std::string(kContent) + "/data[at0009]"),
      ElementsAre("1:61 No template has " + std::string(kContent) +
                  "/data[at0009]. The nearest is " + std::string(kContent) + "/data[at0001]."));
  EXPECT_THAT(
      Warnings("c/content[openEHR-EHR-OBSERVATION.blood_presure.v2]/data[at0001]"),
      ElementsAre("1:10 No template has c/content[openEHR-EHR-OBSERVATION.blood_presure.v2]. "
                  "The nearest is c/content[openEHR-EHR-OBSERVATION.blood_pressure.v2]."));
}

TEST(UnknownPaths, AreNoneOfWhatTheModelHasBesideTheTemplates) {
  const std::string event = "o/data[at0001]/events[at0006]";
  const std::string element = event + "/data[at0003]/items[at0004]";
  for (const std::string& path :
       {std::string("o"),
        std::string("o/name/value"),
        std::string("o/uid/value"),
        std::string("o/language/code_string"),
        std::string("o/encoding"),
        std::string("o/subject/external_ref/id/value"),
        std::string("o/other_participations/performer/name"),
        std::string("o/feeder_audit/originating_system_audit/system_id"),
        std::string("o/links/target/value"),
        std::string("o/archetype_node_id"),
        std::string("o/archetype_details/template_id/value"),
        std::string("o/data/origin/value"),
        std::string("o/protocol/items/value/value"),
        std::string("o/workflow_id/id/value"),
        std::string("c/context/start_time/value"),
        std::string("c/context/other_context/items"),
        std::string("c/context/health_care_facility/name"),
        std::string("c/composer/name"),
        std::string("c/category/defining_code/code_string"),
        std::string("c/content/name/value"),
        std::string("c/content/data/events/time/value"),
        event + "/time/value",
        event + "/width",
        event + "/state/items/value",
        event + "/data/items/value/magnitude",
        element,
        element + "/null_flavour/value",
        element + "/null_reason",
        element + "/name/value",
        element + "/value/normal_range/upper/magnitude",
        element + "/value/mappings/target",
        element + "/value/symbol/defining_code/code_string",
        std::string("o/data[at0001, 'History']/events[at0006, 'Any event']/time"),
        std::string("o/data[name/value='x']/events[time/value > '2020']/time")}) {
    EXPECT_THAT(Warnings(path), IsEmpty()) << path;
  }
}

TEST(UnknownPaths, AreNoneOfWhatTemplatesSayNothingOf) {
  // No archetype, or one that templates do not have.
  EXPECT_THAT(Warnings("o/data[at9999]", " FROM EHR e CONTAINS OBSERVATION o"), IsEmpty());
  EXPECT_THAT(Warnings("o/data[at9999]",
                       " FROM EHR e CONTAINS OBSERVATION o[openEHR-EHR-OBSERVATION.none.v1]"),
              IsEmpty());
  EXPECT_THAT(Warnings("v/data[at9999]", std::string(kPressure) + " CONTAINS EVENT v[at0006]"),
              IsEmpty());
  // The model has no such attribute, which the binder tells.
  EXPECT_THAT(Warnings("o/data[at0001]/evnts[at0006]"), IsEmpty());
  // An ELEMENT's value has no nodes in any template.
  EXPECT_THAT(Warnings("o/data[at0001]/events[at0006]/data[at0003]/items[at0004]/items[at0001]"),
              IsEmpty());
}

TEST(UnknownPaths, AreNoneOfEveryNodeOfTheLayout) {
  std::size_t paths = 0;
  const auto all = [&](const auto& self, const LayoutArchetype& archetype, const LayoutNode& node,
                       const std::string& path) -> void {
    for (const LayoutNode& child : node.children) {
      std::string own = path + "/" + std::string(rm::AttributeName(child.attribute));
      if (!child.node_id.empty()) own += "[" + child.node_id + "]";
      const std::string from = " FROM EHR e CONTAINS " +
                               std::string(rm::Class(archetype.root.type).name) + " x[" +
                               archetype.archetype_id + "]";
      EXPECT_THAT(Warnings("x" + own, from), IsEmpty()) << archetype.archetype_id << own;
      ++paths;
      self(self, archetype, child, own);
    }
  };
  for (const LayoutArchetype& archetype : Own().archetypes()) {
    all(all, archetype, archetype.root, {});
  }
  EXPECT_GT(paths, 100u);
}

}  // namespace
}  // namespace socle::aql
