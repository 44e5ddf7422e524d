#include "resource/request_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "resource/references.h"
#include "resource/testing.h"

namespace socle::resource {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::Pair;

TEST(RequestUrlTest, ReadsWhatEntriesAskFor) {
  const RequestUrl type = ParseRequestUrl("Patient", "");
  EXPECT_EQ(type.type, Type("Patient"));
  EXPECT_FALSE(type.id);
  EXPECT_FALSE(type.has_query);
  const RequestUrl version = ParseRequestUrl("http://x/fhir/Patient/1/_history/2", "http://x/fhir");
  EXPECT_EQ(version.id, ResourceId("1"));
  EXPECT_EQ(version.version, 2u);
  const RequestUrl search = ParseRequestUrl("/Patient?name=a%20b+c&identifier=s%7Cv&empty", "");
  EXPECT_TRUE(search.has_query);
  EXPECT_THAT(search.parameters,
              ElementsAre(Pair("name", "a b c"), Pair("identifier", "s|v"), Pair("empty", "")));
}

TEST(RequestUrlTest, RefusesTheRest) {
  for (const char* url : {"Nothing", "Nothing/1", "DomainResource", "Patient/a_b", "Patient/1/x",
                          "Patient/1/_history/0", "Patient?a=%", "Patient?a=%4", "Patient?a=%zz"}) {
    EXPECT_EQ(Ward::CodeOf([&] { ParseRequestUrl(url, ""); }), ErrorCode::kBadRequest) << url;
  }
}

TEST(RequestUrlTest, LeavesWhatIsNoResourceAndNoType) {
  for (const char* url : {"", "_history", "Patient/1/_history", "Patient/$everything", "?a=b",
                          "Patient/1/Observation", "Patient/1/*", "Patient/_search", "metadata"}) {
    EXPECT_TRUE(ParseRequestUrl(url, "").is_other) << url;
  }
  const RequestUrl url = ParseRequestUrl("http://x/fhir/Patient/1/$meta?a=b", "http://x/fhir");
  EXPECT_EQ(url.path, "Patient/1/$meta");
  EXPECT_EQ(url.query, "a=b");
}

TEST(RequestUrlTest, QueriesRoundTrip) {
  const std::vector<std::pair<std::string, std::string>> parameters = {
      {"a", "x&y=z %+"}, {"identifier:of-type", "http://s|v|ü"}, {"b", ""}};
  EXPECT_EQ(ParseQuery(base::FormatUrlQuery(parameters)), parameters);
}

TEST(ReferencesTest, AreLiteralOrNone) {
  const auto reference = ParseReference("Patient/a.1/_history/7");
  ASSERT_TRUE(reference);
  EXPECT_EQ(reference->type, Type("Patient"));
  EXPECT_EQ(reference->id, "a.1");
  EXPECT_EQ(reference->version, 7u);
  for (const char* text : {"", "#a", "Patient", "Patient/", "urn:uuid:1", "http://x/Patient/1",
                           "Patient?a=b", "Resource/1", "Patient/1/_history/x"}) {
    EXPECT_FALSE(ParseReference(text)) << text;
  }
}

TEST(ReferencesTest, OfContainedResourcesButNotOfBundles) {
  std::vector<std::string> found;
  const auto gather = [&](const fhir::Node& node) { found.emplace_back(node.text); };
  ForEachReference(Parse(R"({"resourceType":"Patient","contained":[{"resourceType":"Patient",)"
                         R"("id":"c","managingOrganization":{"reference":"Organization/1"}}],)"
                         R"("generalPractitioner":[{"reference":"Organization/2"}]})")
                       .root(),
                   gather);
  EXPECT_THAT(found, ElementsAre("Organization/1", "Organization/2"));
  found.clear();
  ForEachReference(Parse(R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":)"
                         R"({"resourceType":"Patient","managingOrganization":)"
                         R"({"reference":"Organization/1"}}}]})")
                       .root(),
                   gather);
  EXPECT_THAT(found, ElementsAre());
}

}  // namespace
}  // namespace socle::resource
