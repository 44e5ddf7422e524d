#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "fhir/ids.h"
#include "resource/resource_input.h"
#include "resource/testing.h"

namespace socle::resource {
namespace {

using base::ErrorCode;

std::string Person(const std::string& members, const std::string& value = "x") {
  return R"({"resourceType":"Patient",)" + members + R"("identifier":[{"value":")" + value +
         R"("}],"active":true})";
}

/// Turns `active` round.
fhir::Tree Toggled(const fhir::Node& resource) {
  fhir::Tree tree;
  tree.SetRoot(tree.Copy(resource));
  fhir::Node* active = tree.Mutable(*tree.root().Child("active"));
  active->text = active->text == "true" ? "false" : "true";
  return tree;
}

TEST(ConditionalTest, CreatesOnlyWhereNothingMatches) {
  Ward ward;
  const auto condition = ByIdentifier("Patient", "x");
  const Written first = ward->Create(Anyone(), Parse(Person("")), condition);
  EXPECT_TRUE(first.created);
  const Written second = ward->Create(Anyone(), Parse(Person("")), condition);
  EXPECT_TRUE(second.unchanged);
  EXPECT_EQ(second.resource.json, first.resource.json);
  ward.Create(Person(""));
  EXPECT_EQ(Ward::CodeOf([&] { ward->Create(Anyone(), Parse(Person("")), condition); }),
            ErrorCode::kPreconditionFailed);
}

TEST(ConditionalTest, UpdatesWhatMatches) {
  Ward ward;
  const auto condition = ByIdentifier("Patient", "x");
  const Written made = ward->UpdateWhere(Anyone(), condition, Parse(Person("")));
  EXPECT_TRUE(made.created);
  const Written changed =
      ward->UpdateWhere(Anyone(), condition, Parse(Person(R"("language":"de",)")));
  EXPECT_EQ(changed.resource.id, made.resource.id);
  EXPECT_EQ(changed.resource.version, 2u);
  const std::string own = R"("id":")" + made.resource.id.value() + R"(",)";
  EXPECT_EQ(ward->UpdateWhere(Anyone(), condition, Parse(Person(own))).resource.version, 3u);
  EXPECT_EQ(Ward::CodeOf(
                [&] { ward->UpdateWhere(Anyone(), condition, Parse(Person(R"("id":"other",)"))); }),
            ErrorCode::kBadRequest);
  // Nothing matches: the id is the client's, unless it is taken.
  const auto nobody = ByIdentifier("Patient", "nobody");
  EXPECT_EQ(ward->UpdateWhere(Anyone(), nobody, Parse(Person(R"("id":"new",)"))).resource.id,
            ResourceId("new"));
  EXPECT_EQ(Ward::CodeOf([&] { ward->UpdateWhere(Anyone(), nobody, Parse(Person(own))); }),
            ErrorCode::kConflict);
  EXPECT_EQ(Ward::CodeOf([&] { ward->UpdateWhere(Anyone(), condition, Parse(Person(""))); }),
            ErrorCode::kPreconditionFailed);
}

TEST(ConditionalTest, DeletesWhatMatches) {
  Ward ward;
  const auto condition = ByIdentifier("Patient", "x");
  EXPECT_EQ(ward->DeleteWhere(Anyone(), condition, false), 0u);
  ward.Create(Person(""));
  ward.Create(Person(""));
  EXPECT_EQ(Ward::CodeOf([&] { ward->DeleteWhere(Anyone(), condition, false); }),
            ErrorCode::kPreconditionFailed);
  EXPECT_EQ(ward->DeleteWhere(Anyone(), condition, true), 2u);
  EXPECT_EQ(ward->DeleteWhere(Anyone(), condition, true), 0u);
}

TEST(ConditionalTest, DeletesNotMoreThanALimit) {
  Ward ward({.most_deletions = 2});
  for (int i = 0; i < 3; ++i) ward.Create(Person(""));
  EXPECT_EQ(Ward::CodeOf([&] { ward->DeleteWhere(Anyone(), ByIdentifier("Patient", "x"), true); }),
            ErrorCode::kTooLarge);
}

TEST(ConditionalTest, MayNotKeepTheWriter) {
  Ward ward;
  record::Snapshot snapshot = ward.record().OpenSnapshot();
  ToySearch search;
  const auto ask = [&](std::chrono::milliseconds longest) {
    AskCondition(search, snapshot.session(), ByIdentifier("Patient", "x"), longest);
  };
  EXPECT_EQ(Ward::CodeOf([&] { ask(std::chrono::milliseconds(-1)); }), ErrorCode::kTimeout);
  ask(std::chrono::hours(1));
}

TEST(ConditionalTest, SaysWhatToLookFor) {
  Ward ward;
  ward.Create(Person(""));
  SearchRequest all;
  all.type = fhir::type::kPatient;
  EXPECT_EQ(Ward::CodeOf([&] { ward->DeleteWhere(Anyone(), all, true); }), ErrorCode::kBadRequest);
  all.parameters = {{"_count", "1"}, {"identifier", ""}};
  EXPECT_EQ(Ward::CodeOf([&] { ward->DeleteWhere(Anyone(), all, true); }), ErrorCode::kBadRequest);
  EXPECT_EQ(ward.record().Count().versions, 1u);
}

TEST(ConditionalTest, Patches) {
  Ward ward;
  const auto condition = ByIdentifier("Patient", "x");
  EXPECT_EQ(Ward::CodeOf([&] { ward->ChangeWhere(Anyone(), condition, &Toggled); }),
            ErrorCode::kNotFound);
  const Written made = ward.Create(Person(""));
  const ResourceId id = made.resource.id;
  const Written changed = ward->ChangeWhere(Anyone(), condition, &Toggled);
  EXPECT_EQ(changed.resource.version, 2u);
  EXPECT_THAT(changed.resource.json, testing::HasSubstr(R"("active":false)"));
  EXPECT_EQ(Ward::CodeOf([&] { ward->Change(Anyone(), fhir::type::kPatient, id, &Toggled, 1); }),
            ErrorCode::kPreconditionFailed);
  EXPECT_EQ(ward->Change(Anyone(), fhir::type::kPatient, id, &Toggled, 2).resource.version, 3u);
  const auto rename = [](const fhir::Node& resource) {
    fhir::Tree tree = Toggled(resource);
    Normalise(tree, ResourceId("other"));
    return tree;
  };
  EXPECT_EQ(Ward::CodeOf([&] { ward->Change(Anyone(), fhir::type::kPatient, id, rename, {}); }),
            ErrorCode::kBadRequest);
}

TEST(ConditionalTest, NoPatchIsLost) {
  Ward ward;
  const ResourceId id = ward.Create(Person("")).resource.id;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 5; ++j) {
        ward->Change(Anyone(), fhir::type::kPatient, id, &Toggled, {});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ward->Read(Anyone(), fhir::type::kPatient, id).version, 21u);
}

}  // namespace
}  // namespace socle::resource
