#include "aql/layout_state.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "aql/layout_leaves.h"
#include "aql/layout_testing.h"
#include "base/error.h"
#include "rm/ids.h"

namespace socle::aql {
namespace {

using Kind = LayoutNode::Kind;

std::vector<std::string> ColumnNames(const LayoutTable& table) {
  std::vector<std::string> names;
  for (const LayoutColumn& column : table.columns) names.push_back(column.name);
  return names;
}

/// What must hold of every layout: names are free, every place is its column's.
void ExpectSound(const LayoutState& state) {
  std::set<std::string> tables;
  std::set<std::int64_t> slots;
  for (const LayoutArchetype& archetype : state.archetypes) {
    std::vector<std::size_t> used(archetype.tables.size(), 0);
    for (const LayoutTable& table : archetype.tables) {
      EXPECT_TRUE(tables.insert(table.name).second) << table.name;
      EXPECT_LE(table.name.size(), 55U);
      std::set<std::string> names = {"id", "ehr", "span", "up", "slot", "name"};
      for (const std::string& name : ColumnNames(table)) {
        EXPECT_TRUE(names.insert(name).second) << table.name << "." << name;
        EXPECT_LE(name.size(), 60U);
      }
      EXPECT_LE(table.columns.size(), 900U);
    }
    const std::function<void(const LayoutNode&)> look = [&](const LayoutNode& node) {
      if (node.kind == Kind::kArchetype) {
        EXPECT_TRUE(slots.insert(node.slot).second);
      }
      for (const LayoutLeaf& leaf : node.leaves) {
        const LayoutTable& table = archetype.tables.at(node.table);
        for (const LayoutPart& part : leaf.parts) {
          EXPECT_EQ(table.columns.at(part.place), (LayoutColumn{part.column, part.type}));
        }
        if (!leaf.measure.empty()) {
          EXPECT_EQ(table.columns.at(leaf.measure_place).name, leaf.measure);
        }
        used[node.table] += leaf.parts.size() + (ShapeOf(leaf.type).measure ? 1 : 0);
      }
      for (const LayoutNode& child : node.children) {
        if (child.kind == Kind::kAnchor) {
          EXPECT_EQ(archetype.tables.at(child.table).parent, node.table);
        } else {
          EXPECT_EQ(child.table, node.table);
        }
        look(child);
      }
    };
    look(archetype.root);
    for (std::size_t t = 0; t < used.size(); ++t) {
      EXPECT_EQ(used[t], archetype.tables[t].columns.size()) << archetype.tables[t].name;
    }
  }
  EXPECT_EQ(static_cast<std::int64_t>(slots.size()), state.slots);
}

TEST(Layout, ABloodPressureHasATableForItselfAndOneForItsEvents) {
  LayoutState state;
  Merge(state, OwnTemplate("socle_vital_signs.v1"));
  ExpectSound(state);
  const LayoutArchetype& archetype = ArchetypeOf(state, kBloodPressure);
  ASSERT_EQ(archetype.tables.size(), 2U);
  EXPECT_EQ(archetype.tables[0].name, "obs_blood_pressure_v2");
  EXPECT_EQ(archetype.tables[0].name_value, "Blood pressure");
  EXPECT_EQ(archetype.tables[1].name, "obs_blood_pressure_v2_any_event");
  const auto columns = ColumnNames(archetype.tables[1]);
  EXPECT_EQ(std::vector<std::string>(columns.begin(), columns.begin() + 4),
            (std::vector<std::string>{"time", "time_instant", "systolic", "systolic_units"}));

  const LayoutNode& event = NodeAt(archetype.root, {"at0001", "at0006"});
  EXPECT_EQ(event.kind, Kind::kAnchor);
  EXPECT_EQ(event.type, rm::type::kEvent);
  const LayoutNode& systolic = NodeAt(event, {"at0003", "at0004"});
  EXPECT_EQ(systolic.kind, Kind::kFlat);
  EXPECT_EQ(systolic.name, "Systolic");
  const LayoutLeaf& leaf = systolic.children.front().leaves.front();
  EXPECT_EQ(leaf.type, rm::type::kDvQuantity);
  EXPECT_EQ(leaf.present, "systolic");
  EXPECT_EQ(leaf.measure, "systolic");
  EXPECT_EQ(leaf.parts[1].otherwise, "mm[Hg]");
}

TEST(Layout, ACompositionOfContentAloneHasNoTableButSlots) {
  LayoutState state;
  Merge(state, OwnTemplate("socle_vital_signs.v1"));
  const LayoutArchetype& encounter = ArchetypeOf(state, "openEHR-EHR-COMPOSITION.encounter.v1");
  EXPECT_TRUE(encounter.tables.empty());
  const LayoutNode& slot = NodeAt(encounter.root, {std::string(kBloodPressure)});
  EXPECT_EQ(slot.kind, Kind::kArchetype);
  EXPECT_GT(slot.slot, 0);
}

TEST(Layout, ActionsAndInstructionsHaveWhatTheModelDemands) {
  LayoutState state;
  Merge(state, OwnTemplate("socle_medication_administration.v1"));
  Merge(state, OwnTemplate("socle_medication_order.v1"));
  ExpectSound(state);
  const auto action = ColumnNames(ArchetypeOf(state, "openEHR-EHR-ACTION.medication.v1").tables[0]);
  for (const char* name : {"time", "time_instant", "current_state_code", "careflow_step_code"}) {
    EXPECT_NE(std::ranges::find(action, name), action.end()) << name;
  }
  const auto order =
      ColumnNames(ArchetypeOf(state, "openEHR-EHR-INSTRUCTION.medication_order.v3").tables[0]);
  EXPECT_EQ(order.front(), "narrative");
}

TEST(Layout, ATemplateTwiceChangesNothing) {
  LayoutState state;
  Merge(state, OwnTemplate("socle_vital_signs.v1"));
  const LayoutState before = state;
  EXPECT_TRUE(Merge(state, OwnTemplate("socle_vital_signs.v1")).empty());
  EXPECT_EQ(state, before);
}

TEST(Layout, TheSameTemplateUnderAnotherNameAddsNothingButAGeneration) {
  const std::string opt = OwnTemplate("socle_vital_signs.v1");
  LayoutState state;
  Merge(state, opt);
  const LayoutState before = state;
  const auto changes = Merge(state, Renamed(opt, "socle_vital_signs.v1", "other.v1"));
  EXPECT_EQ(state.archetypes, before.archetypes);
  EXPECT_NE(state.generation, before.generation);
  for (const LayoutChange& change : changes) {
    EXPECT_FALSE(change.made || change.rebuilt || change.everywhere || change.wider);
  }
}

TEST(Layout, AFlatNodeThatMayRepeatMovesToATableOfItsOwn) {
  const std::string opt = OwnTemplate("socle_vital_signs.v1");
  LayoutState state;
  Merge(state, opt);
  const auto changes =
      Merge(state, Repeating(Renamed(opt, "socle_vital_signs.v1", "other.v1"), "at0033"));
  ExpectSound(state);
  const LayoutArchetype& archetype = ArchetypeOf(state, kBloodPressure);
  ASSERT_EQ(archetype.tables.size(), 3U);
  EXPECT_EQ(archetype.tables[2].name, "obs_blood_pressure_v2_comment");
  EXPECT_EQ(archetype.tables[2].parent, 1U);
  EXPECT_EQ(ColumnNames(archetype.tables[2]),
            (std::vector<std::string>{"comment", "comment_code", "comment_terminology"}));
  const auto events = ColumnNames(archetype.tables[1]);
  EXPECT_EQ(std::ranges::find(events, "comment"), events.end());
  for (const LayoutChange& change : changes) {
    EXPECT_EQ(change.rebuilt, state.archetypes[change.archetype].archetype_id == kBloodPressure);
  }
  // It stays an anchor, whatever later templates say.
  const auto anchored = state.archetypes;
  Merge(state, Renamed(opt, "socle_vital_signs.v1", "third.v1"));
  EXPECT_EQ(state.archetypes, anchored);
}

TEST(Layout, AnAncestorThatMayRepeatTakesTheTablesBelowItAlong) {
  const std::string opt = OwnTemplate("socle_laboratory_report.v1");
  constexpr std::string_view kResult = "openEHR-EHR-OBSERVATION.laboratory_test_result.v1";
  LayoutState state;
  Merge(state, Single(Renamed(opt, "socle_laboratory_report.v1", "once.v1"), "at0094"));
  ExpectSound(state);
  const auto find = [&](std::string_view part) {
    const auto& all = ArchetypeOf(state, kResult).tables;
    const auto found = std::ranges::find_if(
        all, [&](const LayoutTable& table) { return table.name.find(part) != std::string::npos; });
    return static_cast<std::size_t>(found - all.begin());
  };
  const std::size_t requested = find("_original_test_requested");
  ASSERT_LT(requested, ArchetypeOf(state, kResult).tables.size());
  EXPECT_EQ(ArchetypeOf(state, kResult).tables[requested].parent, 0U);
  Merge(state, opt);
  ExpectSound(state);
  const std::size_t details = find("_test_request_details");
  ASSERT_LT(details, ArchetypeOf(state, kResult).tables.size());
  EXPECT_EQ(ArchetypeOf(state, kResult).tables[requested].parent, details);
}

TEST(Layout, AnotherTypeOfValueGetsColumnsBesideTheFirst) {
  const std::string opt = OwnTemplate("socle_vital_signs.v1");
  LayoutState state;
  Merge(state, opt);
  const std::string other = Replaced(
      Renamed(opt, "socle_vital_signs.v1", "other.v1"), "<rm_type_name>DV_TEXT</rm_type_name>",
      "<rm_type_name>DV_COUNT</rm_type_name>", "<node_id>at0033</node_id>");
  const auto changes = Merge(state, other);
  ExpectSound(state);
  const LayoutNode& comment =
      NodeAt(ArchetypeOf(state, kBloodPressure).root, {"at0001", "at0006", "at0003", "at0033"});
  ASSERT_EQ(comment.children.front().leaves.size(), 2U);
  EXPECT_EQ(comment.children.front().leaves[1].present, "comment_count");
  EXPECT_TRUE(std::ranges::any_of(changes, &LayoutChange::wider));
  EXPECT_TRUE(std::ranges::none_of(changes, &LayoutChange::rebuilt));
}

TEST(Layout, ANewNodeIsLookedForWhereItWasInExcess) {
  const std::string opt = OwnTemplate("socle_vital_signs.v1");
  const std::string other = Renamed(opt, "socle_vital_signs.v1", "other.v1");
  const auto change_of = [&](LayoutState& state, const std::string& xml) {
    for (const LayoutChange& change : Merge(state, xml)) {
      if (state.archetypes[change.archetype].archetype_id == kBloodPressure) return change;
    }
    return LayoutChange{};
  };
  // The event at0006 is new to the second template, and with it the event's time.
  LayoutState event;
  Merge(event, Replaced(opt, "<node_id>at0006</node_id>", "<node_id>at0005</node_id>"));
  const LayoutChange added = change_of(event, other);
  EXPECT_TRUE(added.wider);
  EXPECT_FALSE(added.everywhere || added.rebuilt || added.made);
  ExpectSound(event);
}

TEST(Layout, IsAFunctionOfTheTemplatesInTheirOrder) {
  LayoutState one, two, other_order;
  for (const char* name : {"socle_vital_signs.v1", "socle_encounter_note.v1"}) {
    Merge(one, OwnTemplate(name));
    Merge(two, OwnTemplate(name));
  }
  Merge(other_order, OwnTemplate("socle_encounter_note.v1"));
  Merge(other_order, OwnTemplate("socle_vital_signs.v1"));
  EXPECT_EQ(one, two);
  EXPECT_NE(one.generation, other_order.generation);
  EXPECT_GT(one.generation, 0);
}

TEST(Layout, OfTheProjectsTemplatesIsSound) {
  LayoutState state;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(SOCLE_SOURCE_DIR) / "models/templates")) {
    if (entry.path().extension() == ".opt") Merge(state, ReadFile(entry.path()));
  }
  ExpectSound(state);
  EXPECT_GE(state.templates.size(), 8U);
}

TEST(Layout, OfTheCorpusIsSound) {
  const std::filesystem::path folder =
      std::filesystem::path(SOCLE_CORPUS_DIR) / "openehr/templates";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "the corpora are absent";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  LayoutState forward, backward;
  for (const auto& file : files) Merge(forward, ReadFile(file));
  std::ranges::reverse(files);
  for (const auto& file : files) Merge(backward, ReadFile(file));
  ExpectSound(forward);
  ExpectSound(backward);
  EXPECT_GE(forward.archetypes.size(), 50U);
}

}  // namespace
}  // namespace socle::aql
