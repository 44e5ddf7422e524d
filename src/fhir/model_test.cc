#include "fhir/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "fhir/ids.h"

namespace socle::fhir {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

std::vector<std::string_view> ElementNames(std::string_view type) {
  std::vector<std::string_view> names;
  for (const Element& element : Get(FindType(type)).elements) names.push_back(Name(element.name));
  return names;
}

const Element& ElementOf(std::string_view type, std::string_view name) {
  return *FindElement(Get(FindType(type)), FindName(name));
}

TEST(Model, EveryTypeIsFoundByItsName) {
  EXPECT_EQ(Get(TypeId::kNone).name, "");
  for (std::size_t id = 1; id < Types().size(); ++id) {
    EXPECT_EQ(FindType(Types()[id].name), TypeId{static_cast<std::uint16_t>(id)});
  }
  for (const std::string_view none : {"", "patient", "Patien", "Patient.name"}) {
    EXPECT_EQ(FindType(none), TypeId::kNone) << none;
  }
}

TEST(Model, EveryNameOfAnElementAndAPropertyIsFound) {
  EXPECT_EQ(FindName(""), NameId::kNone);
  EXPECT_EQ(FindName("no-such-name"), NameId::kNone);
  for (const Type& type : Types()) {
    for (const Element& element : type.elements) {
      EXPECT_EQ(FindName(Name(element.name)), element.name);
      EXPECT_EQ(FindElement(type, element.name), &element);
    }
    for (const Property& property : type.properties) {
      EXPECT_EQ(FindName(Name(property.name)), property.name);
      EXPECT_EQ(FindProperty(type, property.name), &property);
    }
  }
}

TEST(Model, IdsOfTheHeaderAreThoseOfTheTables) {
  EXPECT_EQ(Get(type::kBoolean).name, "boolean");
  EXPECT_EQ(Get(type::kOperationOutcome).name, "OperationOutcome");
  EXPECT_EQ(Name(name::kId), "id");
  EXPECT_EQ(Name(name::kUse), "use");
}

TEST(Model, ElementsStandInTheOrderOfTheDefinition) {
  EXPECT_THAT(ElementNames("Period"), ElementsAre("id", "extension", "start", "end"));
  EXPECT_THAT(ElementNames("Binary"), ElementsAre("id", "meta", "implicitRules", "language",
                                                  "contentType", "securityContext", "data"));
  EXPECT_THAT(ElementNames("date"), ElementsAre("id", "extension"));
  EXPECT_THAT(ElementNames("xhtml"), ElementsAre("id"));
}

TEST(Model, WhatThePackageAddedToR4IsNotThere) {
  EXPECT_THAT(ElementNames("Meta"), Not(Contains("project")));
  EXPECT_THAT(ElementNames("ResearchStudy"), Not(Contains("label")));
  EXPECT_EQ(FindType("ResearchStudy.label"), TypeId::kNone);
  EXPECT_EQ(FindType("SubscriptionStatus"), TypeId::kNone);
  EXPECT_THAT(ElementNames("EvidenceVariable.characteristic"),
              ElementsAre("id", "extension", "modifierExtension", "description", "definition",
                          "usageContext", "exclude", "participantEffective", "timeFromStart",
                          "groupMeasure"));
  EXPECT_THAT(ElementNames("ResearchElementDefinition.characteristic"),
              Contains("participantEffectiveDescription"));
}

TEST(Model, ResourceTypesAreConcreteAndSorted) {
  const auto types = ResourceTypes();
  EXPECT_EQ(types.size(), 146u);
  EXPECT_TRUE(std::is_sorted(types.begin(), types.end()));
  EXPECT_THAT(types, Not(Contains("DomainResource")));
  for (const std::string_view type : types) EXPECT_TRUE(IsA(FindType(type), type::kResource));
}

TEST(Model, TypesSpecialise) {
  EXPECT_TRUE(IsA(type::kPatient, type::kDomainResource));
  EXPECT_FALSE(IsA(type::kBundle, type::kDomainResource));
  EXPECT_TRUE(IsA(type::kAge, type::kQuantity));
  EXPECT_TRUE(IsA(type::kCanonical, type::kUri));
  EXPECT_TRUE(IsA(FindType("Patient.contact"), type::kBackboneElement));
  EXPECT_FALSE(IsA(TypeId::kNone, TypeId::kNone));
}

TEST(Model, AChoiceHasAPropertyForEachType) {
  const Type& observation = Get(FindType("Observation"));
  const Property* written = FindProperty(observation, FindName("valueQuantity"));
  ASSERT_NE(written, nullptr);
  const Element& element = observation.elements[written->element];
  EXPECT_EQ(Name(element.name), "value");
  EXPECT_TRUE(element.is_choice);
  EXPECT_EQ(element.types[written->type_use].type, type::kQuantity);
  EXPECT_EQ(FindProperty(observation, FindName("value")), nullptr);
  EXPECT_EQ(FindProperty(observation, FindName("birthDate")), nullptr);
}

TEST(Model, ElementsSayTypesAndTargets) {
  const Element& subject = ElementOf("Encounter", "subject");
  EXPECT_EQ(subject.types[0].type, type::kReference);
  EXPECT_THAT(subject.types[0].targets, ElementsAre(FindType("Group"), type::kPatient));
  EXPECT_EQ(ElementOf("Patient", "id").types[0].type, type::kId);
  EXPECT_EQ(ElementOf("Period", "id").types[0].type, type::kString);
  EXPECT_EQ(ElementOf("Extension", "url").types[0].type, type::kUri);
  EXPECT_EQ(ElementOf("Bundle.entry", "link").types[0].type, FindType("Bundle.link"));
  EXPECT_EQ(ElementOf("Patient", "name").max, Element::kMany);
  EXPECT_EQ(ElementOf("Observation", "status").min, 1);
  EXPECT_TRUE(ElementOf("Observation", "status").is_modifier);
  EXPECT_TRUE(ElementOf("Observation", "status").is_summary);
  EXPECT_TRUE(ElementOf("Provenance", "target").types[0].targets.empty());
}

TEST(Model, InvariantsBelongToTypesAndElements) {
  const auto keys = [](std::span<const std::uint16_t> indexes) {
    std::vector<std::string_view> found;
    for (const std::uint16_t index : indexes) found.push_back(Invariants()[index].key);
    return found;
  };
  EXPECT_THAT(keys(Get(type::kPatient).invariants),
              testing::UnorderedElementsAre("dom-2", "dom-3", "dom-4", "dom-5", "dom-6"));
  EXPECT_THAT(keys(Get(FindType("Patient.contact")).invariants), Contains("pat-1"));
  EXPECT_THAT(keys(Get(type::kExtension).invariants), Contains("ext-1"));
  EXPECT_THAT(keys(ElementOf("Patient", "name").invariants), ElementsAre());
  EXPECT_THAT(keys(ElementOf("Organization", "telecom").invariants), ElementsAre("org-3"));
  EXPECT_THAT(keys(ElementOf("Range", "low").invariants), ElementsAre("sqty-1"));
}

TEST(Model, ValueSetsOfRequiredBindings) {
  const ValueSetId gender = ElementOf("Patient", "gender").value_set;
  EXPECT_EQ(ElementOf("Patient", "gender").strength, BindingStrength::kRequired);
  EXPECT_EQ(ValueSetUrl(gender), "http://hl7.org/fhir/ValueSet/administrative-gender");
  EXPECT_EQ(InValueSet(gender, "", "female"), true);
  EXPECT_EQ(InValueSet(gender, "http://hl7.org/fhir/administrative-gender", "female"), true);
  EXPECT_EQ(InValueSet(gender, "http://example.org", "female"), false);
  EXPECT_EQ(InValueSet(gender, "", "Female"), false);
  EXPECT_EQ(InValueSet(gender, "", ""), false);
  EXPECT_EQ(InValueSet(ElementOf("Attachment", "contentType").value_set, "", "text/plain"),
            std::nullopt);
  EXPECT_EQ(CodesOf(gender).size(), 4u);
  EXPECT_EQ(CodesOf(gender)[0].code, "female");
  EXPECT_EQ(CodesOf(gender)[0].system, "http://hl7.org/fhir/administrative-gender");
  EXPECT_TRUE(CodesOf(ElementOf("Attachment", "contentType").value_set).empty());
  // A set of another, and one by hierarchy.
  EXPECT_EQ(InValueSet(ElementOf("TriggerDefinition", "type").value_set, "", "named-event"), true);
  EXPECT_EQ(InValueSet(ElementOf("DataRequirement", "type").value_set, "", "Patient"), true);
}

TEST(Model, SearchParameters) {
  const auto all = SearchParameters();
  const auto birthdate =
      std::find_if(all.begin(), all.end(), [](const SearchParameterDefinition& parameter) {
        return parameter.code == "birthdate" && parameter.base.size() == 3;
      });
  ASSERT_NE(birthdate, all.end());
  EXPECT_EQ(birthdate->type, "date");
  EXPECT_THAT(birthdate->base, Contains(type::kPatient));
  EXPECT_THAT(std::string(birthdate->expression), testing::HasSubstr("Patient.birthDate"));
  const auto composite =
      std::find_if(all.begin(), all.end(), [](const SearchParameterDefinition& parameter) {
        return parameter.code == "code-value-quantity";
      });
  ASSERT_NE(composite, all.end());
  EXPECT_EQ(composite->components.size(), 2u);
}

TEST(Model, Compartments) {
  const auto of = [](const char* compartment, const char* type) {
    return CompartmentParameters(FindType(compartment), FindType(type));
  };
  EXPECT_THAT(of("Patient", "Observation"), ElementsAre("subject", "performer"));
  EXPECT_THAT(of("Patient", "Organization"), ElementsAre());
  EXPECT_THAT(of("Patient", ""), ElementsAre());
  EXPECT_THAT(of("Encounter", "Observation"), ElementsAre("encounter"));
  EXPECT_THAT(of("Encounter", "Encounter"), ElementsAre("{def}"));
  EXPECT_THAT(of("Practitioner", "Encounter"), ElementsAre("practitioner", "participant"));
  EXPECT_THAT(of("RelatedPerson", "Patient"), ElementsAre("link"));
  EXPECT_THAT(of("Device", "Observation"), ElementsAre("subject", "device"));
  EXPECT_THAT(of("Organization", "Observation"), ElementsAre());
  std::vector<std::string_view> with;
  for (const std::string_view name : ResourceTypes()) {
    if (HasCompartments(FindType(name))) with.push_back(name);
  }
  EXPECT_THAT(with, ElementsAre("Device", "Encounter", "Patient", "Practitioner", "RelatedPerson"));
}

}  // namespace
}  // namespace socle::fhir
