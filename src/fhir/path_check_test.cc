#include "fhir/path_check.h"

#include <gtest/gtest.h>

#include <string>

namespace socle::fhir {
namespace {

/// The places of what is wrong, with a blank behind each.
std::string Places(std::string_view text, std::string_view context) {
  std::string places;
  for (const PathFinding& finding : CheckPath(PathExpression::Compile(text), FindType(context))) {
    places += finding.place + ' ';
  }
  return places;
}

TEST(PathCheck, NamesAreElementsOfTheTypesAtTheirPlace) {
  EXPECT_EQ(Places("Patient.name.given", "Patient"), "");
  EXPECT_EQ(Places("name.givn", "Patient"), "1:6 ");
  EXPECT_EQ(Places("Encounter.status", "Patient"), "1:1 ");
  EXPECT_EQ(Places("Resource.id | DomainResource.text", "Patient"), "");
  EXPECT_EQ(Places("Patient.name", "Resource"), "");
  EXPECT_EQ(Places("name.where(use = 'usual' and gven.exists()).first().family", "Patient"),
            "1:30 ");
  EXPECT_EQ(Places("contact.name.family", "Patient"), "");
  EXPECT_EQ(Places("Questionnaire.item.item.item.linkId", "Questionnaire"), "");
  const auto findings = CheckPath(PathExpression::Compile("name.givn"), FindType("Patient"));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].text, "expected an element of HumanName (did you mean given?), found givn");
}

TEST(PathCheck, AChoiceHasTheElementsOfItsTypes) {
  EXPECT_EQ(Places("Observation.value.unit", "Observation"), "");
  EXPECT_EQ(Places("Observation.valueQuantity", "Observation"), "1:13 ");
  EXPECT_EQ(Places("(Observation.value as Quantity).unit", "Observation"), "");
  EXPECT_EQ(Places("(Observation.value as Period).unit", "Observation"), "1:31 ");
  EXPECT_EQ(Places("Observation.value.ofType(Period).start", "Observation"), "");
}

TEST(PathCheck, WhatIsNotKnownIsNotJudged) {
  EXPECT_EQ(Places("subject.resolve().anything", "Observation"), "");
  EXPECT_EQ(Places("contained.anything", "Patient"), "");
  EXPECT_EQ(Places("%resource.anything", "Patient"), "");
  EXPECT_EQ(Places("descendants().reference", "Patient"), "");
  EXPECT_EQ(Places("type().name", "Patient"), "");
}

TEST(PathCheck, ChildrenHaveNoOrder) {
  EXPECT_EQ(Places("children().first()", "Patient"), "1:12 ");
  EXPECT_EQ(Places("descendants().where($this is code).skip(1)", "Patient"), "1:36 ");
  EXPECT_EQ(Places("children().count()", "Patient"), "");
}

}  // namespace
}  // namespace socle::fhir
