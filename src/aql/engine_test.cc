#include "aql/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "base/uuid.h"
#include "store/time_limit.h"

namespace socle::aql {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

const record::Kind kComposition{"openehr.composition"};
const record::Kind kStatus{"openehr.ehr_status"};
const record::Principal kAnna{"anna", "Anna"}, kBela{"bela", "Béla"};
constexpr std::string_view kAllNames = "SELECT c/name/value AS n FROM EHR e CONTAINS COMPOSITION c";

record::Access By(const record::Principal& who) { return {who, record::Scope::Open(), "care"}; }
record::Access Anna() { return By(kAnna); }

std::string VersionUid(const record::VersionInfo& info) {
  return info.uid.value() + "::" + info.audit.system_id + "::" + std::to_string(info.number);
}

/// As much of an ORIGINAL_VERSION as these tests ask for.
std::string OriginalVersion(const record::StoredVersion& version) {
  std::string json = R"({"_type":"ORIGINAL_VERSION","uid":{"_type":"OBJECT_VERSION_ID","value":")" +
                     VersionUid(version.info) + R"("})";
  if (!version.body.empty()) json += ",\"data\":" + version.body;
  return json + "}";
}

std::string VersionedObject(std::string_view type, const record::EhrId&,
                            const record::VersionInfo& first) {
  return R"({"_type":")" + std::string(type) + R"(","uid":{"_type":"HIER_OBJECT_ID","value":")" +
         first.uid.value() + "\"}}";
}

/// Keeps an answer.
class Kept : public AnswerSink {
 public:
  void Begin(const std::vector<ResultColumn>& columns, const std::vector<base::Issue>&) override {
    for (const ResultColumn& column : columns) names.push_back(column.name);
  }
  void Row(std::span<const std::string> cells) override {
    std::string row;
    for (const std::string& cell : cells) row += (row.empty() ? "" : " | ") + cell;
    rows.push_back(row);
  }
  std::vector<std::string> names, rows;
};

base::Error ErrorOf(const std::function<void()>& run) {
  try {
    run();
  } catch (const base::Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error was thrown";
  return {ErrorCode::kInternal, "no error was thrown"};
}

class EngineTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    store_ = store::Store::Open("sqlite:" + (folder_ / "record.db").string(), {},
                                record::Record::Migrations({}));
    record_ = std::make_unique<record::Record>(
        *store_, std::vector<record::KindDefinition>{{kComposition, {}}, {kStatus, {}}},
        std::vector<record::Indexer*>{});
    first_ = Create("A");
    second_ = Create("B");
    Put(first_, "C");
    Put(second_, "D");
    Put(first_, "E");
    Make({});
  }
  void TearDown() override {
    engine_.reset();
    record_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Make(const EngineLimits& limits) {
    StoredModel model{.composition = kComposition,
                      .ehr_status = kStatus,
                      .folder = record::Kind("openehr.folder"),
                      .party = record::Kind("openehr.party"),
                      .original_version = &OriginalVersion,
                      .versioned_object = &VersionedObject,
                      .not_queryable = [this](store::Session&) { return hidden_; }};
    engine_.reset();
    engine_ = std::make_unique<Engine>(*record_, std::move(model), "test.socle", nullptr, limits);
  }

  record::EhrInfo Create(const std::string& name) {
    return Commit(
        record::CommitRequest::CreateEhr{record::EhrId(base::Uuid::New().ToString()), "test.socle"},
        name);
  }
  void Put(const record::EhrInfo& ehr, const std::string& name) { Commit(ehr.ehr, name); }

  record::EhrInfo Commit(std::variant<record::EhrKey, record::CommitRequest::CreateEhr> target,
                         const std::string& name) {
    record::NewVersion version;
    version.kind = kComposition;
    version.uid = record::ObjectUid(base::Uuid::New().ToString());
    version.body = R"({"_type":"COMPOSITION","archetype_node_id":"openEHR-EHR-COMPOSITION.x.v1",)"
                   R"("name":{"_type":"DV_TEXT","value":")" +
                   name + "\"}}";
    record::CommitRequest request;
    request.target = std::move(target);
    request.audit.committer = "{}";
    request.audit.system_id = "test.socle";
    request.versions.push_back(std::move(version));
    return record_->Commit(Anna(), std::move(request)).ehr;
  }

  static Question Ask(std::string_view aql) {
    Question question;
    question.aql = aql;
    return question;
  }
  std::vector<std::string> Rows(const Question& question) {
    Kept kept;
    how_ = engine_->Ask(Anna(), question, kept);
    return kept.rows;
  }
  std::vector<std::string> Rows(std::string_view aql) { return Rows(Ask(aql)); }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("engine_test_" + base::Uuid::New().ToString());
  std::vector<record::EhrKey> hidden_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
  std::unique_ptr<Engine> engine_;
  record::EhrInfo first_, second_;
  Explanation how_;
};

TEST_F(EngineTest, RowsComeInTheOrderOfCommitAcrossEhrs) {
  EXPECT_THAT(Rows(kAllNames), ElementsAre("\"A\"", "\"B\"", "\"C\"", "\"D\"", "\"E\""));
  EXPECT_EQ(how_.order, "version by version");
  EXPECT_EQ(how_.versions, 5u);
  EXPECT_EQ(how_.rows, 5u);
}

TEST_F(EngineTest, PartsGiveWhatTheWholeGives) {
  constexpr std::string_view kPairs =
      "SELECT c/name/value, d/name/value FROM EHR e CONTAINS COMPOSITION c AND COMPOSITION d";
  const auto whole = Rows(kPairs);
  EXPECT_THAT(whole, SizeIs(9 + 4));
  Make({.batch_items = 1});
  EXPECT_EQ(Rows(kPairs), whole);
  EXPECT_EQ(how_.order, "EHR by EHR");
  EXPECT_GE(how_.batches, 2u);
  EXPECT_THAT(Rows(kAllNames), SizeIs(5));
  EXPECT_THAT(Rows("SELECT COUNT(*) FROM EHR e CONTAINS COMPOSITION c"), ElementsAre("5"));
  EXPECT_THAT(Rows(std::string(kAllNames) + " ORDER BY n DESC LIMIT 2"),
              ElementsAre("\"E\"", "\"D\""));
}

TEST_F(EngineTest, ReadsNoMoreThanTheRowsThatAreAskedFor) {
  Make({.batch_items = 1});
  EXPECT_THAT(Rows(std::string(kAllNames) + " LIMIT 2 OFFSET 1"), ElementsAre("\"B\"", "\"C\""));
  EXPECT_LT(how_.versions, 5u);
}

TEST_F(EngineTest, FetchAndOffsetAreThePageOfTheRequest) {
  Question question = Ask(kAllNames);
  question.fetch = 2;
  question.offset = 1;
  EXPECT_THAT(Rows(question), ElementsAre("\"B\"", "\"C\""));
  question.aql += " LIMIT 3";
  const auto error = ErrorOf([&] { Rows(question); });
  EXPECT_EQ(error.code(), ErrorCode::kBadRequest);
  EXPECT_THAT(error.message(), HasSubstr("fetch or offset"));
}

TEST_F(EngineTest, LeavesOutWhatIsNotQueryableUnlessAskedForIt) {
  hidden_ = {first_.ehr};
  EXPECT_THAT(Rows(kAllNames), ElementsAre("\"B\"", "\"D\""));
  EXPECT_THAT(Rows("SELECT COUNT(*) FROM EHR e"), ElementsAre("1"));
  const std::string named = "SELECT c/name/value FROM EHR e[ehr_id/value='" + first_.id.value() +
                            "'] CONTAINS COMPOSITION c";
  EXPECT_THAT(Rows(named), ElementsAre());
  Question question = Ask(named);
  question.ehr_ids = {first_.id};
  EXPECT_THAT(Rows(question), ElementsAre("\"A\"", "\"C\"", "\"E\""));
}

TEST_F(EngineTest, ReadsOnlyTheEhrThatTheQueryNames) {
  EXPECT_THAT(Rows("SELECT c/name/value FROM EHR e CONTAINS COMPOSITION c WHERE "
                   "e/ehr_id/value = '" +
                   second_.id.value() + "' AND c/name/value != 'X'"),
              ElementsAre("\"B\"", "\"D\""));
  EXPECT_EQ(how_.versions, 2u);
  EXPECT_THAT(Rows("SELECT c/name/value FROM EHR e[ehr_id/value=''] CONTAINS COMPOSITION c"),
              ElementsAre());
}

TEST_F(EngineTest, SeveralEhrsAreOneAnswerHoweverTheyAreNamed) {
  Question question = Ask(kAllNames);
  question.ehr_ids = {second_.id, first_.id, second_.id};
  EXPECT_THAT(Rows(question), ElementsAre("\"A\"", "\"B\"", "\"C\"", "\"D\"", "\"E\""));
  question.aql = "SELECT e/ehr_id/value FROM EHR e";
  EXPECT_THAT(Rows(question),
              ElementsAre('"' + first_.id.value() + '"', '"' + second_.id.value() + '"'));
}

TEST_F(EngineTest, AnEhrThatIsNotThereIsAnError) {
  Question question = Ask(kAllNames);
  question.ehr_ids = {record::EhrId("11111111-1111-4111-8111-111111111111")};
  EXPECT_EQ(ErrorOf([&] { Rows(question); }).code(), ErrorCode::kNotFound);
}

TEST_F(EngineTest, TooMuchAtOnceSaysWhatToDo) {
  Make({.bytes_at_once = 600});
  const auto error =
      ErrorOf([&] { Rows("SELECT c FROM EHR e CONTAINS COMPOSITION c AND COMPOSITION d"); });
  EXPECT_EQ(error.code(), ErrorCode::kTooLarge);
  EXPECT_THAT(error.message(), HasSubstr("ehr_id"));
}

TEST_F(EngineTest, AQuestionThatTakesTooLongEndsAndTheNextIsAnswered) {
  Question question = Ask(kAllNames);
  question.time_limit = std::chrono::milliseconds(0);
  EXPECT_EQ(ErrorOf([&] { Rows(question); }).code(), ErrorCode::kTimeout);
  EXPECT_THAT(Rows(kAllNames), SizeIs(5));
}

TEST_F(EngineTest, AStatementThatRunsTooLongIsInterruptedAndTheConnectionLives) {
  store::TimeLimits limits;
  store::Reader reader = store_->Read();
  {
    const store::TimeLimits::Guard guard(limits, reader.session(), std::chrono::milliseconds(1));
    auto endless = reader->PrepareText(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n");
    EXPECT_EQ(ErrorOf([&] { endless.Step(); }).code(), ErrorCode::kTimeout);
  }
  auto next = reader->PrepareText("SELECT 7");
  ASSERT_TRUE(next.Step());
  EXPECT_EQ(next.Int(0), 7);
}

TEST_F(EngineTest, AnAnswerLeavesOneEntryInTheTrail) {
  Rows(kAllNames);
  Question question = Ask(kAllNames);
  question.ehr_ids = {second_.id};
  Rows(question);
  record_->FlushTrail();
  store::Reader reader = store_->Read();
  auto entries = reader->PrepareText(
      "SELECT ifnull(ehr, -1) || ' ' || result FROM access_trail WHERE action < 10 "
      "ORDER BY position");
  std::vector<std::string> found;
  while (entries.Step()) found.emplace_back(entries.Text(0));
  EXPECT_THAT(found, ElementsAre("-1 5", std::to_string(second_.ehr.value()) + " 2"));
}

TEST_F(EngineTest, ACursorStaysOnItsStateOfTheRecord) {
  Make({.batch_items = 1});
  Question question = Ask(kAllNames);
  question.fetch = 2;
  const Page first = engine_->Open(Anna(), question);
  EXPECT_THAT(first.rows, SizeIs(2));
  ASSERT_FALSE(first.cursor.empty());
  Put(first_, "F");
  const Page rest = engine_->Next(Anna(), first.cursor, 100);
  EXPECT_THAT(rest.rows, SizeIs(3));
  EXPECT_TRUE(rest.cursor.empty());
  EXPECT_EQ(ErrorOf([&] { engine_->Next(Anna(), first.cursor, 1); }).code(), ErrorCode::kNotFound);
  EXPECT_THAT(Rows(kAllNames), SizeIs(6));
}

TEST_F(EngineTest, ACursorIsItsPrincipalsAlone) {
  Question question = Ask(kAllNames);
  question.fetch = 2;
  const Page page = engine_->Open(Anna(), question);
  EXPECT_EQ(ErrorOf([&] { engine_->Next(By(kBela), page.cursor, 1); }).code(),
            ErrorCode::kNotFound);
  EXPECT_EQ(ErrorOf([&] { engine_->Close(By(kBela), page.cursor); }).code(), ErrorCode::kNotFound);
  EXPECT_THAT(engine_->Next(Anna(), page.cursor, 1).rows, SizeIs(1));
  engine_->Close(Anna(), page.cursor);
  EXPECT_EQ(ErrorOf([&] { engine_->Next(Anna(), page.cursor, 1); }).code(), ErrorCode::kNotFound);
}

TEST_F(EngineTest, CursorsAreFewAndGoWhenNobodyUsesThem) {
  Question question = Ask(kAllNames);
  question.fetch = 1;
  Make({.cursors_of_one = 1});
  engine_->Open(Anna(), question);
  EXPECT_EQ(ErrorOf([&] { engine_->Open(Anna(), question); }).code(), ErrorCode::kTooManyRequests);
  EXPECT_FALSE(engine_->Open(By(kBela), question).cursor.empty());

  Make({.cursors_of_one = 1, .cursor_idle = std::chrono::milliseconds(0)});
  engine_->Open(Anna(), question);
  for (bool opened = false; !opened;) {
    try {
      engine_->Open(Anna(), question);
      opened = true;
    } catch (const base::Error& error) {
      ASSERT_EQ(error.code(), ErrorCode::kTooManyRequests);
    }
  }
}

}  // namespace
}  // namespace socle::aql
