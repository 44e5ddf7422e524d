#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "resource/testing.h"

namespace socle::resource {
namespace {

using base::ErrorCode;
using testing::ElementsAre;

std::string Patient(const std::string& id, const std::string& family) {
  return R"({"resourceType":"Patient","id":")" + id + R"(","name":[{"family":")" + family +
         R"("}]})";
}

std::vector<std::string> Names(const HistoryPage& page) {
  std::vector<std::string> names;
  for (const StoredResource& resource : page.versions) {
    EXPECT_EQ(resource.deleted, resource.json.empty());
    names.push_back(resource.id.value() + "." + std::to_string(resource.version) +
                    (resource.deleted ? " gone" : ""));
  }
  return names;
}

class HistoryTest : public testing::Test {
 protected:
  HistoryTest() {
    ward_.Put(Patient("p", "One"));
    ward_.Put(R"({"resourceType":"Organization","id":"o","name":"A"})");
    second_ = ward_.Put(Patient("p", "Two")).resource.updated;
    ward_.Put(Patient("q", "One"));
    ward_->Delete(Anyone(), Type("Patient"), ResourceId("p"), {});
  }

  HistoryPage Get(const HistoryRequest& request) { return ward_->History(Anyone(), request); }

  Ward ward_;
  base::Instant second_;
};

TEST_F(HistoryTest, OfAResource) {
  const HistoryPage page = Get({.type = Type("Patient"), .id = ResourceId("p")});
  EXPECT_THAT(Names(page), ElementsAre("p.3 gone", "p.2", "p.1"));
  EXPECT_EQ(page.total, 3u);
  EXPECT_EQ(page.next, "");
  EXPECT_EQ(Content(page.versions[2].json), Patient("p", "One"));
  EXPECT_EQ(Ward::CodeOf([&] { Get({.type = Type("Patient"), .id = ResourceId("none")}); }),
            ErrorCode::kNotFound);
}

TEST_F(HistoryTest, OfATypeAndOfAll) {
  EXPECT_THAT(Names(Get({.type = Type("Patient")})), ElementsAre("p.3 gone", "q.1", "p.2", "p.1"));
  EXPECT_THAT(Names(Get({})), ElementsAre("p.3 gone", "q.1", "p.2", "o.1", "p.1"));
  EXPECT_THAT(Names(Get({.type = Type("Device")})), ElementsAre());
}

TEST_F(HistoryTest, OfATime) {
  EXPECT_THAT(Names(Get({.since = second_})), ElementsAre("p.3 gone", "q.1", "p.2"));
  EXPECT_THAT(Names(Get({.at = second_})), ElementsAre("p.2", "o.1"));
}

TEST_F(HistoryTest, InPages) {
  std::vector<std::string> all;
  HistoryRequest request{.count = 2};
  do {
    const HistoryPage page = Get(request);
    for (const std::string& name : Names(page)) all.push_back(name);
    request.after = page.next;
    // What comes meanwhile is not of these pages.
    ward_.Put(Patient("q", std::to_string(all.size())));
  } while (!request.after.empty());
  EXPECT_THAT(all, ElementsAre("p.3 gone", "q.1", "p.2", "o.1", "p.1"));
  request.after = "junk";
  EXPECT_EQ(Ward::CodeOf([&] { Get(request); }), ErrorCode::kBadRequest);
}

}  // namespace
}  // namespace socle::resource
