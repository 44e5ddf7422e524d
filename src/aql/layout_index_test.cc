#include "aql/layout_index.h"

#include <gtest/gtest.h>

#include "aql/layout_catalogue.h"
#include "aql/layout_testing.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "json/document.h"
#include "record/record.h"
#include "rm/json.h"

namespace socle::aql {
namespace {

const record::Kind kTemplate{"test.template"}, kComposition{"test.composition"},
    kStatus{"test.status"};
const record::Principal kTester{"tester", "A tester"};

std::shared_ptr<const record::Document> ReadDocument(std::string_view body) {
  return std::make_shared<record::DocumentOf<rm::Tree>>(
      rm::ReadStoredJson(json::Document::Parse(body).root()));
}
std::shared_ptr<const record::Document> ReadStored(const record::ObjectUid&,
                                                   std::string_view body) {
  return ReadDocument(body);
}

std::string Text(std::string_view attribute, std::string_view value) {
  return "\"" + std::string(attribute) + R"(":{"_type":"DV_TEXT","value":")" + std::string(value) +
         "\"}";
}

std::string Node(std::string_view type, std::string_view name, std::string_view id,
                 std::string_view more) {
  return R"({"_type":")" + std::string(type) + "\"," + Text("name", name) +
         R"(,"archetype_node_id":")" + std::string(id) + "\"" + (more.empty() ? "" : ",") +
         std::string(more) + "}";
}

std::string Element(std::string_view name, std::string_view id, std::string_view value) {
  return Node("ELEMENT", name, id, "\"value\":" + std::string(value));
}

std::string Quantity(std::string_view magnitude, std::string_view units = "mm[Hg]") {
  return R"({"_type":"DV_QUANTITY","magnitude":)" + std::string(magnitude) + R"(,"units":")" +
         std::string(units) + "\"}";
}

std::string Event(std::string_view time, std::string_view items) {
  return Node(
      "POINT_EVENT", "Any event", "at0006",
      R"("time":{"_type":"DV_DATE_TIME","value":")" + std::string(time) + R"("},"data":)" +
          Node("ITEM_TREE", "blood pressure", "at0003", "\"items\":[" + std::string(items) + "]"));
}

/// A composition of one blood pressure with these events.
std::string Pressure(std::string_view events) {
  const std::string history = Node("HISTORY", "History", "at0001",
                                   R"("origin":{"_type":"DV_DATE_TIME","value":"2021-05-03"},)"
                                   "\"events\":[" +
                                       std::string(events) + "]");
  const std::string observation =
      Node("OBSERVATION", "Blood pressure", kBloodPressure, "\"data\":" + history);
  return Node("COMPOSITION", "Vital signs", "openEHR-EHR-COMPOSITION.encounter.v1",
              R"("archetype_details":{"_type":"ARCHETYPED","template_id":{"_type":"TEMPLATE_ID",)"
              R"("value":"socle_vital_signs.v1"}},"composer":{"_type":"PARTY_IDENTIFIED","name":)"
              R"("Dr Day"},"context":{"_type":"EVENT_CONTEXT","start_time":{"_type":)"
              R"("DV_DATE_TIME","value":"2021-05-03T10:30:00Z"}},"content":[)" +
                  observation + "]");
}

const std::string kOneReading =
    Pressure(Event("2021-05-03T10:31:00Z",
                   Element("Systolic", "at0004", Quantity("120.5")) + "," +
                       Element("Comment", "at0033", R"({"_type":"DV_TEXT","value":"calm"})")));

std::string Status(std::string_view queryable, std::string_view details = "") {
  return Node("EHR_STATUS", "Status", "openEHR-EHR-EHR_STATUS.generic.v1",
              R"("subject":{"_type":"PARTY_SELF"},"is_queryable":)" + std::string(queryable) +
                  R"(,"is_modifiable":true)" + std::string(details));
}

class LayoutIndexTest : public testing::Test {
 protected:
  LayoutIndexTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("layout_test_" + base::Uuid::New().ToString())),
        index_({kTemplate, kComposition, kStatus}) {
    std::filesystem::create_directories(folder_);
    Open();
  }
  ~LayoutIndexTest() override {
    record_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Open() {
    std::vector<record::Indexer*> indexers{&index_};
    store_ = store::Store::Open("sqlite:" + (folder_ / "record.db").string(), {},
                                record::Record::Migrations(indexers));
    record_ = std::make_unique<record::Record>(
        *store_,
        std::vector<record::KindDefinition>{
            {kTemplate, {}}, {kComposition, &ReadStored}, {kStatus, &ReadStored}},
        indexers);
  }

  static record::Access Anyone() { return {kTester, record::Scope::Open(), "care"}; }

  static record::NewVersion Version(const record::Kind& kind, std::string uid,
                                    std::uint32_t preceding, std::string body) {
    record::NewVersion version;
    version.kind = kind;
    version.uid = record::ObjectUid(std::move(uid));
    version.preceding = preceding;
    version.body_class = kind.value();
    if (kind != kTemplate) version.document = ReadDocument(body);
    version.body = std::move(body);
    return version;
  }

  record::CommitReceipt Commit(std::variant<record::EhrKey, record::CommitRequest::CreateEhr> to,
                               record::NewVersion version) {
    record::CommitRequest request;
    request.target = std::move(to);
    request.audit.committer = "{}";
    request.audit.system_id = "test";
    request.versions.push_back(std::move(version));
    return record_->Commit(Anyone(), std::move(request));
  }

  void Upload(const std::string& opt) {
    Commit(record::EhrKey(record::kInstitution),
           Version(kTemplate, base::Uuid::New().ToString(), 0, opt));
  }
  record::EhrKey NewEhr(const std::string& status = Status("true")) {
    return Commit(record::CommitRequest::CreateEhr{record::EhrId(base::Uuid::New().ToString()),
                                                   "test"},
                  Version(kStatus, base::Uuid::New().ToString(), 0, status))
        .ehr.ehr;
  }
  std::int64_t Put(record::EhrKey ehr, const std::string& uid, std::uint32_t preceding,
                   const std::string& body) {
    return Commit(ehr, Version(kComposition, uid, preceding, body)).versions.front().id;
  }
  void Delete(record::EhrKey ehr, const std::string& uid, std::uint32_t preceding) {
    record::NewVersion version;
    version.kind = kComposition;
    version.uid = record::ObjectUid(uid);
    version.preceding = preceding;
    version.lifecycle = record::Lifecycle::kDeleted;
    version.change_type = record::ChangeType::kDeleted;
    Commit(ehr, std::move(version));
  }

  /// What a query gives, row by row, values parted by blanks, null as "-".
  std::vector<std::string> Rows(const std::string& sql) {
    std::vector<std::string> rows;
    store::Reader reader = store_->Read();
    store::Statement statement = reader->PrepareText(sql);
    while (statement.Step()) {
      std::string row;
      for (int i = 0; i < statement.Columns(); ++i) {
        row += (i > 0 ? " " : "") + (statement.IsNull(i) ? "-" : std::string(statement.Text(i)));
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

  void ExpectWhole() {
    for (const record::Finding& finding : record_->Verify({})) {
      ADD_FAILURE() << finding.place << ": " << finding.what;
    }
  }

  std::filesystem::path folder_;
  LayoutIndex index_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
};

using Lines = std::vector<std::string>;

TEST_F(LayoutIndexTest, ACompositionIsRowsInTheOrderOfItsNodes) {
  Upload(OwnTemplate("socle_vital_signs.v1"));
  const record::EhrKey ehr = NewEhr();
  const std::int64_t version = Put(
      ehr, "a", 0,
      Pressure(
          Event("2021-05-03T10:31:00Z", Element("Systolic", "at0004", Quantity("120"))) + "," +
          Event("2021-05-03T12:31:00+02:00", Element("Systolic", "at0004", Quantity("130.5")))));
  const std::string at = std::to_string(version * kNodesInVersion);
  EXPECT_EQ(Rows("SELECT version, ehr, number, name, start_time, start_instant, composer, "
                 "hex(holds) FROM aql_composition"),
            Lines{std::to_string(version) +
                  " 1 1 Vital signs 2021-05-03T10:30:00Z 1620037800000000 Dr Day " +
                  Rows("SELECT printf('%02X', number) FROM aql_archetype WHERE archetype_id = '" +
                       std::string(kBloodPressure) + "'")[0]});
  // The observation stands where its number says, below the composition itself.
  EXPECT_EQ(Rows("SELECT id - " + at + " - up, span > 20, name FROM obs_blood_pressure_v2"),
            Lines{"0 1 -"});
  EXPECT_EQ(
      Rows("SELECT slot FROM obs_blood_pressure_v2"),
      Rows("SELECT slot FROM aql_slot WHERE archetype_id = '" + std::string(kBloodPressure) + "'"));
  EXPECT_EQ(Rows("SELECT e.time, e.time_instant, e.systolic, e.systolic_units, e.diastolic, "
                 "e.id - e.up = o.id AND e.id <= o.id + o.span "
                 "FROM obs_blood_pressure_v2_any_event e, obs_blood_pressure_v2 o ORDER BY e.id"),
            (Lines{"2021-05-03T10:31:00Z 1620037860000000 120.0 - - 1",
                   "2021-05-03T12:31:00+02:00 1620037860000000 130.5 - - 1"}));
  EXPECT_EQ(Rows("SELECT count(*) FROM aql_oddity"), Lines{"0"});
  ExpectWhole();
}

TEST_F(LayoutIndexTest, OrderOfAttributesIsTheStoredOne) {
  Upload(OwnTemplate("socle_vital_signs.v1"));
  const record::EhrKey ehr = NewEhr();
  // The record keeps the bytes it is given: canonical ones here, of a document that is not.
  const std::string body =
      rm::WriteJson(rm::ReadStoredJson(json::Document::Parse(kOneReading).root()));
  ASSERT_NE(body, kOneReading);
  record::NewVersion version = Version(kComposition, "a", 0, body);
  version.document = ReadDocument(kOneReading);
  Commit(ehr, std::move(version));
  ExpectWhole();
}

TEST_F(LayoutIndexTest, OnlyHeadsHaveRows) {
  Upload(OwnTemplate("socle_vital_signs.v1"));
  const record::EhrKey ehr = NewEhr();
  Put(ehr, "a", 0, kOneReading);
  Put(ehr, "b", 0, kOneReading);
  const std::int64_t head =
      Put(ehr, "a", 1,
          Pressure(Event("2021-05-03T10:31:00Z", Element("Systolic", "at0004", Quantity("99")))));
  EXPECT_EQ(Rows("SELECT systolic FROM obs_blood_pressure_v2_any_event ORDER BY id"),
            (Lines{"120.5", "99.0"}));
  EXPECT_EQ(Rows("SELECT version FROM aql_composition ORDER BY version DESC LIMIT 1"),
            Lines{std::to_string(head)});
  Delete(ehr, "b", 1);
  EXPECT_EQ(Rows("SELECT systolic FROM obs_blood_pressure_v2_any_event"), Lines{"99.0"});
  EXPECT_EQ(Rows("SELECT count(*) FROM obs_blood_pressure_v2"), Lines{"1"});
  ExpectWhole();
  record_->Reindex({});
  EXPECT_EQ(Rows("SELECT systolic FROM obs_blood_pressure_v2_any_event"), Lines{"99.0"});
  ExpectWhole();
}

TEST_F(LayoutIndexTest, AnErasedEhrLeavesNothing) {
  Upload(OwnTemplate("socle_vital_signs.v1"));
  const record::EhrKey kept = NewEhr();
  const record::EhrKey gone =
      NewEhr(Status("false", R"(,"other_details":)" +
                                 Node("ITEM_TREE", "x", "openEHR-EHR-ITEM_TREE.generic.v1", "")));
  Put(kept, "a", 0, kOneReading);
  Put(gone, "b", 0, Pressure(Event("never", Element("X", "at9999", Quantity("1")))));
  record::Audit audit;
  audit.committer = "{}";
  audit.system_id = "test";
  audit.change_type = record::ChangeType::kDeleted;
  record_->Erase(Anyone(), gone, audit);
  for (const char* table : {"aql_composition", "aql_ehr", "aql_oddity", "aql_unlaid",
                            "obs_blood_pressure_v2", "obs_blood_pressure_v2_any_event"}) {
    EXPECT_EQ(Rows(std::string("SELECT count(*) FROM ") + table +
                   " WHERE ehr = " + std::to_string(gone.value())),
              Lines{"0"})
        << table;
  }
  EXPECT_EQ(Rows("SELECT count(*) FROM obs_blood_pressure_v2"), Lines{"1"});
  ExpectWhole();
}

TEST_F(LayoutIndexTest, WhatTheTablesCannotTellIsListed) {
  Upload(OwnTemplate("socle_vital_signs.v1"));
  const record::EhrKey ehr = NewEhr();
  const auto oddities = [&](std::int64_t version) {
    return Rows(
        "SELECT o.kind FROM aql_oddity o JOIN aql_archetype a ON a.number = o.archetype "
        "WHERE a.archetype_id = '" +
        std::string(kBloodPressure) + "' AND o.id = " + std::to_string(version) + " ORDER BY kind");
  };
  const auto put = [&](const char* uid, const std::string& time, const std::string& items) {
    return Put(ehr, uid, 0, Pressure(Event(time, items)));
  };
  const std::string time = "2021-05-03T10:31:00Z";
  const std::string systolic = Element("Systolic", "at0004", Quantity("120"));
  EXPECT_EQ(oddities(put("a", time, systolic)), Lines{});
  EXPECT_EQ(oddities(put("b", time, Element("Odd", "at9999", Quantity("1")))), Lines{"1"});
  EXPECT_EQ(oddities(put("c", time, systolic + "," + systolic)), Lines{"1"});
  EXPECT_EQ(oddities(put("d", time,
                         Element("Systolic", "at0004", R"({"_type":"DV_COUNT","magnitude":3})"))),
            Lines{"1"});
  EXPECT_EQ(oddities(put("e", time, Element("Upper", "at0004", Quantity("120")))), Lines{"2"});
  EXPECT_EQ(
      oddities(put("f", time, Element("Systolic", "at0004", Quantity("120.00000000000000001")))),
      Lines{"3"});
  EXPECT_EQ(oddities(put("g", time, Element("Systolic", "at0004", Quantity("123456789.012345")))),
            Lines{});
  EXPECT_EQ(oddities(put("h", "yesterday", systolic)), Lines{"3"});
  EXPECT_EQ(Rows("SELECT time, time_instant FROM obs_blood_pressure_v2_any_event "
                 "WHERE time_instant IS NULL"),
            Lines{"yesterday -"});
  ExpectWhole();
}

TEST_F(LayoutIndexTest, AnotherUnitIsWrittenTheUsualOneIsNot) {
  Upload(OwnTemplate("socle_vital_signs.v1"));
  const record::EhrKey ehr = NewEhr();
  Put(ehr, "a", 0,
      Pressure(Event("2021-05-03", Element("Systolic", "at0004", Quantity("16", "kPa")) + "," +
                                       Element("Diastolic", "at0005", Quantity("80")))));
  EXPECT_EQ(Rows("SELECT systolic, systolic_units, diastolic, diastolic_units "
                 "FROM obs_blood_pressure_v2_any_event"),
            Lines{"16.0 kPa 80.0 -"});
}

TEST_F(LayoutIndexTest, AStatusIsARow) {
  const record::EhrKey ehr =
      NewEhr(Status("false", R"(,"other_details":)" +
                                 Node("ITEM_TREE", "x", "openEHR-EHR-ITEM_TREE.generic.v1", "")));
  NewEhr();
  EXPECT_EQ(Rows("SELECT ehr, is_queryable, is_modifiable, subject_id FROM aql_ehr ORDER BY ehr"),
            (Lines{"1 0 1 -", "2 1 1 -"}));
  EXPECT_EQ(Rows("SELECT u.ehr, u.archetype_id, o.archetype, o.kind FROM aql_unlaid u "
                 "JOIN aql_oddity o ON o.id = u.id"),
            Lines{"1 openEHR-EHR-ITEM_TREE.generic.v1 0 4"});
  const std::string uid = Rows("SELECT hex(uid) FROM object WHERE ehr = 1")[0];
  record::NewVersion next =
      Version(kStatus, base::Uuid::FromBytes(*base::FromHex(uid))->ToString(), 1, Status("true"));
  Commit(ehr, std::move(next));
  EXPECT_EQ(Rows("SELECT is_queryable FROM aql_ehr"), (Lines{"1", "1"}));
  EXPECT_EQ(Rows("SELECT count(*) FROM aql_oddity"), Lines{"0"});
  EXPECT_EQ(Rows("SELECT count(*) FROM aql_unlaid"), Lines{"0"});
  ExpectWhole();
}

TEST_F(LayoutIndexTest, ANodeThatMayRepeatMovesItsData) {
  const std::string opt = OwnTemplate("socle_vital_signs.v1");
  Upload(opt);
  const record::EhrKey ehr = NewEhr();
  for (int i = 0; i < 100; ++i) Put(ehr, "c" + std::to_string(i), 0, kOneReading);
  EXPECT_EQ(Rows("SELECT count(comment) FROM obs_blood_pressure_v2_any_event"), Lines{"100"});
  const auto before = Rows("SELECT id, ehr, span, up, slot FROM obs_blood_pressure_v2");
  Upload(Repeating(Renamed(opt, "socle_vital_signs.v1", "other.v1"), "at0033"));
  EXPECT_EQ(Rows("SELECT comment, count(*) FROM obs_blood_pressure_v2_comment GROUP BY 1"),
            Lines{"calm 100"});
  EXPECT_EQ(Rows("SELECT count(*) FROM pragma_table_info('obs_blood_pressure_v2_any_event') "
                 "WHERE name LIKE 'comment%'"),
            Lines{"0"});
  EXPECT_EQ(Rows("SELECT count(*) FROM obs_blood_pressure_v2_comment c "
                 "JOIN obs_blood_pressure_v2_any_event e ON e.id = c.id - c.up"),
            Lines{"100"});
  EXPECT_EQ(Rows("SELECT id, ehr, span, up, slot FROM obs_blood_pressure_v2"), before);
  ExpectWhole();
  record_->Reindex({});
  ExpectWhole();
  Delete(ehr, "c0", 1);
  EXPECT_EQ(Rows("SELECT count(*) FROM obs_blood_pressure_v2_comment"), Lines{"99"});
}

TEST_F(LayoutIndexTest, ANewTypeTakesUpWhatWasInExcess) {
  const std::string opt = OwnTemplate("socle_vital_signs.v1");
  Upload(opt);
  const record::EhrKey ehr = NewEhr();
  Put(ehr, "a", 0, kOneReading);
  Put(ehr, "b", 0,
      Pressure(Event("2021-05-03",
                     Element("Comment", "at0033", R"({"_type":"DV_COUNT","magnitude":7})"))));
  EXPECT_EQ(Rows("SELECT kind FROM aql_oddity"), Lines{"6"});
  Upload(Replaced(Renamed(opt, "socle_vital_signs.v1", "other.v1"),
                  "<rm_type_name>DV_TEXT</rm_type_name>", "<rm_type_name>DV_COUNT</rm_type_name>",
                  "<node_id>at0033</node_id>"));
  EXPECT_EQ(Rows("SELECT comment, comment_count FROM obs_blood_pressure_v2_any_event ORDER BY id"),
            (Lines{"calm -", "- 7"}));
  EXPECT_EQ(Rows("SELECT count(*) FROM aql_oddity"), Lines{"0"});
  ExpectWhole();
}

TEST_F(LayoutIndexTest, AnArchetypeThatWasUnlaidIsTakenUp) {
  Upload(OwnTemplate("socle_encounter_note.v1"));  // no blood pressure in it
  const record::EhrKey ehr = NewEhr();
  Put(ehr, "a", 0, kOneReading);
  EXPECT_EQ(Rows("SELECT archetype_id FROM aql_unlaid"), Lines{std::string(kBloodPressure)});
  Upload(OwnTemplate("socle_vital_signs.v1"));
  EXPECT_EQ(Rows("SELECT systolic FROM obs_blood_pressure_v2_any_event"), Lines{"120.5"});
  EXPECT_EQ(Rows("SELECT count(*) FROM aql_unlaid"), Lines{"0"});
  EXPECT_EQ(Rows("SELECT count(*) FROM aql_oddity WHERE kind = 4"), Lines{"0"});
  ExpectWhole();
}

TEST_F(LayoutIndexTest, AnUploadThatIsUndoneLeavesNoTrace) {
  const std::string opt = OwnTemplate("socle_vital_signs.v1");
  Upload(opt);
  const record::EhrKey ehr = NewEhr();
  Put(ehr, "a", 0, kOneReading);
  const auto tables = Rows("SELECT name FROM sqlite_master ORDER BY name");
  // A body that is gone: the upload fails when it comes to derive rows from it.
  store_->Write([](store::Session& session) {
    session.Execute(
        "CREATE TABLE kept AS SELECT * FROM version;"
        "UPDATE version SET codec = 5 WHERE ehr = 1");
  });
  EXPECT_THROW(Upload(Repeating(Renamed(opt, "socle_vital_signs.v1", "other.v1"), "at0033")),
               base::Error);
  store_->Write([](store::Session& session) {
    session.Execute(
        "UPDATE version SET codec = (SELECT codec FROM kept WHERE kept.id = "
        "version.id); DROP TABLE kept");
  });
  EXPECT_EQ(Rows("SELECT name FROM sqlite_master ORDER BY name"), tables);
  Put(ehr, "b", 0, kOneReading);
  EXPECT_EQ(Rows("SELECT comment FROM obs_blood_pressure_v2_any_event"), (Lines{"calm", "calm"}));
  ExpectWhole();
}

TEST_F(LayoutIndexTest, ATemplateIsNotChanged) {
  const std::string opt = OwnTemplate("socle_vital_signs.v1");
  Commit(record::EhrKey(record::kInstitution), Version(kTemplate, "t", 0, opt));
  try {
    Commit(record::EhrKey(record::kInstitution), Version(kTemplate, "t", 1, opt));
    FAIL() << "it was changed";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kConflict);
  }
  ExpectWhole();
}

TEST_F(LayoutIndexTest, TheCatalogueIsTheLayout) {
  LayoutState state;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(SOCLE_SOURCE_DIR) / "models/templates")) {
    if (entry.path().extension() != ".opt") continue;
    const std::string opt = ReadFile(entry.path());
    Merge(state, opt);
    Upload(opt);
  }
  store::Reader reader = store_->Read();
  EXPECT_EQ(LoadLayout(reader.session()), state);
  EXPECT_EQ(index_.Current(reader.session())->state(), state);
  LayoutIndex other({kTemplate, kComposition, kStatus});
  EXPECT_EQ(other.Current(reader.session())->state(), state);
}

TEST_F(LayoutIndexTest, AStoreThatIsOlderThanTheTablesIsStaleUntilReindex) {
  Upload(OwnTemplate("socle_vital_signs.v1"));
  Put(NewEhr(), "a", 0, kOneReading);
  // As a program without archetype tables leaves a store: its record, and nothing of them.
  store_->Write([this](store::Session& session) {
    index_.Clear(session, std::nullopt);
    std::string drop = "DELETE FROM store_schema WHERE module = 'aql';";
    for (const std::string& table : index_.Tables(session)) drop += "DROP TABLE " + table + ";";
    session.Execute(drop);
  });
  record_.reset();
  store_.reset();
  Open();
  const auto is_stale = [&] {
    store::Reader reader = store_->Read();
    return IsStale(reader.session());
  };
  EXPECT_TRUE(is_stale());
  EXPECT_FALSE(record_->Verify({}).empty());
  record_->Reindex({});
  EXPECT_FALSE(is_stale());
  EXPECT_EQ(Rows("SELECT systolic FROM obs_blood_pressure_v2_any_event"), Lines{"120.5"});
  ExpectWhole();
}

TEST_F(LayoutIndexTest, VerifyNamesARowThatIsNotWhatTheDocumentSays) {
  Upload(OwnTemplate("socle_vital_signs.v1"));
  Put(NewEhr(), "a", 0, kOneReading);
  store_->Write([](store::Session& session) {
    session.Execute("UPDATE obs_blood_pressure_v2_any_event SET systolic = 121");
  });
  const auto findings = record_->Verify({});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_NE(findings[0].place.find("obs_blood_pressure_v2_any_event"), std::string::npos);
  record_->Reindex({});
  ExpectWhole();
}

}  // namespace
}  // namespace socle::aql
