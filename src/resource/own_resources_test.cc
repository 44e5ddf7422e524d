#include "resource/own_resources.h"

#include <gtest/gtest.h>

#include "resource/testing.h"

namespace socle::resource {
namespace {

constexpr base::Instant kTime{1'767'225'600'000'000};  // 2026-01-01T00:00:00Z
const std::string kMeta = R"("versionId":"3","lastUpdated":"2026-01-01T00:00:00Z")";

TEST(OwnResourcesTest, SplicesVersionAndTime) {
  EXPECT_EQ(WithVersion(R"({"resourceType":"Patient","id":"a"})", 3, kTime),
            R"({"resourceType":"Patient","id":"a","meta":{)" + kMeta + "}}");
  EXPECT_EQ(WithVersion(R"({"resourceType":"Patient","id":"a","active":true})", 3, kTime),
            R"({"resourceType":"Patient","id":"a","meta":{)" + kMeta + R"(},"active":true})");
  EXPECT_EQ(
      WithVersion(R"({"resourceType":"Patient","id":"a","meta":{"source":"b"},"active":true})", 3,
                  kTime),
      R"({"resourceType":"Patient","id":"a","meta":{)" + kMeta +
          R"(,"source":"b"},"active":true})");
}

TEST(OwnResourcesTest, RefusesABodyThatIsNone) {
  for (const char* body : {"", "{}", R"({"resourceType":"Patient"})", R"({"resourceType":"Patient)",
                           R"({"resourceType":"Patient","id":"a)"}) {
    EXPECT_EQ(Ward::CodeOf([&] { WithVersion(body, 1, kTime); }), base::ErrorCode::kCorrupt)
        << body;
  }
}

TEST(OwnResourcesTest, KindsNameTypes) {
  EXPECT_EQ(KindOf(Type("Patient")), record::Kind("fhir.Patient"));
  EXPECT_EQ(TypeOf(record::Kind("fhir.Patient")), Type("Patient"));
  EXPECT_FALSE(TypeOf(record::Kind("openehr.composition")));
  EXPECT_FALSE(TypeOf(record::Kind("fhir.Nothing")));
  EXPECT_TRUE(OwnResources().Has(Type("Patient")));
  EXPECT_FALSE(OwnResources().Has(Type("DomainResource")));
  EXPECT_EQ(ResourceKinds().size(), fhir::ResourceTypes().size());
}

TEST(OwnResourcesTest, IdsHaveAForm) {
  EXPECT_TRUE(IsId("a-B.9"));
  EXPECT_TRUE(IsId(std::string(64, 'x')));
  for (const std::string& id : {std::string(), std::string(65, 'x'), std::string("a_b"),
                                std::string("a/b"), std::string("ä")}) {
    EXPECT_EQ(Ward::CodeOf([&] { ParseId(id); }), base::ErrorCode::kBadRequest) << id;
  }
}

}  // namespace
}  // namespace socle::resource
