#include "resource/search_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/compress.h"
#include "base/error.h"
#include "base/uuid.h"
#include "fhir/json.h"
#include "resource/row_table.h"
#include "resource/type_number.h"

namespace socle::resource {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

const record::Principal kPrincipal{"tester", "A tester"};
record::Access Anyone() { return {kPrincipal, record::Scope::Open(), "care"}; }

std::shared_ptr<const record::Document> Parse(std::string_view body) {
  return std::make_shared<record::DocumentOf<fhir::Tree>>(fhir::ReadJson(body).tree);
}
std::shared_ptr<const record::Document> ReadStored(const record::ObjectUid&,
                                                   std::string_view body) {
  return Parse(body);
}

/// A record of resources in a folder that goes with it.
class Clinic {
 public:
  Clinic()
      : folder_(fs::temp_directory_path() / ("socle-search-" + base::Uuid::New().ToString())),
        index_(std::make_shared<StoredParameters>()) {
    fs::create_directories(folder_);
    Open();
  }
  void Open() {
    record_.reset();
    store_.reset();
    std::vector<record::Indexer*> indexers = {&index_};
    store_ = store::Store::Open("sqlite:" + (folder_ / "record.db").string(), {},
                                record::Record::Migrations(indexers));
    std::vector<record::KindDefinition> kinds;
    for (const std::string_view type : fhir::ResourceTypes()) {
      kinds.push_back({record::Kind("fhir." + std::string(type)), ReadStored});
    }
    record_ = std::make_unique<record::Record>(*store_, std::move(kinds), indexers);
  }
  ~Clinic() {
    record_.reset();
    store_.reset();
    fs::remove_all(folder_);
  }
  Clinic(const Clinic&) = delete;
  Clinic& operator=(const Clinic&) = delete;

  record::Record& record() { return *record_; }
  store::Store& store() { return *store_; }

  /// In the institution's record, or in `ehr`.
  record::CommitReceipt Put(const std::string& json, std::uint32_t preceding = 0,
                            record::EhrKey ehr = record::EhrKey(record::kInstitution)) {
    return Commit(ehr, {Version(json, preceding)});
  }
  record::EhrKey NewEhr(const std::string& json) {
    return Commit(record::CommitRequest::CreateEhr{record::EhrId(base::Uuid::New().ToString()),
                                                   "test.system"},
                  {Version(json, 0)})
        .ehr.ehr;
  }
  void Delete(const std::string& json, std::uint32_t preceding) {
    record::NewVersion version = Version(json, preceding);
    version.lifecycle = record::Lifecycle::kDeleted;
    version.change_type = record::ChangeType::kDeleted;
    version.body.clear();
    version.document = nullptr;
    Commit(record::EhrKey(record::kInstitution), {std::move(version)});
  }
  record::CommitReceipt Commit(
      std::variant<record::EhrKey, record::CommitRequest::CreateEhr> target,
      std::vector<record::NewVersion> versions) {
    record::CommitRequest request;
    request.target = std::move(target);
    request.audit.committer = "{}";
    request.audit.system_id = "test.system";
    request.versions = std::move(versions);
    return record_->Commit(Anyone(), std::move(request));
  }
  static record::NewVersion Version(const std::string& json, std::uint32_t preceding) {
    record::NewVersion version;
    version.document = Parse(json);
    const auto& tree =
        dynamic_cast<const record::DocumentOf<fhir::Tree>&>(*version.document).content();
    version.body_class = fhir::Get(tree.root().type).name;
    version.kind = record::Kind("fhir." + version.body_class);
    version.uid = record::ObjectUid(std::string(tree.root().ChildText("id")));
    version.preceding = preceding;
    version.body = json;
    return version;
  }

  std::int64_t Number(const std::string& sql) {
    store::Reader reader = store_->Read();
    auto statement = reader->PrepareText(sql);
    return statement.Step() ? statement.Int(0) : -1;
  }
  std::vector<std::string> Column(const std::string& sql) {
    store::Reader reader = store_->Read();
    auto statement = reader->PrepareText(sql);
    std::vector<std::string> values;
    while (statement.Step()) values.emplace_back(statement.Text(0));
    return values;
  }
  std::int64_t AllRows() {
    std::int64_t count = Number("SELECT count(*) FROM fhir_resource");
    for (const std::string_view table : RowTables()) {
      count += Number("SELECT count(*) FROM " + std::string(table));
    }
    return count;
  }
  /// Rows that the writer's connection has changed since it was opened.
  std::int64_t Changes() {
    std::int64_t changes = 0;
    store_->Write([&](store::Session& session) {
      auto statement = session.PrepareText("SELECT total_changes()");
      statement.Step();
      changes = statement.Int(0);
    });
    return changes;
  }
  std::vector<std::string> Faults() {
    std::vector<std::string> faults;
    for (const record::Finding& finding : record_->Verify({})) {
      faults.push_back(finding.place + ": " + finding.what);
    }
    return faults;
  }

 private:
  fs::path folder_;
  SearchIndex index_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
};

/// All rows of a table, in the order of its key.
std::vector<std::string> RowsIn(Clinic& clinic, std::string_view table) {
  store::Reader reader = clinic.store().Read();
  auto statement =
      reader->PrepareText("SELECT * FROM " + std::string(table) + " ORDER BY 1, 2, 3, 4");
  std::vector<std::string> rows;
  while (statement.Step()) {
    std::string& row = rows.emplace_back();
    for (int column = 0; column < statement.Columns(); ++column) {
      row.append(statement.Text(column)).append("|");
    }
  }
  return rows;
}

std::string Patient(const std::string& family, const std::string& more = "") {
  return R"({"resourceType":"Patient","id":"p",)" + more + R"("name":[{"family":")" + family +
         R"("}],"gender":"female"})";
}

TEST(SearchIndex, SaysWhatTheHeadSays) {
  Clinic clinic;
  const auto created = clinic.Put(Patient("Meier"));
  EXPECT_EQ(clinic.Number("SELECT version FROM fhir_resource"), created.versions[0].id);
  EXPECT_EQ(clinic.Number("SELECT updated FROM fhir_resource"),
            created.contribution.audit.time->micros);
  EXPECT_EQ(clinic.Number("SELECT type FROM fhir_resource"), TypeNumber(fhir::FindType("Patient")));
  EXPECT_THAT(clinic.Column("SELECT DISTINCT text FROM fhir_string"), ElementsAre("meier"));

  const auto updated = clinic.Put(Patient("Muster"), 1);
  EXPECT_EQ(clinic.Number("SELECT version FROM fhir_resource"), updated.versions[0].id);
  EXPECT_THAT(clinic.Column("SELECT DISTINCT text FROM fhir_string"), ElementsAre("muster"));
  EXPECT_THAT(clinic.Faults(), IsEmpty());

  clinic.Delete(Patient("Muster"), 2);
  EXPECT_EQ(clinic.AllRows(), 0);
  EXPECT_THAT(clinic.Faults(), IsEmpty());
}

TEST(SearchIndex, TakesOverATextThatDiffersInCaseAlone) {
  Clinic clinic;
  clinic.Put(Patient("Meier"));
  clinic.Put(Patient("MEIER"), 1);
  EXPECT_THAT(clinic.Column("SELECT DISTINCT exact FROM fhir_string"), ElementsAre("MEIER"));
  clinic.Put(Patient("meier"), 2);
  EXPECT_EQ(clinic.Number("SELECT count(*) FROM fhir_string WHERE exact IS NULL"), 2);
  EXPECT_THAT(clinic.Faults(), IsEmpty());
}

TEST(SearchIndex, WritesTheDifferenceAlone) {
  Clinic clinic;
  clinic.Put(Patient("Meier"));
  const auto cost = [&](const std::string& json, std::uint32_t preceding) {
    const std::int64_t before = clinic.Changes();
    clinic.Put(json, preceding);
    return clinic.Changes() - before;
  };
  const std::int64_t nothing = cost(Patient("Meier"), 1);
  EXPECT_EQ(cost(Patient("Meier", R"("active":true,)"), 2), nothing + 1);
  // `name` and `family`: two go, two come.
  EXPECT_EQ(cost(Patient("Muster", R"("active":true,)"), 3), nothing + 4);
  EXPECT_EQ(cost(Patient("Muster"), 4), nothing + 1);
}

TEST(SearchIndex, TellsResourcesOfOneValueApart) {
  Clinic clinic;
  const record::EhrKey ehr = clinic.NewEhr(Patient("Meier"));
  for (const char* id : {"a", "b"}) {
    clinic.Put(R"({"resourceType":"Condition","id":")" + std::string(id) +
                   R"(","subject":{"reference":"Patient/p"},"code":{"text":"Asthma"}})",
               0, ehr);
  }
  EXPECT_EQ(clinic.Number("SELECT count(*) FROM fhir_reference WHERE target = 'p'"), 0);
  EXPECT_EQ(clinic.Number("SELECT count(*) FROM fhir_reference WHERE target = X'70' AND ehr = " +
                          std::to_string(ehr.value())),
            2);
  EXPECT_THAT(clinic.Faults(), IsEmpty());
}

TEST(SearchIndex, LeavesNothingOfAnErasedRecord) {
  Clinic clinic;
  const record::EhrKey ehr = clinic.NewEhr(Patient("Meier"));
  clinic.Put(R"({"resourceType":"Organization","id":"o","name":"Spital"})");
  const std::int64_t both = clinic.AllRows();
  record::Audit audit;
  audit.committer = "{}";
  audit.system_id = "test.system";
  clinic.record().Erase(Anyone(), ehr, audit);
  EXPECT_LT(clinic.AllRows(), both);
  EXPECT_GT(clinic.AllRows(), 0);
  EXPECT_EQ(clinic.Number("SELECT count(*) FROM fhir_resource WHERE ehr > 0"), 0);
  for (const std::string_view table : RowTables()) {
    EXPECT_EQ(clinic.Number("SELECT count(*) FROM " + std::string(table) + " WHERE ehr > 0"), 0);
  }
  EXPECT_THAT(clinic.Faults(), IsEmpty());
}

TEST(SearchIndex, IsVerifiedAndMadeAnew) {
  Clinic clinic;
  clinic.Put(Patient("Meier"));
  clinic.Put(Patient("Muster"), 1);
  clinic.store().Write([](store::Session& session) {
    session.Execute("UPDATE fhir_string SET exact = 'Else'; DELETE FROM fhir_token");
  });
  EXPECT_EQ(clinic.Faults().size(), 2U);
  clinic.record().Reindex({});
  EXPECT_THAT(clinic.Faults(), IsEmpty());
  EXPECT_THAT(clinic.Column("SELECT DISTINCT exact FROM fhir_string"), ElementsAre("Muster"));
}

void ExpectTooManyValues(const std::string& begin, std::string_view before, std::string_view after,
                         const std::string& end) {
  Clinic clinic;
  std::string json = begin;
  for (int i = 0; i <= 20'000; ++i) {
    if (i > 0) json += ',';
    json.append(before).append(std::to_string(i)).append(after);
  }
  json += end;
  try {
    clinic.Put(json);
    FAIL() << "it was stored";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kTooLarge);
  }
  EXPECT_EQ(clinic.AllRows(), 0);
}

TEST(SearchIndex, RefusesAResourceOfTooManyTexts) {
  ExpectTooManyValues(R"({"resourceType":"Patient","id":"p","name":[{"given":[)", R"("n)", R"(")",
                      "]}]}");
}

TEST(SearchIndex, RefusesAResourceOfTooManyTokens) {
  ExpectTooManyValues(R"({"resourceType":"Patient","id":"p","identifier":[)", R"({"value":")",
                      R"("})", "]}");
}

TEST(SearchIndex, RefusesAResourceOfTooManyReferences) {
  ExpectTooManyValues(R"({"resourceType":"Patient","id":"p","generalPractitioner":[)",
                      R"({"reference":"http://example.org/Practitioner/)", R"("})", "]}");
}

TEST(SearchIndex, RefusesAResourceOfTooManyUris) {
  ExpectTooManyValues(R"({"resourceType":"Patient","id":"p","meta":{"profile":[)",
                      R"("http://example.org/)", R"(")", "]}}");
}

TEST(SearchIndex, HoldsABundleOfTheCorpus) {
  Clinic clinic;
  const fs::path folder = SOCLE_CORPUS_DIR "/fhir/synthea";
  std::vector<fs::path> files(fs::directory_iterator(folder), fs::directory_iterator{});
  std::ranges::sort(files, {}, [](const fs::path& path) { return fs::file_size(path); });
  std::ifstream file(files.front(), std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  const fhir::ReadResult bundle =
      fhir::ReadJson(base::GzipDecompress(text.str(), std::size_t{256} << 20));
  std::vector<std::string> resources;
  for (const fhir::Node* entry = bundle.tree.root().Child("entry"); entry != nullptr;
       entry = entry->next_sibling) {
    fhir::WriteJson(*entry->Child("resource"), resources.emplace_back());
  }
  for (const std::string& resource : resources) clinic.Put(resource);
  const auto resources_where = [&](const std::string& type) {
    return clinic.Number("SELECT count(*) FROM fhir_resource WHERE type " + type + " " +
                         std::to_string(kContained));
  };
  EXPECT_EQ(resources_where("<"), static_cast<std::int64_t>(resources.size()));
  EXPECT_GT(resources_where(">"), 0);
  // Every second one is written again as it is, every third goes.
  for (std::size_t i = 0; i < resources.size(); i += 2) clinic.Put(resources[i], 1);
  const std::int64_t all = clinic.AllRows();
  for (std::size_t i = 0; i < resources.size(); i += 3) {
    clinic.Delete(resources[i], i % 2 == 0 ? 2 : 1);
  }
  EXPECT_LT(clinic.AllRows(), all);
  EXPECT_THAT(clinic.Faults(), IsEmpty());
}

TEST(SearchIndex, RowsOfContainedResourcesGetTheirNewNumbers) {
  Clinic clinic;
  clinic.Put(
      R"({"resourceType":"Observation","id":"o","contained":[{"resourceType":"Observation","id":"c",)"
      R"("status":"final","code":{"coding":[{"code":"a"}],"text":"A"},"effectiveDateTime":"2024",)"
      R"("instantiatesUri":"urn:x","valueQuantity":{"value":1},"subject":{"reference":"Group/g"},)"
      R"("identifier":[{"type":{"coding":[{"code":"MR"}]},"value":"1"}]},)"
      R"({"resourceType":"Patient","name":[{"family":"Muster"}]},)"
      R"({"resourceType":"Measure","url":"urn:m","status":"draft"}],)"
      R"("status":"final","code":{"text":"B"}})");
  std::vector<std::string_view> tables(RowTables().begin(), RowTables().end());
  tables.emplace_back("fhir_resource");
  std::vector<std::vector<std::string>> rows;
  for (const std::string_view table : tables) rows.push_back(RowsIn(clinic, table));
  // As the step before 4 had them.
  const std::string moved = std::to_string((std::int64_t{1} << 40) - kContained);
  clinic.store().Write([&](store::Session& session) {
    for (const std::string_view table : tables) {
      const std::string column = table == "fhir_resource" ? "type" : "param";
      for (const auto& [sign, where] :
           {std::pair("+", " >= 65536"), std::pair("-", " <= -65536")}) {
        session.Execute("UPDATE " + std::string(table) + " SET " + column + " = " + column + sign +
                        moved + " WHERE " + column + where);
      }
    }
    session.Execute("DROP INDEX fhir_resource_updated");
    session.Execute("CREATE INDEX fhir_resource_updated ON fhir_resource (type, updated)");
    session.Execute("ALTER TABLE fhir_custom_state DROP COLUMN paired");
    session.Execute("DELETE FROM store_schema WHERE name = 'contained_and_pairs'");
  });
  EXPECT_THAT(clinic.Faults(), testing::Not(IsEmpty()));
  clinic.Open();
  for (std::size_t i = 0; i < tables.size(); ++i) {
    EXPECT_EQ(RowsIn(clinic, tables[i]), rows[i]) << tables[i];
    EXPECT_GT(rows[i].size(), 0U) << tables[i];
  }
  EXPECT_THAT(clinic.Faults(), IsEmpty());
  // Rows of pairs are missing from such a store, until it is indexed anew.
  EXPECT_EQ(clinic.Number("SELECT paired FROM fhir_custom_state"), 0);
  clinic.record().Reindex({});
  EXPECT_EQ(clinic.Number("SELECT paired FROM fhir_custom_state"), 1);
}

TEST(SearchIndex, PairsOfACodeAndAValueFollowBoth) {
  Clinic clinic;
  const auto observation = [](const std::string& codes, const std::string& value) {
    return R"({"resourceType":"Observation","id":"o","status":"final","code":{"coding":[)" + codes +
           R"(]},"effectiveDateTime":"2024",)" + R"("valueQuantity":{"value":)" + value +
           R"(,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}})";
  };
  const auto pairs = [&] {
    return clinic.Column("SELECT value FROM fhir_quantity WHERE param < 0 ORDER BY value").size();
  };
  EXPECT_EQ(clinic.Number("SELECT paired FROM fhir_custom_state"), 1);
  clinic.Put(observation(R"({"code":"a"},{"code":"b"})", "5"));
  EXPECT_EQ(pairs(), 2U);
  EXPECT_EQ(clinic.Number("SELECT count(*) FROM fhir_date WHERE param < 0"), 2);
  clinic.Put(observation(R"({"code":"b"})", "6"), 1);
  EXPECT_THAT(clinic.Column("SELECT CAST(value AS INTEGER) FROM fhir_quantity WHERE param < 0"),
              ElementsAre("6"));
  EXPECT_EQ(clinic.Number("SELECT count(*) FROM fhir_date WHERE param < 0"), 1);
  EXPECT_THAT(clinic.Faults(), IsEmpty());
  clinic.Delete(observation(R"({"code":"b"})", "6"), 2);
  EXPECT_EQ(clinic.AllRows(), 0);
}

}  // namespace
}  // namespace socle::resource
