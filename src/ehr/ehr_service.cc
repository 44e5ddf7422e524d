#include "ehr/ehr_service.h"

#include <memory>

#include "base/error.h"
#include "ehr/composition_service.h"
#include "ehr/kinds.h"
#include "ehr/resources.h"
#include "ehr/rm_document.h"
#include "json/document.h"
#include "json/writer.h"
#include "rm/json.h"

namespace socle::ehr {
namespace {

using base::Error;
using base::ErrorCode;

/// A LOCATABLE of our own, root of an archetype.
void Locatable(json::Writer& writer, std::string_view type, std::string_view name,
               std::string_view archetype) {
  writer.BeginObject().Member("_type", type);
  writer.Key("name").BeginObject().Member("_type", "DV_TEXT").Member("value", name).EndObject();
  writer.Member("archetype_node_id", archetype);
  writer.Key("archetype_details").BeginObject().Member("_type", "ARCHETYPED");
  writer.Key("archetype_id").BeginObject().Member("_type", "ARCHETYPE_ID");
  writer.Member("value", archetype).EndObject();
  writer.Member("rm_version", "1.1.0").EndObject();
}

/// What an EHR has when nobody said more. Source: REST 1.1.0, ehr_create.
std::string DefaultStatus() {
  std::string json;
  json::Writer writer(json);
  Locatable(writer, "EHR_STATUS", "EHR Status", "openEHR-EHR-EHR_STATUS.generic.v1");
  writer.Key("subject").BeginObject().Member("_type", "PARTY_SELF").EndObject();
  writer.Key("is_queryable").Boolean(true).Key("is_modifiable").Boolean(true).EndObject();
  return json;
}

std::string DefaultAccess() {
  std::string json;
  json::Writer writer(json);
  Locatable(writer, "EHR_ACCESS", "EHR Access", "openEHR-EHR-EHR_ACCESS.generic.v1");
  writer.EndObject();
  return json;
}

/// A version of a kind of which an EHR has one object.
record::NewVersion MakeVersion(const record::Kind& kind, std::string_view type,
                               std::string_view json, record::ObjectUid uid,
                               std::uint32_t preceding, const std::string& system_id) {
  const json::Document document = json::Document::Parse(json, kDocumentLimits);
  rm::Tree tree = rm::ReadJson(document.root(), type);
  record::NewVersion version;
  version.kind = kind;
  version.uid = std::move(uid);
  version.preceding = preceding;
  version.change_type =
      preceding == 0 ? record::ChangeType::kCreation : record::ChangeType::kModification;
  SetVersionUid(tree, VersionUid{version.uid, system_id, preceding + 1}.ToString());
  version.body = rm::WriteJson(tree);
  version.body_class = kind.value();
  version.document = std::make_shared<RmDocument>(std::move(tree));
  return version;
}

std::optional<Subject> SubjectOfVersion(const record::NewVersion& version) {
  const auto& document = dynamic_cast<const RmDocument&>(*version.document);
  return SubjectOf(document.content().root());
}

/// That no other EHR has the subject, by its status or by the subject's own record.
std::function<void(store::Session&, record::EhrKey)> SubjectGuard(std::optional<Subject> subject,
                                                                  SubjectRecords* persons) {
  if (!subject) return {};
  return [subject = std::move(*subject), persons](store::Session& session, record::EhrKey ehr) {
    StatusIndex::RequireFree(session, ehr, subject);
    const auto holder = persons == nullptr ? std::nullopt : persons->Find(session, subject);
    if (!holder || *holder == ehr) return;
    throw Error(ErrorCode::kConflict, "the subject's own record is in another EHR")
        .At("/subject/external_ref");
  };
}

record::ObjectUid NewUid() { return record::ObjectUid(base::Uuid::New().ToString()); }

}  // namespace

EhrService::EhrService(store::Store& store, record::Record& record, std::string system_id,
                       SubjectRecords* persons)
    : store_(store), record_(record), system_id_(std::move(system_id)), persons_(persons) {}

record::CommitRequest EhrService::CreateRequest(const record::EhrId& id, std::string_view status,
                                                const record::Principal& principal,
                                                const Committal& committal) const {
  return CreateWith(persons_, id, status, principal, committal);
}

record::CommitRequest EhrService::CreateAlone(const record::EhrId& id, std::string_view status,
                                              const record::Principal& principal,
                                              const Committal& committal) const {
  return CreateWith(nullptr, id, status, principal, committal);
}

record::CommitRequest EhrService::CreateWith(SubjectRecords* persons, const record::EhrId& id,
                                             std::string_view status,
                                             const record::Principal& principal,
                                             const Committal& committal) const {
  record::CommitRequest request;
  request.target = record::CommitRequest::CreateEhr{id, system_id_};
  request.audit = MakeAudit(committal, principal, system_id_, record::ChangeType::kCreation);
  const std::string default_status = status.empty() ? DefaultStatus() : std::string();
  request.versions.push_back(MakeVersion(EhrStatusKind(), "EHR_STATUS",
                                         status.empty() ? default_status : status, NewUid(), 0,
                                         system_id_));
  request.versions.push_back(
      MakeVersion(EhrAccessKind(), "EHR_ACCESS", DefaultAccess(), NewUid(), 0, system_id_));
  const auto subject = SubjectOfVersion(request.versions.front());
  request.guard = SubjectGuard(subject, persons);
  if (persons != nullptr) persons->Accompany(request, id, subject);
  return request;
}

EhrService::Created EhrService::Create(const record::Access& access,
                                       const std::optional<record::EhrId>& id,
                                       std::string_view status, const Committal& committal) {
  const record::EhrId ehr = id ? *id : record::EhrId(base::Uuid::New().ToString());
  auto receipt = record_.Commit(access, CreateRequest(ehr, status, access.principal, committal));
  return {receipt.ehr, EhrJson(receipt.ehr, receipt.versions[0], &receipt.versions[1])};
}

record::EhrInfo EhrService::Require(const record::Access& access, const record::EhrId& id) {
  auto info = record_.FindEhr(access, id);
  if (!info) throw NoSuchEhr();
  return std::move(*info);
}

std::optional<std::string> EhrService::Get(const record::Access& access, const record::EhrId& id) {
  const auto info = record_.FindEhr(access, id);
  if (!info) return std::nullopt;
  const auto status = record_.ReadSingle(access, info->ehr, EhrStatusKind());
  if (!status) return std::nullopt;
  const auto ehr_access = record_.ReadSingle(access, info->ehr, EhrAccessKind());
  return EhrJson(*info, status->info, ehr_access ? &ehr_access->info : nullptr);
}

std::optional<record::EhrInfo> EhrService::FindBySubject(const record::Access& access,
                                                         const Subject& subject) {
  std::optional<record::EhrKey> key;
  {
    store::Reader reader = store_.Read();
    key = StatusIndex::Find(reader.session(), subject);
    if (!key && persons_ != nullptr) key = persons_->Find(reader.session(), subject);
  }
  if (!key) return std::nullopt;
  return record_.FindEhr(access, *key);
}

record::StoredVersion EhrService::Status(const record::Access& access, const record::EhrId& id) {
  const record::EhrInfo info = Require(access, id);
  auto status = record_.ReadSingle(access, info.ehr, EhrStatusKind());
  if (!status) throw NoSuchObject("EHR_STATUS");
  return std::move(*status);
}

record::StoredVersion EhrService::UpdateStatus(const record::Access& access,
                                               const record::EhrId& id, const VersionUid& preceding,
                                               std::string_view json, const Committal& committal) {
  const auto head = Status(access, id);
  const std::string latest = VersionUidOf(head.info);
  if (preceding.ToString() != latest) {
    throw Error(ErrorCode::kPreconditionFailed, "If-Match is not the latest version")
        .WithLatest(latest);
  }
  record::NewVersion version =
      MakeVersion(EhrStatusKind(), "EHR_STATUS", json, head.info.uid, preceding.number, system_id_);
  version.lifecycle = ContentLifecycle(committal);
  if (committal.change_type) version.change_type = *committal.change_type;
  record::CommitRequest request;
  request.target = head.info.ehr;
  request.audit = MakeAudit(committal, access.principal, system_id_, version.change_type);
  const auto subject = SubjectOfVersion(version);
  request.guard = SubjectGuard(subject, persons_);
  std::string body = version.body;
  request.versions.push_back(std::move(version));
  if (persons_ != nullptr) persons_->Accompany(request, id, subject);
  try {
    auto receipt = record_.Commit(access, std::move(request));
    return {std::move(receipt.versions.front()), std::move(body)};
  } catch (Error& error) {
    if (error.code() == ErrorCode::kPreconditionFailed) {
      error.WithLatest(VersionUidOf(Status(access, id).info));
    }
    throw;
  }
}

}  // namespace socle::ehr
