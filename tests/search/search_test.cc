// What text cases cannot say: limits, matches of conditions, time, referrers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/error.h"
#include "resource/search_page.h"
#include "resource/search_referrers.h"
#include "scratch_search.h"

namespace socle::resource {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

base::ErrorCode CodeOf(const std::function<void()>& run) {
  try {
    run();
  } catch (const base::Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "no error was thrown";
  return base::ErrorCode::kInternal;
}

std::string Patient(const std::string& id, const std::string& identifier) {
  return R"({"resourceType":"Patient","id":")" + id +
         R"(","identifier":[{"system":"urn:x","value":")" + identifier + R"("}]})";
}

TEST(Search, TakesTenThousandTokensAndNotMoreThanItSays) {
  ScratchSearch scratch;
  scratch.Put(Patient("a", "n17"));
  scratch.Put(Patient("b", "n9999"));
  scratch.Put(Patient("c", "other"));
  std::string codes, with_systems;
  for (int i = 0; i < 10'000; ++i) {
    codes += (i == 0 ? "n" : ",n") + std::to_string(i);
    with_systems += (i == 0 ? "urn:x|n" : ",urn:x|n") + std::to_string(i);
  }
  EXPECT_THAT(scratch.Match(RequestOf("Patient?identifier=" + codes), 10), ElementsAre("a", "b"));
  EXPECT_THAT(scratch.Match(RequestOf("Patient?identifier=" + with_systems), 10),
              ElementsAre("a", "b"));
  EXPECT_THAT(scratch.Match(RequestOf("Patient?_id=a,c&identifier=" + codes), 10),
              ElementsAre("a"));
  EXPECT_EQ(scratch.Run(RequestOf("Patient?_summary=count&identifier=" + codes)).total, 2u);
  for (int i = 0; i < 20'001; ++i) codes += ",m" + std::to_string(i);
  EXPECT_EQ(CodeOf([&] { scratch.Match(RequestOf("Patient?identifier=" + codes), 10); }),
            base::ErrorCode::kTooLarge);
}

TEST(Search, MatchesAtMostTheLimit) {
  ScratchSearch scratch;
  for (const std::string id : {"a", "b", "c"}) scratch.Put(Patient(id, "same"));
  const SearchRequest request = RequestOf("Patient?identifier=urn:x|same");
  EXPECT_THAT(scratch.Match(request, 2), ElementsAre("a", "b"));
  EXPECT_THAT(scratch.Match(request, 9), ElementsAre("a", "b", "c"));
}

TEST(Search, EndsWhenItsTimeIsOver) {
  ScratchSearch scratch;
  scratch.Put(Patient("a", "x"));
  OwnResources source;
  TableSearch hurried(std::make_shared<StoredParameters>(), source, scratch.dialect(),
                      {.time_limit = std::chrono::milliseconds(0)});
  record::Snapshot snapshot = scratch.record().OpenSnapshot();
  const SearchRequest request = RequestOf("Patient?identifier=x");
  EXPECT_EQ(CodeOf([&] { hurried.Run(snapshot, request); }), base::ErrorCode::kTimeout);
  EXPECT_EQ(CodeOf([&] { hurried.Match(snapshot.session(), request, 1); }),
            base::ErrorCode::kTimeout);
}

TEST(Search, PagesCarryTheirPlaceAndNoOther) {
  const PagePlace place{77, fhir::FindType("Patient"), ResourceId("a.b-c"), 3, 12};
  const PagePlace read = DecodePage(EncodePage(place));
  EXPECT_EQ(read.position, 77);
  EXPECT_EQ(read.type, place.type);
  EXPECT_EQ(read.id, place.id);
  EXPECT_EQ(read.part, 3u);
  EXPECT_EQ(read.version, 12u);
  EXPECT_EQ(CodeOf([&] { DecodePage("AAAA"); }), base::ErrorCode::kBadRequest);
}

TEST(Search, FindsWhoRefersToAResource) {
  ScratchSearch scratch;
  scratch.Put(Patient("a", "x"));
  scratch.Put(R"({"resourceType":"Observation","id":"o","status":"final","code":{"text":"t"},)"
              R"("subject":{"reference":"Patient/a"},"focus":[{"reference":"Patient/a"}]})");
  Referrers referrers(*BaseSearchParameters(), scratch.dialect());
  record::Snapshot snapshot = scratch.record().OpenSnapshot();
  const auto find = [&](const char* type, const char* id) {
    return referrers.Find(snapshot.session(), fhir::FindType(type), ResourceId(id), 10);
  };
  EXPECT_THAT(find("Patient", "a"), SizeIs(1));
  EXPECT_THAT(find("Patient", "b"), SizeIs(0));
  EXPECT_THAT(find("Group", "a"), SizeIs(0));
}

}  // namespace
}  // namespace socle::resource
