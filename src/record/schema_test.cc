#include "record/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/testing.h"

namespace socle::record {
namespace {

/// SQLite's plan of `query`, a step a line.
std::vector<std::string> Plan(store::Store& store, const sql::Query& query) {
  std::vector<std::string> steps;
  store::Reader reader = store.Read();
  auto statement = reader->PrepareText("EXPLAIN QUERY PLAN " + store.dialect().Print(query));
  while (statement.Step()) steps.emplace_back(statement.Text(3));
  return steps;
}

TEST(SchemaTest, KeyedStatementsSearchAndNeverScan) {
  Hospital hospital;
  const Queries& q = Sql();
  for (const sql::Query* query : {&q.ehr_by_id,
                                  &q.ehr_by_key,
                                  &q.ehr_state,
                                  &q.max_ehr,
                                  &q.max_erased_ehr,
                                  &q.last_position,
                                  &q.last_object,
                                  &q.object_by_uid,
                                  &q.update_object,
                                  &q.read,
                                  &q.read_number,
                                  &q.read_head_of,
                                  &q.read_number_of,
                                  &q.read_at,
                                  &q.read_single,
                                  &q.read_anywhere,
                                  &q.info_of,
                                  &q.history,
                                  &q.list,
                                  &q.versions_in,
                                  &q.contributions_of,
                                  &q.contribution_by_seq,
                                  &q.feed_after,
                                  &q.name_by_text,
                                  &q.name_by_id,
                                  &q.max_name,
                                  &q.dictionary_by_id,
                                  &q.max_dictionary,
                                  &q.digests_after,
                                  &q.erased_after,
                                  &q.subscriber,
                                  &q.keep_digests,
                                  &q.erase_versions,
                                  &q.erase_contributions,
                                  &q.erase_objects,
                                  &q.erase_ehr,
                                  &q.objects_of,
                                  &q.stored_versions}) {
    SCOPED_TRACE(query->name());
    const auto plan = Plan(hospital.store(), *query);
    EXPECT_THAT(plan, testing::Not(testing::IsEmpty()));
    EXPECT_THAT(plan, testing::Each(testing::Not(testing::HasSubstr("SCAN"))));
    EXPECT_THAT(plan, testing::Each(testing::Not(testing::HasSubstr("TEMP B-TREE"))));
  }
}

TEST(SchemaTest, WalksOfAWholeTableNeedNoSorting) {
  Hospital hospital;
  const Queries& q = Sql();
  for (const sql::Query* query :
       {&q.all_ehrs, &q.all_seals, &q.all_dictionaries, &q.heads, &q.newest_bodies,
        &q.exported_versions, &q.exported_stubs, &q.erased_ehrs, &q.last_seal}) {
    SCOPED_TRACE(query->name());
    EXPECT_THAT(Plan(hospital.store(), *query),
                testing::Each(testing::Not(testing::HasSubstr("TEMP B-TREE"))));
  }
}

TEST(SchemaTest, UidsRoundTrip) {
  for (const std::string& uid :
       {std::string("a"), std::string(16, 'x'), std::string(255, 'y'),
        std::string("0190a1b2-0000-7000-8000-000000000001"), std::string("Ä✓")}) {
    EXPECT_EQ(DecodeUid(EncodeUid(ObjectUid(uid))).value(), uid);
  }
  EXPECT_EQ(EncodeUid(ObjectUid("0190a1b2-0000-7000-8000-000000000001")).size(), 16u);
}

}  // namespace
}  // namespace socle::record
