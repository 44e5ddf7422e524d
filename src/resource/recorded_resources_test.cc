#include "resource/recorded_resources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <latch>
#include <thread>

#include "resource/testing.h"

namespace socle::resource {
namespace {

using base::ErrorCode;

const fhir::TypeId kPatient = fhir::FindType("Patient");
const fhir::TypeId kObservation = fhir::FindType("Observation");

std::string Patient(const std::string& id, const std::string& family = "Muster") {
  return R"({"resourceType":"Patient","id":")" + id + R"(","name":[{"family":")" + family +
         R"("}]})";
}

std::string Observation(const std::string& id, const std::string& subject) {
  const std::string own = id.empty() ? "" : R"("id":")" + id + R"(",)";
  return R"({"resourceType":"Observation",)" + own +
         R"("status":"final","code":{"text":"a"},"subject":{"reference":")" + subject + R"("}})";
}

TEST(RecordedResourcesTest, CreatesAndReads) {
  Ward ward;
  const Written written = ward.Create(Patient("ignored"));
  EXPECT_TRUE(written.created);
  EXPECT_NE(written.resource.id.value(), "ignored");
  EXPECT_EQ(written.resource.version, 1u);
  const StoredResource read = ward->Read(Anyone(), kPatient, written.resource.id);
  EXPECT_EQ(read.json, written.resource.json);
  EXPECT_EQ(read.json, R"({"resourceType":"Patient","id":")" + read.id.value() +
                           R"(","meta":{"versionId":"1","lastUpdated":")" +
                           base::FormatIso(read.updated) + R"("},"name":[{"family":"Muster"}]})");
  EXPECT_EQ(Ward::CodeOf([&] { ward->Read(Anyone(), kObservation, read.id); }),
            ErrorCode::kNotFound);
}

TEST(RecordedResourcesTest, UpdatesInVersions) {
  Ward ward;
  EXPECT_TRUE(ward.Put(Patient("p", "One")).created);
  const Written second = ward.Put(Patient("p", "Two"));
  EXPECT_FALSE(second.created);
  EXPECT_EQ(second.resource.version, 2u);
  const Written same = ward.Put(Patient("p", "Two"));
  EXPECT_TRUE(same.unchanged);
  EXPECT_EQ(same.resource.json, second.resource.json);
  EXPECT_EQ(ward->ReadVersion(Anyone(), kPatient, ResourceId("p"), 1).version, 1u);
  EXPECT_EQ(Content(ward->ReadVersion(Anyone(), kPatient, ResourceId("p"), 1).json),
            Patient("p", "One"));
  EXPECT_EQ(Ward::CodeOf([&] { ward->ReadVersion(Anyone(), kPatient, ResourceId("p"), 3); }),
            ErrorCode::kNotFound);
  const base::Error stale = Ward::ErrorOf([&] { ward.Put(Patient("p", "Three"), 1); });
  EXPECT_EQ(stale.code(), ErrorCode::kPreconditionFailed);
  EXPECT_EQ(stale.latest(), "2");
  EXPECT_EQ(Ward::CodeOf([&] { ward.Put(Patient("q"), 1); }), ErrorCode::kPreconditionFailed);
  EXPECT_EQ(Ward::CodeOf([&] { ward.Put(Patient("p", "Three"), 0); }),
            ErrorCode::kPreconditionFailed);
  EXPECT_TRUE(ward.Put(Patient("r"), 0).created);
  EXPECT_EQ(ward.Put(Patient("p", "Three"), 2).resource.version, 3u);
  EXPECT_EQ(
      Ward::CodeOf([&] { ward->Update(Anyone(), ResourceId("other"), Parse(Patient("p")), {}); }),
      ErrorCode::kBadRequest);
}

TEST(RecordedResourcesTest, KeepsWhatTheClientSaysInMeta) {
  Ward ward;
  const std::string meta =
      R"("profile":["http://example.org/p"],"tag":[{"system":"http://example.org/t","code":"a"}])";
  const Written written =
      ward.Put(R"({"resourceType":"Patient","id":"p","meta":{"versionId":"77","lastUpdated":)"
               R"("2001-01-01T00:00:00Z",)" +
               meta + "}}");
  EXPECT_EQ(written.resource.json,
            R"({"resourceType":"Patient","id":"p","meta":{"versionId":"1","lastUpdated":")" +
                base::FormatIso(written.resource.updated) + R"(",)" + meta + "}}");
}

TEST(RecordedResourcesTest, DeletesAndBringsBack) {
  Ward ward;
  ward.Put(Patient("p", "One"));
  EXPECT_FALSE(ward->Delete(Anyone(), kPatient, ResourceId("none"), {}));
  EXPECT_EQ(Ward::CodeOf([&] { ward->Delete(Anyone(), kPatient, ResourceId("p"), 4); }),
            ErrorCode::kPreconditionFailed);
  const auto deleted = ward->Delete(Anyone(), kPatient, ResourceId("p"), {});
  ASSERT_TRUE(deleted);
  EXPECT_EQ(deleted->version, 2u);
  EXPECT_FALSE(ward->Delete(Anyone(), kPatient, ResourceId("p"), {}));
  EXPECT_EQ(Ward::CodeOf([&] { ward->Read(Anyone(), kPatient, ResourceId("p")); }),
            ErrorCode::kGone);
  EXPECT_EQ(Ward::CodeOf([&] { ward->ReadVersion(Anyone(), kPatient, ResourceId("p"), 2); }),
            ErrorCode::kGone);
  const Written back = ward.Put(Patient("p", "One"));
  EXPECT_TRUE(back.created);
  EXPECT_EQ(back.resource.version, 3u);
  EXPECT_EQ(ward->Read(Anyone(), kPatient, ResourceId("p")).version, 3u);
  EXPECT_TRUE(ward.record().Verify({}).empty());
}

TEST(RecordedResourcesTest, RefusesWhatIsNotValid) {
  Ward ward;
  const base::Error error =
      Ward::ErrorOf([&] { ward.Create(R"({"resourceType":"Observation","code":{"text":"a"}})"); });
  EXPECT_EQ(error.code(), ErrorCode::kInvalid);
  ASSERT_EQ(error.issues().size(), 1u);
  EXPECT_EQ(error.issues().front().rule, "required");
  EXPECT_EQ(ward.record().Count().versions, 0u);
}

TEST(RecordedResourcesTest, AReferencePointsToWhatIsThere) {
  Ward ward;
  const base::Error error = Ward::ErrorOf([&] { ward.Put(Observation("o", "Patient/p")); });
  EXPECT_EQ(error.code(), ErrorCode::kInvalid);
  ASSERT_EQ(error.issues().size(), 1u);
  EXPECT_EQ(error.issues().front().path, "Observation.subject");
  ward.Put(Patient("p"));
  ward.Put(Observation("o", "Patient/p"));
  EXPECT_EQ(Ward::CodeOf([&] { ward->Delete(Anyone(), kPatient, ResourceId("p"), {}); }),
            ErrorCode::kConflict);
  ward->Delete(Anyone(), kObservation, ResourceId("o"), {});
  EXPECT_TRUE(ward->Delete(Anyone(), kPatient, ResourceId("p"), {}));
  EXPECT_EQ(Ward::CodeOf([&] { ward.Put(Observation("o", "Patient/p")); }), ErrorCode::kInvalid);
  // Others are not ours to know.
  ward.Put(Observation("o", "http://example.org/Patient/p"));
}

TEST(RecordedResourcesTest, APatientHasAnEhrAndWhatIsAboutItIsThere) {
  Ward ward;
  const record::EhrKey ehr = ward.Put(Patient("p")).resource.key.ehr;
  EXPECT_NE(ehr.value(), record::kInstitution);
  EXPECT_NE(ward.Put(Patient("q")).resource.key.ehr, ehr);
  EXPECT_EQ(ward.Put(Observation("o", "Patient/p")).resource.key.ehr, ehr);
  // It stays where it was made.
  EXPECT_EQ(ward.Put(Observation("o", "Patient/q")).resource.key.ehr, ehr);
  EXPECT_EQ(ward.Create(R"({"resourceType":"Organization","name":"A"})").resource.key.ehr.value(),
            record::kInstitution);
}

TEST(RecordedResourcesTest, TwoWhoCreateTheSameOnConditionMakeOne) {
  Ward ward;
  constexpr int kThreads = 8;
  std::latch start(kThreads);
  std::vector<Written> written(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      written[static_cast<std::size_t>(i)] = ward->Create(
          Anyone(), Parse(R"({"resourceType":"Patient","identifier":[{"value":"x"}]})"),
          ByIdentifier("Patient", "x"));
    });
  }
  for (std::thread& thread : threads) thread.join();
  int created = 0;
  for (const Written& one : written) {
    created += one.created ? 1 : 0;
    EXPECT_EQ(one.created, !one.unchanged);
    EXPECT_EQ(one.resource.id, written.front().resource.id);
  }
  EXPECT_EQ(created, 1);
  EXPECT_EQ(ward.record().Count().versions, 1u);
}

TEST(RecordedResourcesTest, ADeletionAndAReferenceAtOnceDoNotBothSucceed) {
  Ward ward;
  for (int i = 0; i < 40; ++i) {
    const std::string id = std::to_string(i);
    ward.Put(Patient(id));
    std::latch start(2);
    bool deleted = false, referred = false;
    const auto attempt = [&](bool& done, const std::function<void()>& run) {
      start.arrive_and_wait();
      try {
        run();
        done = true;
      } catch (const base::Error& error) {
        EXPECT_TRUE(error.code() == ErrorCode::kConflict || error.code() == ErrorCode::kInvalid)
            << error.message();
      }
    };
    std::thread other(
        [&] { attempt(deleted, [&] { ward->Delete(Anyone(), kPatient, ResourceId(id), {}); }); });
    attempt(referred, [&] { ward.Create(Observation("", "Patient/" + id)); });
    other.join();
    EXPECT_NE(deleted, referred) << i;
  }
}

TEST(RecordedResourcesTest, ManyUpdatesAtOnceAllCount) {
  Ward ward;
  ward.Put(Patient("p", "start"));
  constexpr int kThreads = 4;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 5; ++j) {
        ward.Put(Patient("p", std::to_string(i) + "-" + std::to_string(j)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ward->Read(Anyone(), kPatient, ResourceId("p")).version, 1u + kThreads * 5);
}

}  // namespace
}  // namespace socle::resource
