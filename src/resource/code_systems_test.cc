#include "resource/code_systems.h"

#include <gtest/gtest.h>

namespace socle::resource {
namespace {

constexpr std::int64_t kHashed = std::int64_t{1} << 61;

TEST(CodeSystems, KeepTheirNumbers) {
  // Stored rows hold them.
  EXPECT_EQ(SystemNumber(""), 0);
  EXPECT_EQ(SystemNumber("http://loinc.org"), 1);
  EXPECT_EQ(SystemNumber("http://snomed.info/sct"), 2);
  EXPECT_EQ(SystemNumber("http://terminology.hl7.org/CodeSystem/service-type"), 115);
  EXPECT_EQ(SystemNumber("https://example.org/codes"), 3'566'910'317'430'080'123);
}

TEST(CodeSystems, OfAHashAreNeverSmall) {
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t number = SystemNumber("https://example.org/" + std::to_string(i));
    EXPECT_GE(number, kHashed);
    EXPECT_LT(number, 2 * kHashed);
  }
}

TEST(CodeSystems, NumberUnits) {
  EXPECT_EQ(DimensionNumber("1"), 1);
  EXPECT_EQ(DimensionNumber("m"), 2);
  EXPECT_GE(DimensionNumber("m9"), kHashed);
  EXPECT_NE(UnitNumber("", "mg"), UnitNumber("http://example.org", "mg"));
  EXPECT_NE(UnitNumber("a", "b"), UnitNumber("", "ab"));
  EXPECT_NE(UnitNumber("", "m"), DimensionNumber("m"));
  EXPECT_GE(UnitNumber("", "m"), kHashed);
}

}  // namespace
}  // namespace socle::resource
