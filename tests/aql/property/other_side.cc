#include "other_side.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "aql/engine.h"
#include "aql/layout_index.h"
#include "base/error.h"
#include "base/uuid.h"
#include "ehr/kinds.h"
#include "ehr/resources.h"
#include "ehr/rm_document.h"
#include "ehr/status_index.h"
#include "ehr/terms.h"
#include "json/document.h"
#include "json/writer.h"
#include "record/record.h"
#include "rm/ids.h"
#include "rm/json.h"
#include "store/store.h"

namespace socle::aql::property {
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

/// A world in a store with archetype tables, in a folder of its own, which goes with it.
class StoredWorld {
 public:
  explicit StoredWorld(const World& world)
      : world_(world),
        layout_({ehr::TemplateKind(), ehr::CompositionKind(), ehr::EhrStatusKind()}) {
    std::filesystem::create_directories(folder_);
    const std::vector<record::Indexer*> indexers{&status_index_, &layout_};
    store_ = store::Store::Open("sqlite:" + (folder_ / "record.db").string(), {},
                                record::Record::Migrations(indexers));
    std::vector<record::KindDefinition> kinds{{kCreation, {}}, {ehr::TemplateKind(), {}}};
    for (const auto& kind : {ehr::CompositionKind(), ehr::EhrStatusKind(), kFolder, kParty}) {
      kinds.push_back({kind, &ehr::ReadStoredDocument});
    }
    record_ = std::make_unique<record::Record>(*store_, kinds, indexers);
    for (const Event& event : world.events) {
      if (event.kind == Event::Kind::kTemplate) Upload(world.templates[event.made]);
      if (event.kind == Event::Kind::kEhr) Create(event);
      if (event.kind == Event::Kind::kCommit) Commit(event);
    }
    engine_ = std::make_unique<Engine>(*record_, Model(), world.system_id, nullptr, EngineLimits{},
                                       PlanBase{&layout_, &store_->dialect()});
  }
  ~StoredWorld() {
    engine_.reset();
    record_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  StoredWorld(const StoredWorld&) = delete;
  StoredWorld& operator=(const StoredWorld&) = delete;

  Engine& engine() { return *engine_; }
  record::Record& record() { return *record_; }

 private:
  record::CommitRequest Request(base::Instant time) const {
    record::CommitRequest request;
    request.audit = {
        .time = time, .committer = "{}", .system_id = world_.system_id, .description = {}};
    return request;
  }

  void Upload(const RandomTemplate& made) {
    record::CommitRequest request = Request({});
    request.target = record::EhrKey(record::kInstitution);
    record::NewVersion version;
    version.kind = ehr::TemplateKind();
    version.uid = record::ObjectUid(made.template_id);
    version.body = made.xml;
    request.versions.push_back(std::move(version));
    record_->Commit(Tester(), std::move(request));
  }

  void Create(const Event& event) {
    record::CommitRequest request = Request(event.time);
    request.target =
        record::CommitRequest::CreateEhr{record::EhrId(event.ehr_id), world_.system_id};
    record::NewVersion nothing;
    nothing.kind = kCreation;
    nothing.uid = record::ObjectUid(base::Uuid::New().ToString());
    nothing.body = "{}";
    request.versions.push_back(std::move(nothing));
    ehrs_.emplace(event.ehr_id, record_->Commit(Tester(), std::move(request)).ehr.ehr);
  }

  void Commit(const Event& event) {
    Object& object = objects_[event.uid];
    record::NewVersion version;
    version.uid = record::ObjectUid(event.uid);
    version.preceding = object.number++;
    if (event.data.empty()) {
      version.lifecycle = record::Lifecycle::kDeleted;
      version.change_type = record::ChangeType::kDeleted;
    } else {
      auto tree = rm::ReadStoredJson(json::Document::Parse(event.data).root());
      object.kind = tree.root().type == rm::type::kComposition ? ehr::CompositionKind()
                                                               : ehr::EhrStatusKind();
      ehr::SetVersionUid(
          tree, event.uid + "::" + world_.system_id + "::" + std::to_string(object.number));
      version.body = rm::WriteJson(tree);
      version.document = std::make_shared<ehr::RmDocument>(std::move(tree));
      version.change_type = *ehr::ChangeTypeOf(event.change_type);
    }
    version.kind = object.kind.value_or(ehr::CompositionKind());
    record::CommitRequest request = Request(event.time);
    request.target = ehrs_.at(event.ehr_id);
    request.audit.change_type = version.change_type;
    request.audit.committer.clear();
    json::Writer(request.audit.committer)
        .BeginObject()
        .Member("_type", "PARTY_IDENTIFIED")
        .Member("name", event.committer)
        .EndObject();
    request.versions.push_back(std::move(version));
    record_->Commit(Tester(), std::move(request));
  }

  struct Object {
    std::optional<record::Kind> kind;
    std::uint32_t number = 0;
  };
  const World world_;
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("aql_property_" + base::Uuid::New().ToString());
  ehr::StatusIndex status_index_;
  LayoutIndex layout_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
  std::unique_ptr<Engine> engine_;
  std::map<std::string, record::EhrKey> ehrs_;
  std::map<std::string, Object> objects_;  // by uid
};

class Kept : public AnswerSink {
 public:
  void Begin(const std::vector<ResultColumn>& columns,
             const std::vector<base::Issue>& warnings) override {
    answer.columns = columns;
    // The evaluator does not know which archetypes templates have.
    answer.warnings = static_cast<std::size_t>(std::count_if(
        warnings.begin(), warnings.end(),
        [](const base::Issue& warning) { return warning.rule != "unknown_archetype"; }));
  }
  void Row(std::span<const std::string> cells) override {
    answer.rows.emplace_back(cells.begin(), cells.end());
  }
  Answer answer;
};

}  // namespace

std::vector<std::string> FaultsInStore(const World& world) {
  StoredWorld stored(world);
  std::vector<std::string> faults;
  for (const record::Finding& finding : stored.record().Verify({})) {
    faults.push_back(finding.place + ": " + finding.what);
  }
  return faults;
}

AnswerFunction OtherSide() {
  struct Last {
    std::uint64_t number = 0;
    std::unique_ptr<StoredWorld> world;
  };
  // Shared, because an AnswerFunction is copied; one thread asks.
  const auto last = std::make_shared<Last>();
  return [last](const World& world, const std::string& aql, const Parameters& parameters,
                const std::vector<std::string>& ehr_ids) {
    if (last->world == nullptr || last->number != world.number) {
      last->world.reset();
      last->world = std::make_unique<StoredWorld>(world);
      last->number = world.number;
    }
    aql::Question question;
    question.aql = aql;
    question.parameters = parameters;
    for (const std::string& id : ehr_ids) question.ehr_ids.emplace_back(id);
    question.now = base::Instant{};
    Kept kept;
    try {
      kept.answer.plan = last->world->engine().Ask(Tester(), question, kept).plan;
    } catch (const base::Error& error) {
      kept.answer = {};
      kept.answer.error = ErrorText(error);
    }
    return std::move(kept.answer);
  };
}

}  // namespace socle::aql::property
