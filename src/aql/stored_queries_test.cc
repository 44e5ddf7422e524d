#include "aql/stored_queries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <thread>

#include "base/uuid.h"
#include "store/store_fixture.h"

namespace socle::aql {
namespace {

using base::ErrorCode;
using store::ErrorOf;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kAll = "SELECT e FROM EHR e";
constexpr std::string_view kFew = "SELECT e FROM EHR e WHERE e/ehr_id/value = $ehr_id";

const record::Principal kTester{"tester", "A tester"};
record::Access Anyone() { return {kTester, record::Scope::Open(), "care"}; }

record::Audit AnAudit() {
  record::Audit audit;
  audit.committer = R"({"name":"A tester"})";
  audit.system_id = "test.system";
  return audit;
}

class StoredQueriesTest : public testing::Test {
 protected:
  StoredQueriesTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("stored_queries_test_" + base::Uuid::New().ToString())) {
    std::filesystem::create_directories(folder_);
    Open();
  }
  ~StoredQueriesTest() override {
    Close();
    std::filesystem::remove_all(folder_);
  }
  void Close() {
    queries_.reset();
    record_.reset();
    store_.reset();
  }
  void Open(const std::string& file = "record.db") {
    store_ = store::Store::Open("sqlite:" + (folder_ / file).string(), {},
                                record::Record::Migrations({}));
    record_ = std::make_unique<record::Record>(
        *store_, std::vector<record::KindDefinition>{{StoredQueryKind(), {}}},
        std::vector<record::Indexer*>{});
    queries_ = std::make_unique<StoredQueries>(*record_);
  }

  StoredQueries::Saved Save(std::string_view name, std::optional<std::string_view> version,
                            std::string_view text = kAll) {
    return queries_->Save(Anyone(), name, version, text, AnAudit());
  }
  ErrorCode CodeOfSave(std::string_view name, std::optional<std::string_view> version,
                       std::string_view text = kAll) {
    return ErrorOf([&] { Save(name, version, text); }).code();
  }
  std::string Found(std::string_view name, std::optional<std::string_view> version = {}) {
    const auto query = queries_->Find(Anyone(), name, version);
    return query ? query->version : "none";
  }
  std::vector<std::string> Listed(std::string_view pattern = {}) {
    std::vector<std::string> names;
    for (const auto& query : queries_->List(Anyone(), pattern)) names.push_back(query->FullName());
    return names;
  }

  std::filesystem::path folder_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
  std::unique_ptr<StoredQueries> queries_;
};

TEST(QueryName, HasItsGrammar) {
  for (const std::string_view name :
       {"my_compositions", "org.openehr::my_compositions", "ehr::all_vacc", "a.b-c_D9", "aqls",
        "org.open-ehr_2::v1.2", "aql::list", "cursors", "org.openehr::cursor"}) {
    EXPECT_TRUE(IsQueryName(name)) << name;
  }
  for (const std::string_view name : {"",
                                      "aql",
                                      "AQL",
                                      "org.openehr::Aql",
                                      "cursor",
                                      "Cursor",
                                      "org.openehr::",
                                      "::a",
                                      "a::b::c",
                                      "a:b",
                                      "a b",
                                      "a/b",
                                      "é",
                                      ".",
                                      "..",
                                      "-",
                                      "org..openehr::a",
                                      ".org::a",
                                      "org.::a",
                                      "a::.",
                                      "a%b",
                                      "a*"}) {
    EXPECT_FALSE(IsQueryName(name)) << name;
  }
}

TEST_F(StoredQueriesTest, KeepsTheTextAsItWasGiven) {
  const std::string text = "select e -- all of \"them\"\n\tFROM EHR e\n";
  const auto saved = Save("org.openehr::ehrs", "1.2.3", text);
  EXPECT_TRUE(saved.created);
  EXPECT_EQ(saved.query->FullName(), "org.openehr::ehrs/1.2.3");
  EXPECT_GT(saved.query->saved.micros, 0);
  const auto found = queries_->Find(Anyone(), "org.openehr::ehrs", "1.2.3");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text, text);
  EXPECT_EQ(found->name, "org.openehr::ehrs");
  EXPECT_EQ(found->version, "1.2.3");
  EXPECT_EQ(found->saved, saved.query->saved);
}

TEST_F(StoredQueriesTest, AVersionIsStoredOnce) {
  EXPECT_TRUE(Save("q", "1.0.0", kAll).created);
  EXPECT_FALSE(Save("q", "1.0.0", kAll).created);
  EXPECT_EQ(CodeOfSave("q", "1.0.0", kFew), ErrorCode::kConflict);
  EXPECT_EQ(queries_->Find(Anyone(), "q", "1.0.0")->text, kAll);
  EXPECT_EQ(record_->Count().contributions, 1u);
  EXPECT_TRUE(Save("q", "0.1.0", kFew).created);
}

TEST_F(StoredQueriesTest, MakesTheNextVersionWhereNoneIsSaid) {
  EXPECT_EQ(Save("q", {}, kAll).query->version, "1.0.0");
  EXPECT_FALSE(Save("q", {}, kAll).created);
  EXPECT_EQ(Save("q", {}, kFew).query->version, "1.0.1");
  EXPECT_EQ(Save("q", {}, kAll).query->version, "1.0.2");  // the highest has another text
  Save("q", "3.1.4", kFew);
  EXPECT_EQ(Save("q", {}, kAll).query->version, "3.1.5");
  Save("q", "4.0.0-rc.1", kFew);
  EXPECT_EQ(Save("q", {}, kAll).query->version, "4.0.0");
  Save("q", "4.0.999999999", kFew);
  EXPECT_EQ(CodeOfSave("q", {}, kAll), ErrorCode::kConflict);
}

TEST_F(StoredQueriesTest, FindsTheHighestThatBeginsSo) {
  for (const std::string_view version :
       {"1.0.0", "1.2.9", "1.2.10", "1.10.0", "2.0.0-beta.2", "2.0.0-beta.10", "10.0.0"}) {
    Save("q", version);
  }
  EXPECT_EQ(Found("q"), "10.0.0");
  EXPECT_EQ(Found("q", "1"), "1.10.0");
  EXPECT_EQ(Found("q", "1.2"), "1.2.10");
  EXPECT_EQ(Found("q", "1.2.9"), "1.2.9");
  EXPECT_EQ(Found("q", "2"), "2.0.0-beta.10");
  EXPECT_EQ(Found("q", "2.0.0"), "none");
  Save("q", "2.0.0");
  EXPECT_EQ(Found("q", "2"), "2.0.0");
  for (const std::string_view version : {"3", "1.3", "1.2.11", "", "x", "1.", "1.2-beta"}) {
    EXPECT_EQ(Found("q", version), "none") << version;
  }
  EXPECT_EQ(Found("other"), "none");
  EXPECT_EQ(Found("Q"), "none");
}

TEST_F(StoredQueriesTest, ResolvesOrSaysThatThereIsNone) {
  Save("q", "1.0.0", kAll);
  Save("q", "1.1.0", kFew);
  EXPECT_EQ(queries_->Resolve(Anyone(), "q")->text, kFew);
  EXPECT_EQ(queries_->Resolve(Anyone(), "q", "1.0")->FullName(), "q/1.0.0");
  EXPECT_EQ(ErrorOf([&] { queries_->Resolve(Anyone(), "q", "2"); }).code(), ErrorCode::kNotFound);
  EXPECT_EQ(ErrorOf([&] { queries_->Resolve(Anyone(), "r"); }).code(), ErrorCode::kNotFound);
}

TEST_F(StoredQueriesTest, FindLeavesAnEntryInTheTrailAndResolveFromMemoryNone) {
  Save("q", "1.0.0");
  const auto entries = [this] {
    record_->FlushTrail();
    return record_->TrailState().written;
  };
  const auto before = entries();
  Found("q");
  Found("q");
  EXPECT_EQ(entries(), before + 2);
  queries_->Resolve(Anyone(), "q");
  EXPECT_EQ(entries(), before + 2);
}

TEST_F(StoredQueriesTest, AnotherObjectOfThatUidIsNotOverwritten) {
  EXPECT_THAT(Listed(), IsEmpty());
  // As if another had stored it after these queries were listed.
  StoredQueries other(*record_);
  other.Save(Anyone(), "q", "1.0.0", kFew, AnAudit());
  EXPECT_EQ(CodeOfSave("q", "1.0.0", kAll), ErrorCode::kConflict);
  EXPECT_THAT(Listed(), ElementsAre("q/1.0.0"));
  EXPECT_EQ(queries_->Resolve(Anyone(), "q")->text, kFew);
}

TEST_F(StoredQueriesTest, ListsByNameAndPrecedence) {
  EXPECT_THAT(Listed(), IsEmpty());
  Save("org.openehr::list", "1.10.0");
  Save("org.openehr::list", "1.9.0");
  Save("org.openehr::list_2", "1.0.0");
  Save("org.open", "1.0.0");
  EXPECT_THAT(Listed(), ElementsAre("org.open/1.0.0", "org.openehr::list/1.9.0",
                                    "org.openehr::list/1.10.0", "org.openehr::list_2/1.0.0"));
  EXPECT_THAT(Listed("org.openehr"),
              ElementsAre("org.openehr::list/1.9.0", "org.openehr::list/1.10.0",
                          "org.openehr::list_2/1.0.0"));
  EXPECT_THAT(Listed("org.openehr::").size(), 3u);
  EXPECT_THAT(Listed("org.openehr::list"),
              ElementsAre("org.openehr::list/1.9.0", "org.openehr::list/1.10.0"));
  EXPECT_THAT(Listed("org.openehr::li"), IsEmpty());
  EXPECT_THAT(Listed("com"), IsEmpty());
}

TEST_F(StoredQueriesTest, RefusesWhatIsNoName) {
  EXPECT_EQ(CodeOfSave("aql", "1.0.0"), ErrorCode::kBadRequest);
  EXPECT_EQ(CodeOfSave("cursor", "1.0.0"), ErrorCode::kBadRequest);
  EXPECT_EQ(CodeOfSave("a b", {}), ErrorCode::kBadRequest);
  for (const std::string_view version : {"1", "1.2", "", "latest", "1.0.0+b"}) {
    EXPECT_EQ(CodeOfSave("q", version), ErrorCode::kBadRequest) << version;
  }
  EXPECT_EQ(CodeOfSave(std::string(250, 'q'), "1.0.0"), ErrorCode::kBadRequest);
  EXPECT_TRUE(Save(std::string(249, 'q'), "1.0.0").created);
}

TEST_F(StoredQueriesTest, RefusesWhatIsNoQuery) {
  const base::Error error = ErrorOf([&] { Save("q", {}, "SELECT e\nFORM EHR e"); });
  EXPECT_EQ(error.code(), ErrorCode::kMalformed);
  EXPECT_EQ(error.place(), "2:1");
  EXPECT_EQ(CodeOfSave("q", {}, ""), ErrorCode::kMalformed);
  EXPECT_EQ(CodeOfSave("q", {}, "SELECT LENGHT(e) FROM EHR e"), ErrorCode::kBadRequest);
  std::string large(kMostQueryBytes, ' ');
  large.replace(0, kAll.size(), kAll);
  EXPECT_EQ(CodeOfSave("q", {}, large + ' '), ErrorCode::kTooLarge);
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_TRUE(Save("q", {}, large).created);
}

TEST_F(StoredQueriesTest, AreThereAfterARestart) {
  Save("q", "1.0.0", kAll);
  Save("q", "1.1.0", kFew);
  Close();
  Open();
  EXPECT_EQ(queries_->Resolve(Anyone(), "q", "1.0")->text, kAll);
  Close();
  Open();
  EXPECT_EQ(Save("q", {}, kAll).query->version, "1.1.1");
  EXPECT_THAT(Listed(), ElementsAre("q/1.0.0", "q/1.1.0", "q/1.1.1"));
}

TEST_F(StoredQueriesTest, GoThroughExportAndImport) {
  const auto saved = Save("org.openehr::q", "1.0.0", "SELECT e\n FROM EHR e").query->saved;
  EXPECT_THAT(record_->Verify({}), IsEmpty());
  const std::string directory = (folder_ / "export").string();
  record_->Export(Anyone(), directory, {});
  Close();
  Open("copy.db");
  record_->Import(directory, {});
  record_->Reindex({});
  EXPECT_THAT(record_->Verify({}), IsEmpty());
  const auto found = queries_->Find(Anyone(), "org.openehr::q");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text, "SELECT e\n FROM EHR e");
  EXPECT_EQ(found->saved, saved);
}

TEST_F(StoredQueriesTest, ManyMaySaveAtOnce) {
  constexpr int kThreads = 4;
  constexpr int kEach = 5;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this, i] {
      for (int j = 0; j < kEach; ++j) {
        Save("q", {}, "SELECT " + std::to_string(i * kEach + j) + " FROM EHR e");
        queries_->Resolve(Anyone(), "q");
        queries_->List(Anyone());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::string> texts;
  for (const auto& query : queries_->List(Anyone())) texts.insert(query->text);
  EXPECT_EQ(texts.size(), static_cast<std::size_t>(kThreads * kEach));
  EXPECT_EQ(Found("q"), "1.0.19");
}

}  // namespace
}  // namespace socle::aql
