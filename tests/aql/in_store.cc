#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <utility>

#include "aql/engine.h"
#include "base/uuid.h"
#include "ehr/kinds.h"
#include "ehr/resources.h"
#include "ehr/rm_document.h"
#include "ehr/status_index.h"
#include "ehr/terms.h"
#include "json/document.h"
#include "json/writer.h"
#include "rm/ids.h"
#include "rm/json.h"
#include "subjects.h"
#include "template/template.h"

namespace socle::aql {
namespace {

const record::Kind kFolder{"openehr.folder"};
const record::Kind kParty{"openehr.party"};
/// An EHR cannot be without a version: this one is no openEHR object.
const record::Kind kCreation{"test.creation"};
const record::Principal kTester{"tester", "A tester"};

record::Access Tester() { return {kTester, record::Scope::Open(), "test"}; }

StoredModel Model() {
  return {.composition = ehr::CompositionKind(),
          .ehr_status = ehr::EhrStatusKind(),
          .folder = kFolder,
          .party = kParty,
          .original_version = &ehr::OriginalVersionJson,
          .versioned_object = &ehr::VersionedObjectJson,
          .not_queryable = &ehr::StatusIndex::NotQueryable};
}

record::Kind KindOf(rm::ClassId type) {
  if (type == rm::type::kComposition) return ehr::CompositionKind();
  if (type == rm::type::kEhrStatus) return ehr::EhrStatusKind();
  return type == rm::type::kFolder ? kFolder : kParty;
}

/// A record in a folder of its own, which goes with it.
class Store {
 public:
  enum class Tables : std::uint8_t { kNone, kLaid };

  explicit Store(const CaseData& data, Tables tables = Tables::kNone)
      : layout_({ehr::TemplateKind(), ehr::CompositionKind(), ehr::EhrStatusKind()}) {
    std::filesystem::create_directories(folder_);
    std::vector<record::Indexer*> indexers{&status_index_};
    if (tables == Tables::kLaid) indexers.push_back(&layout_);
    store_ = store::Store::Open("sqlite:" + (folder_ / "record.db").string(), {},
                                record::Record::Migrations(indexers));
    std::vector<record::KindDefinition> kinds{{kCreation, {}}};
    for (const auto& kind : {ehr::CompositionKind(), ehr::EhrStatusKind(), kFolder, kParty}) {
      kinds.push_back({kind, &ehr::ReadStoredDocument});
    }
    kinds.push_back({ehr::TemplateKind(), {}});
    record_ = std::make_unique<record::Record>(*store_, kinds, indexers);
    if (tables == Tables::kLaid) UploadAll();
    for (const auto& ehr : data.ehrs) Create(data, ehr);
    for (const auto& commit : data.commits) Commit(data, commit);
  }
  ~Store() {
    record_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  record::Record& record() { return *record_; }
  PlanBase plans() { return {&layout_, &store_->dialect()}; }

 private:
  /// Every template of the project and, where they are there, of the corpora.
  void UploadAll() {
    std::vector<std::filesystem::path> files;
    for (const std::filesystem::path folder :
         {SOCLE_MODELS_DIR "/templates", SOCLE_CORPUS_DIR "/openehr/queries/opts"}) {
      if (!std::filesystem::exists(folder)) continue;
      for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".opt") files.push_back(entry.path());
      }
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) Upload(file);
  }

  void Upload(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string xml{std::istreambuf_iterator<char>(in), {}};
    record::CommitRequest request;
    request.target = record::EhrKey(record::kInstitution);
    request.audit = {.time = {}, .committer = "{}", .system_id = "test", .description = {}};
    record::NewVersion version;
    version.kind = ehr::TemplateKind();
    version.uid = record::ObjectUid(tmpl::Template::Parse(xml)->template_id());
    version.body = xml;
    request.versions.push_back(std::move(version));
    record_->Commit(Tester(), std::move(request));
  }

  void Create(const CaseData& data, const CaseData::Ehr& ehr) {
    record::CommitRequest request;
    request.target = record::CommitRequest::CreateEhr{record::EhrId(ehr.ehr_id), data.system_id};
    request.audit = {.time = ehr.time_created,
                     .committer = "{}",
                     .system_id = data.system_id,
                     .description = {}};
    record::NewVersion nothing;
    nothing.kind = kCreation;
    nothing.uid = record::ObjectUid(base::Uuid::New().ToString());
    nothing.body = "{}";
    request.versions.push_back(std::move(nothing));
    ehrs_.emplace(ehr.ehr_id, record_->Commit(Tester(), std::move(request)).ehr.ehr);
  }

  void Commit(const CaseData& data, const CaseData::Commit& commit) {
    Object& object = objects_[commit.ehr_id + '/' + commit.uid];
    record::NewVersion version;
    version.uid = record::ObjectUid(commit.uid);
    version.preceding = object.number++;
    if (commit.data.empty()) {
      version.lifecycle = record::Lifecycle::kDeleted;
      version.change_type = record::ChangeType::kDeleted;
    } else {
      auto tree = rm::ReadStoredJson(json::Document::Parse(commit.data).root());
      object.kind = KindOf(tree.root().type);
      ehr::SetVersionUid(tree,
                         commit.uid + "::" + data.system_id + "::" + std::to_string(object.number));
      version.body = rm::WriteJson(tree);
      version.document = std::make_shared<ehr::RmDocument>(std::move(tree));
      version.change_type = *ehr::ChangeTypeOf(commit.change_type.value_or("249"));
    }
    version.kind = *object.kind;
    record::CommitRequest request;
    request.target =
        commit.ehr_id.empty() ? record::EhrKey(record::kInstitution) : ehrs_.at(commit.ehr_id);
    std::string committer;
    json::Writer(committer)
        .BeginObject()
        .Member("_type", "PARTY_IDENTIFIED")
        .Member("name", commit.committer.value_or("test"))
        .EndObject();
    request.audit = {.time = commit.time,
                     .committer = std::move(committer),
                     .system_id = data.system_id,
                     .change_type = version.change_type,
                     .description = {}};
    request.versions.push_back(std::move(version));
    record_->Commit(Tester(), std::move(request));
  }

  struct Object {
    std::optional<record::Kind> kind;
    std::uint32_t number = 0;
  };
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("aql_cases_" + base::Uuid::New().ToString());
  ehr::StatusIndex status_index_;
  LayoutIndex layout_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
  std::map<std::string, record::EhrKey> ehrs_;
  std::map<std::string, Object> objects_;
};

/// Keeps an answer.
class Kept : public AnswerSink {
 public:
  void Begin(const std::vector<ResultColumn>& columns,
             const std::vector<base::Issue>& warnings) override {
    result.columns = columns;
    result.warnings = warnings;
  }
  void Row(std::span<const std::string> cells) override {
    result.rows.emplace_back(cells.begin(), cells.end());
  }
  Result result;
};

Question QuestionOf(const CaseQuestion& question) {
  Question out;
  out.aql = question.aql;
  out.parameters = question.parameters;
  if (question.ehr_id) out.ehr_ids.emplace_back(*question.ehr_id);
  out.now = question.now;
  return out;
}

class Stored : public Subject {
 public:
  explicit Stored(const CaseData& data)
      : store_(data), engine_(store_.record(), Model(), data.system_id) {}

  Result Ask(const CaseQuestion& question) override {
    Kept kept;
    engine_.Ask(Tester(), QuestionOf(question), kept);
    return std::move(kept.result);
  }

 private:
  Store store_;
  Engine engine_;
};

class Planned : public Subject {
 public:
  explicit Planned(const CaseData& data)
      : store_(data, Store::Tables::kLaid),
        engine_(store_.record(), Model(), data.system_id, nullptr, {}, store_.plans()) {}

  Result Ask(const CaseQuestion& question) override {
    Kept kept;
    const Explanation how = engine_.Ask(Tester(), QuestionOf(question), kept);
    if (std::getenv("SOCLE_AQL_SHOW") != nullptr) {
      std::cout << how.plan << ": " << (how.sql.empty() ? how.reason : how.sql) << "\n";
    }
    return std::move(kept.result);
  }

 private:
  Store store_;
  Engine engine_;
};

class Paged : public Subject {
 public:
  explicit Paged(const CaseData& data)
      : store_(data), engine_(store_.record(), Model(), data.system_id, nullptr, Small()) {}

  Result Ask(const CaseQuestion& question) override {
    Question out = QuestionOf(question);
    out.fetch = 2;
    Page page = engine_.Open(Tester(), out);
    Result result{page.columns, std::move(page.rows), page.warnings};
    while (!page.cursor.empty()) {
      page = engine_.Next(Tester(), page.cursor, 3);
      for (auto& row : page.rows) result.rows.push_back(std::move(row));
    }
    return result;
  }

 private:
  static EngineLimits Small() {
    EngineLimits limits;
    limits.batch_items = 1;
    return limits;
  }
  Store store_;
  Engine engine_;
};

}  // namespace

std::unique_ptr<Subject> InStore(const CaseData& data) { return std::make_unique<Stored>(data); }
std::unique_ptr<Subject> InTables(const CaseData& data) { return std::make_unique<Planned>(data); }
std::unique_ptr<Subject> InPages(const CaseData& data) { return std::make_unique<Paged>(data); }

}  // namespace socle::aql
