#include "resource/compartments.h"

#include <gtest/gtest.h>

#include "fhir/ids.h"
#include "resource/testing.h"

namespace socle::resource {
namespace {

class CompartmentsTest : public testing::Test {
 protected:
  std::string PatientOf(std::string_view json) {
    const fhir::Tree tree = Parse(json);
    return std::string(compartments_.PatientOf(tree.root()).value_or("none"));
  }
  Compartments compartments_;
};

TEST_F(CompartmentsTest, NamesWhomAResourceIsAbout) {
  EXPECT_EQ(PatientOf(R"({"resourceType":"Observation","status":"final","code":{"text":"a"},)"
                      R"("subject":{"reference":"Patient/s"},)"
                      R"("performer":[{"reference":"Patient/p"}]})"),
            "s");
  // The subject, though the performer's parameter comes first in the alphabet.
  EXPECT_EQ(PatientOf(R"({"resourceType":"Coverage","status":"active",)"
                      R"("subscriber":{"reference":"Patient/father"},)"
                      R"("beneficiary":{"reference":"Patient/child"},)"
                      R"("payor":[{"reference":"Patient/father"}]})"),
            "child");
  EXPECT_EQ(PatientOf(R"({"resourceType":"Appointment","status":"booked","participant":[)"
                      R"({"actor":{"reference":"Practitioner/a"},"status":"accepted"},)"
                      R"({"actor":{"reference":"Patient/b"},"status":"accepted"}]})"),
            "b");
  EXPECT_EQ(PatientOf(R"({"resourceType":"Condition","subject":{"reference":"Patient/c"}})"), "c");
}

TEST_F(CompartmentsTest, KnowsNobodyElse) {
  EXPECT_EQ(PatientOf(R"({"resourceType":"Observation","status":"final","code":{"text":"a"},)"
                      R"("subject":{"reference":"Group/s"}})"),
            "none");
  EXPECT_EQ(PatientOf(R"({"resourceType":"Condition","subject":)"
                      R"({"reference":"http://example.org/Patient/c"}})"),
            "none");
  EXPECT_EQ(PatientOf(R"({"resourceType":"Organization","name":"a"})"), "none");
}

/// Every type of the compartment has a way to its Patient.
TEST_F(CompartmentsTest, CoversAllTypesOfTheCompartment) {
  for (const std::string_view name : fhir::ResourceTypes()) {
    const fhir::TypeId type = fhir::FindType(name);
    EXPECT_EQ(compartments_.Covers(type),
              !fhir::CompartmentParameters(fhir::type::kPatient, type).empty())
        << name;
  }
}

}  // namespace
}  // namespace socle::resource
