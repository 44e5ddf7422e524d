#include "resource/bundle_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "json/document.h"
#include "resource/testing.h"

namespace socle::resource {
namespace {

using base::ErrorCode;

class BundleProcessTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    for (const char* id : {"a", "b"}) {
      ward_.Put(R"({"resourceType":"Patient","id":")" + std::string(id) +
                R"(","identifier":[{"value":"twice"}]})");
    }
  }
  /// The answer to a Bundle with the entries, JSON each.
  json::Document Process(const std::string& entries, const ProcessOptions& options) {
    const fhir::Tree tree = Parse(R"({"resourceType":"Bundle","type":")" + std::string(GetParam()) +
                                  R"(","entry":[)" + entries + "]}");
    return json::Document::Parse(ward_->Process(Anyone(), tree.root(), options));
  }
  static const json::Value& Entry(const json::Document& answer, std::size_t index) {
    for (const json::Value& entry : *answer.root().Find("entry")) {
      if (index-- == 0) return entry;
    }
    throw std::out_of_range("there is no such entry");
  }
  static std::string StatusOf(const json::Value& entry) {
    return std::string(entry.Find("response")->Find("status")->text());
  }
  Ward ward_;
};

constexpr const char* kPost =
    R"({"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}})";

TEST_P(BundleProcessTest, GivesOfWritesWhatIsPreferred) {
  const json::Document minimal = Process(kPost, {});
  EXPECT_EQ(Entry(minimal, 0).Find("resource"), nullptr);
  const json::Document whole = Process(kPost, {.preferred = ReturnPreference::kRepresentation});
  EXPECT_EQ(Entry(whole, 0).Find("resource")->Find("meta")->Find("versionId")->text(), "1");
  const json::Document told = Process(kPost, {.preferred = ReturnPreference::kOutcome});
  EXPECT_NE(Entry(told, 0).Find("response")->Find("outcome"), nullptr);
  EXPECT_EQ(Entry(told, 0).Find("resource"), nullptr);
}

TEST_P(BundleProcessTest, ReadsOnConditions) {
  const auto get = [](const std::string& method, const std::string& more) {
    return R"({"request":{"method":")" + method + R"(","url":"Patient/a")" + more + "}}";
  };
  const json::Document answer =
      Process(get("HEAD", "") + "," + get("GET", R"(,"ifModifiedSince":"2999-01-01T00:00:00Z")") +
                  "," + get("GET", R"(,"ifModifiedSince":"1999-01-01T00:00:00Z")"),
              {});
  EXPECT_EQ(StatusOf(Entry(answer, 0)), "200 OK");
  EXPECT_EQ(Entry(answer, 0).Find("resource"), nullptr);
  EXPECT_EQ(StatusOf(Entry(answer, 1)), "304 Not Modified");
  EXPECT_NE(Entry(answer, 2).Find("resource"), nullptr);
}

TEST_P(BundleProcessTest, AsksOthersForWhatItDoesNotKnow) {
  const std::string entries =
      R"({"request":{"method":"GET","url":"Patient/a/$meta?x=y"}},)"
      R"({"request":{"method":"POST","url":"Patient/$validate"},"resource":{"resourceType":"Patient"}})";
  ProcessOptions options;
  options.other = [](const BundleEntry& entry) {
    EntryAnswer answer;
    answer.status = 200;
    answer.resource = entry.resource == nullptr ? "1" : "2";
    EXPECT_TRUE(entry.url.is_other);
    return answer;
  };
  const json::Document answer = Process(entries, options);
  EXPECT_EQ(Entry(answer, 0).Find("resource")->text(), "1");
  EXPECT_EQ(Entry(answer, 1).Find("resource")->text(), "2");
}

TEST_P(BundleProcessTest, DeletesSeveralOnlyWhereThatIsSaid) {
  const std::string entry = R"({"request":{"method":"DELETE","url":"Patient?identifier=twice"}})";
  if (std::string(GetParam()) == "batch") {
    EXPECT_EQ(StatusOf(Entry(Process(entry, {}), 0)), "412");
  } else {
    EXPECT_EQ(Ward::CodeOf([&] { Process(entry, {}); }), ErrorCode::kPreconditionFailed);
  }
  const json::Document answer = Process(entry, {.deletes_many = true});
  EXPECT_EQ(StatusOf(Entry(answer, 0)), "204 No Content");
  for (const char* id : {"a", "b"}) {
    EXPECT_EQ(
        Ward::CodeOf([&] { ward_->Read(Anyone(), fhir::FindType("Patient"), ResourceId(id)); }),
        ErrorCode::kGone);
  }
}

INSTANTIATE_TEST_SUITE_P(Both, BundleProcessTest, testing::Values("batch", "transaction"));

}  // namespace
}  // namespace socle::resource
