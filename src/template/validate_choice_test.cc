#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "rm/ids.h"
#include "template/opt_text.h"
#include "template/template.h"

// Trees are built by hand here: these cases are about the choice between constraints, whatever
// the reference model's own rules say about the rest.

namespace socle::tmpl {
namespace {

using namespace text;
namespace attribute = rm::attribute;
namespace type = rm::type;

rm::Node* Add(rm::Tree& tree, rm::Node* parent, rm::ClassId of, rm::AttributeId as,
              std::string_view value = {}) {
  rm::Node* node = tree.NewNode(of, as);
  node->text = tree.Intern(value);
  if (parent) {
    tree.Append(parent, node);
  } else {
    tree.SetRoot(node);
  }
  return node;
}

rm::Node* AddLocatable(rm::Tree& tree, rm::Node* parent, rm::ClassId of, rm::AttributeId as,
                       std::string_view id) {
  rm::Node* node = Add(tree, parent, of, as);
  Add(tree, node, type::kString, attribute::kArchetypeNodeId, id);
  return node;
}

void AddCodedText(rm::Tree& tree, rm::Node* parent, rm::AttributeId as,
                  std::string_view terminology, std::string_view code) {
  rm::Node* text = Add(tree, parent, type::kDvCodedText, as);
  rm::Node* phrase = Add(tree, text, type::kCodePhrase, attribute::kDefiningCode);
  rm::Node* id = Add(tree, phrase, type::kTerminologyId, attribute::kTerminologyId);
  Add(tree, id, type::kString, attribute::kValue, terminology);
  Add(tree, phrase, type::kString, attribute::kCodeString, code);
}

rm::Node* AddRoot(rm::Tree& tree) {
  return AddLocatable(tree, nullptr, type::kComposition, rm::AttributeId::kNone,
                      "openEHR-EHR-COMPOSITION.rules.v1");
}

std::vector<std::string> RulesOf(const Template& compiled, rm::Tree& tree) {
  tree.Number();
  std::vector<std::string> rules;
  for (const base::Issue& issue : compiled.Validate(tree.root())) rules.push_back(issue.rule);
  return rules;
}

std::string Transition(std::string_view id, std::string_view state, std::string_view step) {
  return Complex("ISM_TRANSITION", id, "0..1",
                 Single("current_state", "1..1", CodedText("openehr", {state})) +
                     Single("careflow_step", "1..1", CodedText("local", {step})));
}

TEST(ValidateChoice, AlternativesWithoutIdsAreTriedByContent) {
  const auto compiled = Template::Parse(Opt(Multiple(
      "content", "0..1", "0..*",
      Root("ACTION", "openEHR-EHR-ACTION.a.v1", "0..1",
           Single("ism_transition", "1..1",
                  Transition("at0002", "532", "at0010") + Transition("at0003", "245", "at0011")),
           {"at0002", "at0003", "at0010", "at0011"}))));
  const auto with = [&](std::string_view state, std::string_view step) {
    rm::Tree tree;
    rm::Node* action = AddLocatable(tree, AddRoot(tree), type::kAction, attribute::kContent,
                                    "openEHR-EHR-ACTION.a.v1");
    rm::Node* transition = Add(tree, action, type::kIsmTransition, attribute::kIsmTransition);
    AddCodedText(tree, transition, attribute::kCurrentState, "openehr", state);
    AddCodedText(tree, transition, attribute::kCareflowStep, "local", step);
    return RulesOf(*compiled, tree);
  };
  EXPECT_THAT(with("532", "at0010"), testing::IsEmpty());
  EXPECT_THAT(with("245", "at0011"), testing::IsEmpty());
  EXPECT_THAT(with("245", "at0010"), testing::ElementsAre("code")) << "the nearer one counts";
}

std::string Nested(int depth) {
  if (depth == 0) return Element("at0002", "0..*", Complex("DV_COUNT", "", "1..1"));
  const std::string one =
      Complex("CLUSTER", "at0001", "0..*", Multiple("items", "0..1", "0..*", Nested(depth - 1)));
  return one + one;
}

TEST(ValidateChoice, AnInternalReferenceRepeatsItsTarget) {
  const std::string cluster =
      Complex("CLUSTER", "at0001", "0..1",
              Multiple("items", "1..1", "1..*",
                       Element("at0002", "1..1", Complex("DV_COUNT", "", "1..1")) +
                           Node("ARCHETYPE_INTERNAL_REF", "CLUSTER", "at0001", "0..*",
                                Tag("target_path", "/data[at0003]/items[at0001]"))));
  const auto compiled =
      Template::Parse(Opt(Multiple("content", "0..1", "0..*",
                                   Root("EVALUATION", "openEHR-EHR-EVALUATION.e.v1", "0..1",
                                        Single("data", "1..1",
                                               Complex("ITEM_TREE", "at0003", "1..1",
                                                       Multiple("items", "0..1", "0..*", cluster))),
                                        {"at0001", "at0002", "at0003"}))));
  const auto with = [&](std::string_view inner) {
    rm::Tree tree;
    rm::Node* entry = AddLocatable(tree, AddRoot(tree), type::kEvaluation, attribute::kContent,
                                   "openEHR-EHR-EVALUATION.e.v1");
    rm::Node* at = AddLocatable(tree, entry, type::kItemTree, attribute::kData, "at0003");
    for (int i = 0; i < 3; ++i) {
      at = AddLocatable(tree, at, type::kCluster, attribute::kItems, "at0001");
      AddLocatable(tree, at, type::kElement, attribute::kItems, i < 2 ? "at0002" : inner);
    }
    return RulesOf(*compiled, tree);
  };
  EXPECT_THAT(with("at0002"), testing::IsEmpty());
  EXPECT_THAT(with("at0009"), testing::UnorderedElementsAre("unknown_node", "occurrences"));
}

TEST(ValidateChoice, WhatFillsASlotCountsForIt) {
  const auto compiled = Template::Parse(
      Opt(Multiple("content", "1..1", "1..*",
                   Slot("EVALUATION", "at0001", "1..*", "openEHR-EHR-EVALUATION\\..*") +
                       Root("EVALUATION", "openEHR-EHR-EVALUATION.e.v1", "0..1", "", {}))));
  const auto with = [&](std::string_view archetype) {
    rm::Tree tree;
    AddLocatable(tree, AddRoot(tree), type::kEvaluation, attribute::kContent, archetype);
    return RulesOf(*compiled, tree);
  };
  EXPECT_THAT(with("openEHR-EHR-EVALUATION.e.v1"), testing::IsEmpty());
  EXPECT_THAT(with("openEHR-EHR-EVALUATION.f.v1"), testing::IsEmpty());
  EXPECT_THAT(with("openEHR-EHR-OBSERVATION.e.v1"),
              testing::UnorderedElementsAre("slot", "occurrences"));
  rm::Tree tree;
  AddRoot(tree);
  EXPECT_THAT(RulesOf(*compiled, tree), testing::ElementsAre("occurrences"));
}

TEST(ValidateChoice, NestedAlternativesEndInTime) {
  // Two constraints of one id at each level, and a reference back: every level doubles the tries.
  const std::string back = Node("ARCHETYPE_INTERNAL_REF", "CLUSTER", "at0001", "0..*",
                                Tag("target_path", "/data[at0003]/items[at0001]"));
  const std::string cluster =
      Complex("CLUSTER", "at0001", "0..*", Multiple("items", "0..1", "0..*", back + back));
  const auto compiled = Template::Parse(
      Opt(Multiple("content", "0..1", "0..*",
                   Root("EVALUATION", "openEHR-EHR-EVALUATION.e.v1", "0..1",
                        Single("data", "1..1",
                               Complex("ITEM_TREE", "at0003", "1..1",
                                       Multiple("items", "0..1", "0..*", cluster + cluster))),
                        {"at0001", "at0002", "at0003"}))));
  rm::Tree tree;
  rm::Node* entry = AddLocatable(tree, AddRoot(tree), type::kEvaluation, attribute::kContent,
                                 "openEHR-EHR-EVALUATION.e.v1");
  rm::Node* at = AddLocatable(tree, entry, type::kItemTree, attribute::kData, "at0003");
  for (int i = 0; i < 400; ++i) {
    at = AddLocatable(tree, at, type::kCluster, attribute::kItems, "at0001");
  }
  AddLocatable(tree, at, type::kElement, attribute::kItems, "at0002");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(RulesOf(*compiled, tree), testing::ElementsAre("unknown_node"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(ValidateChoice, SiblingsOfOneIdAreTriedByContent) {
  const std::string inner = Nested(3);
  const auto compiled = Template::Parse(Opt(Multiple(
      "content", "0..1", "0..*",
      Root("EVALUATION", "openEHR-EHR-EVALUATION.e.v1", "0..1",
           Single("data", "1..1",
                  Complex("ITEM_TREE", "at0003", "1..1", Multiple("items", "0..1", "0..*", inner))),
           {"at0001", "at0002", "at0003"}))));
  rm::Tree tree;
  rm::Node* entry = AddLocatable(tree, AddRoot(tree), type::kEvaluation, attribute::kContent,
                                 "openEHR-EHR-EVALUATION.e.v1");
  rm::Node* at = AddLocatable(tree, entry, type::kItemTree, attribute::kData, "at0003");
  for (int i = 0; i < 3; ++i) {
    at = AddLocatable(tree, at, type::kCluster, attribute::kItems, "at0001");
  }
  rm::Node* element = AddLocatable(tree, at, type::kElement, attribute::kItems, "at0002");
  Add(tree, element, type::kDvText, attribute::kValue);
  EXPECT_THAT(RulesOf(*compiled, tree), testing::ElementsAre("type"));
}

}  // namespace
}  // namespace socle::tmpl
