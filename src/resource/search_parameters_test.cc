#include "resource/search_parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "resource/expression_parts.h"
#include "resource/type_number.h"

namespace socle::resource {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const SearchParameters& All() {
  static const auto parameters = BaseSearchParameters();
  return *parameters;
}

const SearchParameter& Of(std::string_view type, std::string_view code) {
  const SearchParameter* found = All().Find(fhir::FindType(type), code);
  if (found == nullptr) throw std::out_of_range(std::string(type) + "." + std::string(code));
  return *found;
}

std::int64_t NumberOf(std::string_view type, std::string_view code) {
  return Of(type, code).number;
}

TEST(SearchParameters, AreThoseOfEveryTypeWithNumbersOfTheirOwn) {
  std::set<std::int64_t> numbers;
  std::size_t count = 0;
  for (const std::string_view name : fhir::ResourceTypes()) {
    const fhir::TypeId type = fhir::FindType(name);
    for (const SearchParameter* parameter : All().Of(type)) {
      ++count;
      numbers.insert(parameter->number);
      EXPECT_EQ(All().Find(type, parameter->code), parameter);
      EXPECT_LT(parameter->number, 32'768);
      EXPECT_EQ(parameter->number / 128, TypeNumber(type));
    }
    EXPECT_NE(All().Find(type, "_id"), nullptr) << name;
    EXPECT_EQ(All().Find(type, "_query"), nullptr) << name;
  }
  EXPECT_EQ(numbers.size(), count);
  EXPECT_EQ(count, 2864U);
  EXPECT_EQ(All().Find(fhir::FindType("Patient"), "nothing"), nullptr);
  EXPECT_EQ(All().Find(fhir::FindType("HumanName"), "_id"), nullptr);
  EXPECT_EQ(All().Find(fhir::TypeId::kNone, "_id"), nullptr);
}

TEST(SearchParameters, KeepTheirNumbers) {
  // Stored rows hold them.
  EXPECT_EQ(NumberOf("Account", "_content"), 129);
  EXPECT_EQ(NumberOf("Observation", "code"), 12'299);
  EXPECT_EQ(NumberOf("Patient", "birthdate"), 13'200);
  EXPECT_EQ(NumberOf("VisionPrescription", "status"), 18'702);
}

TEST(SearchParameters, FindTheRowsThatTheySearch) {
  std::set<std::int64_t> sources;
  for (const std::string_view name : fhir::ResourceTypes()) {
    for (const RowSource& source : All().Sources(fhir::FindType(name))) {
      EXPECT_TRUE(sources.insert(source.number).second);
      EXPECT_FALSE(source.expressions.empty());
    }
  }
  std::set<std::string> without;
  for (const std::string_view name : fhir::ResourceTypes()) {
    for (const SearchParameter* parameter : All().Of(fhir::FindType(name))) {
      for (const std::int64_t number : parameter->rows_of) {
        EXPECT_TRUE(sources.contains(number)) << name << " " << parameter->code;
      }
      for (const SearchParameter::Component& component : parameter->components) {
        EXPECT_FALSE(component.rows_of.empty()) << name << " " << parameter->code;
      }
      if (parameter->kind == SearchType::kComposite) {
        EXPECT_GE(parameter->components.size(), 2U) << name << " " << parameter->code;
      } else if (parameter->rows_of.empty()) {
        without.insert(parameter->code);
      }
    }
  }
  EXPECT_THAT(without, ElementsAre("_content", "_id", "_lastUpdated", "_text"));
}

TEST(SearchParameters, ShareRowsOfTheSameExpression) {
  const std::int64_t subject = NumberOf("Observation", "subject");
  EXPECT_THAT(Of("Observation", "patient").rows_of, ElementsAre(subject));
  EXPECT_EQ(Of("Observation", "patient").only_target, fhir::FindType("Patient"));
  EXPECT_EQ(Of("Observation", "subject").only_target, fhir::TypeId::kNone);
  EXPECT_THAT(Of("Appointment", "location").rows_of, ElementsAre(NumberOf("Appointment", "actor")));
  EXPECT_THAT(Of("Patient", "phonetic").rows_of, ElementsAre(NumberOf("Patient", "name")));
  EXPECT_THAT(
      Of("Observation", "combo-code").rows_of,
      ElementsAre(NumberOf("Observation", "code"), NumberOf("Observation", "component-code")));
  EXPECT_THAT(Of("Observation", "combo-value-quantity").rows_of,
              ElementsAre(NumberOf("Observation", "component-value-quantity"),
                          NumberOf("Observation", "value-quantity")));
}

TEST(SearchParameters, CompareTheElementWhereACompositesBaseRepeats) {
  const SearchParameter& plain = Of("Observation", "code-value-quantity");
  EXPECT_FALSE(plain.same_element);
  EXPECT_THAT(plain.components[0].rows_of, ElementsAre(NumberOf("Observation", "code")));
  const SearchParameter& combo = Of("Observation", "combo-code-value-quantity");
  EXPECT_TRUE(combo.same_element);
  EXPECT_EQ(combo.components[0].rows_of, Of("Observation", "combo-code").rows_of);
  EXPECT_EQ(combo.components[1].kind, SearchType::kQuantity);
  const SearchParameter& variant = Of("MolecularSequence", "chromosome-variant-coordinate");
  EXPECT_TRUE(variant.same_element);
  EXPECT_TRUE(variant.components[0].outside);
  EXPECT_FALSE(variant.components[1].outside);
  EXPECT_FALSE(Of("MolecularSequence", "chromosome-window-coordinate").same_element);
}

TEST(SearchParameters, KnowTheSystemsOfPlainCodes) {
  EXPECT_THAT(Of("Patient", "gender").code_systems,
              ElementsAre("http://hl7.org/fhir/administrative-gender"));
  EXPECT_THAT(Of("Patient", "address-use").code_systems,
              ElementsAre("http://hl7.org/fhir/address-use"));
  EXPECT_THAT(Of("Observation", "code").code_systems, IsEmpty());
  EXPECT_THAT(Of("Observation", "status").code_systems,
              ElementsAre("http://hl7.org/fhir/observation-status"));
  EXPECT_THAT(Of("DocumentReference", "contenttype").code_systems, IsEmpty());
  EXPECT_THAT(Of("Patient", "deceased").code_systems, IsEmpty());
}

TEST(ExpressionParts, AreThoseOfTheType) {
  const fhir::TypeId patient = fhir::FindType("Patient");
  const auto parts = [&](std::string_view expression) {
    return PartsOf(expression, patient).alternatives;
  };
  EXPECT_THAT(parts("Person.name | ( Patient.name ) | PatientX.name"), ElementsAre("Patient.name"));
  EXPECT_THAT(parts("name | alias | Resource.id"), ElementsAre("Resource.id", "alias", "name"));
  EXPECT_THAT(parts("Patient.a | Patient.a"), ElementsAre("Patient.a"));
  EXPECT_THAT(parts("(Patient.x.ofType(string)).text | Patient.where(a = '|)').b"),
              ElementsAre("(Patient.x.ofType(string)).text", "Patient.where(a = '|)').b"));
  EXPECT_THAT(parts("Observation.code"), IsEmpty());
  EXPECT_THAT(parts(""), IsEmpty());
  const ExpressionParts target = PartsOf("Patient.link.where(resolve() is Patient)", patient);
  EXPECT_THAT(target.alternatives, ElementsAre("Patient.link"));
  EXPECT_EQ(target.only_target, patient);
  EXPECT_ANY_THROW(PartsOf("Patient.a | Patient.b.where(resolve() is Patient)", patient));
}

}  // namespace
}  // namespace socle::resource
