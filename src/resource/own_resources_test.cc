#include "resource/own_resources.h"

#include <gtest/gtest.h>

#include "resource/testing.h"

namespace socle::resource {
namespace {

constexpr base::Instant kTime{1'767'225'600'000'000};  // 2026-01-01T00:00:00Z
const std::string kMeta = R"("versionId":"3","lastUpdated":"2026-01-01T00:00:00Z")";

TEST(OwnResourcesTest, SplicesIdVersionAndTime) {
  const std::string begin = R"({"resourceType":"Patient","id":"a","meta":{)" + kMeta;
  EXPECT_EQ(WithVersion(R"({"resourceType":"Patient"})", "a", 3, kTime), begin + "}}");
  EXPECT_EQ(WithVersion(R"({"resourceType":"Patient","active":true})", "a", 3, kTime),
            begin + R"(},"active":true})");
  EXPECT_EQ(WithVersion(R"({"resourceType":"Patient","meta":{"source":"b"},"active":true})", "a", 3,
                        kTime),
            begin + R"(,"source":"b"},"active":true})");
}

TEST(OwnResourcesTest, StoresNoId) {
  for (const std::string rest :
       {"}", R"(,"active":true})", R"(,"_id":{"id":"b"},"active":true})"}) {
    const std::string stored = R"({"resourceType":"Patient")" + rest;
    const std::string whole = R"({"resourceType":"Patient","id":"a")" + rest;
    EXPECT_EQ(WithoutId(whole), stored);
    EXPECT_EQ(WithId(stored, "a"), whole);
    // What older programs stored has its id.
    EXPECT_EQ(WithId(whole, "a"), whole);
    EXPECT_EQ(WithVersion(whole, "a", 3, kTime), WithVersion(stored, "a", 3, kTime));
  }
}

TEST(OwnResourcesTest, RefusesABodyThatIsNone) {
  for (const char* body :
       {"", "{}", R"({"resourceType":"Patient)", R"({"resourceType":"Patient","id":"a)"}) {
    EXPECT_EQ(Ward::CodeOf([&] { WithVersion(body, "a", 1, kTime); }), base::ErrorCode::kCorrupt)
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
