#include "scratch_record.h"

#include <utility>

#include "base/uuid.h"
#include "ehr/kinds.h"
#include "ehr/resources.h"
#include "ehr/rm_document.h"
#include "ehr/terms.h"
#include "json/document.h"
#include "json/writer.h"
#include "rm/ids.h"
#include "rm/json.h"
#include "template/template.h"

namespace socle::aql {
namespace {

const record::Kind kFolder{"openehr.folder"};
const record::Kind kParty{"openehr.party"};
/// An EHR cannot be without a version: this one is no openEHR object.
const record::Kind kCreation{"test.creation"};
const record::Principal kTester{"tester", "A tester"};

record::Kind KindOf(rm::ClassId type) {
  if (type == rm::type::kComposition) return ehr::CompositionKind();
  if (type == rm::type::kEhrStatus) return ehr::EhrStatusKind();
  return type == rm::type::kFolder ? kFolder : kParty;
}

std::string Committer(const std::string& name) {
  std::string text;
  json::Writer out(text);
  out.BeginObject().Member("_type", "PARTY_IDENTIFIED").Member("name", name).EndObject();
  return text;
}

}  // namespace

record::Access Tester() { return {kTester, record::Scope::Open(), "test"}; }

StoredModel OpenEhrModel() {
  return {.composition = ehr::CompositionKind(),
          .ehr_status = ehr::EhrStatusKind(),
          .folder = kFolder,
          .party = kParty,
          .original_version = &ehr::OriginalVersionJson,
          .versioned_object = &ehr::VersionedObjectJson,
          .not_queryable = &ehr::StatusIndex::NotQueryable};
}

ScratchRecord::ScratchRecord(std::string system_id, Tables tables)
    : system_id_(std::move(system_id)),
      tables_(tables),
      folder_(std::filesystem::temp_directory_path() /
              ("aql_record_" + base::Uuid::New().ToString())),
      layout_({ehr::TemplateKind(), ehr::CompositionKind(), ehr::EhrStatusKind()}) {
  std::filesystem::create_directories(folder_);
  std::vector<record::Indexer*> indexers{&status_index_};
  if (tables == Tables::kLaid) indexers.push_back(&layout_);
  store_ = store::Store::Open("sqlite:" + (folder_ / "record.db").string(), {},
                              record::Record::Migrations(indexers));
  std::vector<record::KindDefinition> kinds{{kCreation, {}}, {ehr::TemplateKind(), {}}};
  for (const auto& kind : {ehr::CompositionKind(), ehr::EhrStatusKind(), kFolder, kParty}) {
    kinds.push_back({kind, &ehr::ReadStoredDocument});
  }
  record_ = std::make_unique<record::Record>(*store_, kinds, indexers);
}

ScratchRecord::~ScratchRecord() {
  record_.reset();
  store_.reset();
  std::filesystem::remove_all(folder_);
}

PlanBase ScratchRecord::plans() {
  if (tables_ == Tables::kNone) return {};
  return {&layout_, &store_->dialect()};
}

record::CommitRequest ScratchRecord::Request(std::optional<base::Instant> time) const {
  record::CommitRequest request;
  request.target = record::EhrKey(record::kInstitution);
  request.audit = {.time = time, .committer = "{}", .system_id = system_id_, .description = {}};
  return request;
}

void ScratchRecord::Upload(const std::string& template_xml) {
  record::CommitRequest request = Request({});
  record::NewVersion& version = request.versions.emplace_back();
  version.kind = ehr::TemplateKind();
  version.uid = record::ObjectUid(tmpl::Template::Parse(template_xml)->template_id());
  version.body = template_xml;
  record_->Commit(Tester(), std::move(request));
}

void ScratchRecord::Create(const CaseData::Ehr& ehr) {
  record::CommitRequest request = Request(ehr.time_created);
  request.target = record::CommitRequest::CreateEhr{record::EhrId(ehr.ehr_id), system_id_};
  record::NewVersion& nothing = request.versions.emplace_back();
  nothing.kind = kCreation;
  nothing.uid = record::ObjectUid(base::Uuid::New().ToString());
  nothing.body = "{}";
  ehrs_.emplace(ehr.ehr_id, record_->Commit(Tester(), std::move(request)).ehr.ehr);
}

void ScratchRecord::Commit(const CaseData::Commit& commit) {
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
    ehr::SetVersionUid(tree, commit.uid + "::" + system_id_ + "::" + std::to_string(object.number));
    version.body = rm::WriteJson(tree);
    version.document = std::make_shared<ehr::RmDocument>(std::move(tree));
    version.change_type = *ehr::ChangeTypeOf(commit.change_type.value_or("249"));
  }
  version.kind = object.kind.value_or(ehr::CompositionKind());
  record::CommitRequest request = Request(commit.time);
  if (!commit.ehr_id.empty()) request.target = ehrs_.at(commit.ehr_id);
  request.audit.committer = Committer(commit.committer.value_or("test"));
  request.audit.change_type = version.change_type;
  request.versions.push_back(std::move(version));
  record_->Commit(Tester(), std::move(request));
}

}  // namespace socle::aql
