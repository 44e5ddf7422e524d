#include "ehr/composition_service.h"

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "ehr/kinds.h"
#include "ehr/resources.h"
#include "ehr/rm_document.h"
#include "ehr/status_index.h"
#include "json/document.h"
#include "rm/findings.h"
#include "rm/json.h"

namespace socle::ehr {
namespace {

using base::Error;
using base::ErrorCode;

/// An incomplete version may leave out what is mandatory, but not say what is wrong.
/// Source: RM 1.1.0, Common IM, version lifecycle: "incomplete".
void DropWhatIsMissing(std::vector<base::Issue>& issues) {
  std::erase_if(issues, [](const base::Issue& issue) {
    return issue.rule == "existence" || issue.rule == "occurrences" || issue.rule == "cardinality";
  });
}

Error Violations(std::string message, std::vector<base::Issue> issues) {
  Error error(ErrorCode::kInvalid, std::move(message));
  if (!issues.empty()) error.At(issues.front().path);
  error.WithIssues(std::move(issues));
  return error;
}

Error TemplateMissing(std::string rule, std::string message, std::string found) {
  return Violations(message,
                    {{"/archetype_details/template_id/value", std::move(rule),
                      "the template_id of an uploaded template", std::move(found), message}});
}

record::ObjectUid ChooseUid(const rm::Tree& tree, const std::optional<record::ObjectUid>& wanted) {
  const std::string_view own = RootUid(tree);
  if (own.empty()) return wanted ? *wanted : record::ObjectUid(base::Uuid::New().ToString());
  const UidBasedId id = ParseUidBasedId(own);
  if (wanted && id.object != *wanted) {
    throw Error(ErrorCode::kBadRequest,
                "the composition's uid is not the one that the request names")
        .At("/uid/value");
  }
  return id.object;
}

}  // namespace

Error NoSuchEhr() { return Error(ErrorCode::kNotFound, "there is no EHR of that ehr_id"); }

Error NoSuchObject(std::string_view what) {
  return Error(ErrorCode::kNotFound, "the EHR has no such " + std::string(what));
}

CompositionService::CompositionService(record::Record& record, TemplateCatalogue& templates,
                                       std::string system_id)
    : record_(record), templates_(templates), system_id_(std::move(system_id)) {}

record::EhrKey CompositionService::RequireEhr(const record::Access& access,
                                              const record::EhrId& ehr) {
  const auto info = record_.FindEhr(access, ehr);
  if (!info) throw NoSuchEhr();
  return info->ehr;
}

PreparedComposition CompositionService::Prepare(std::string_view json,
                                                const std::optional<record::ObjectUid>& uid,
                                                std::uint32_t preceding,
                                                const Committal& committal) {
  const json::Document document = json::Document::Parse(json, kDocumentLimits);
  return Prepare(document.root(), uid, preceding, committal);
}

PreparedComposition CompositionService::Prepare(const json::Value& composition,
                                                const std::optional<record::ObjectUid>& uid,
                                                std::uint32_t preceding,
                                                const Committal& committal) {
  rm::Tree tree = rm::ReadJson(composition, "COMPOSITION");
  const rm::Node* details = tree.root().Child("archetype_details");
  const rm::Node* id = details == nullptr ? nullptr : details->Descend("template_id/value");
  if (id == nullptr || id->text.empty()) {
    throw TemplateMissing("template_missing", "the composition does not name its template",
                          "nothing");
  }
  const auto compiled = templates_.Find(id->text);
  if (compiled == nullptr) {
    throw TemplateMissing("template_unknown", "the composition's template is not known here",
                          rm::Shortened(id->text));
  }
  auto issues = compiled->Validate(tree.root());
  const record::Lifecycle lifecycle = ContentLifecycle(committal);
  if (lifecycle == record::Lifecycle::kIncomplete) DropWhatIsMissing(issues);
  if (!issues.empty()) {
    throw Violations("the composition does not fit its template", std::move(issues));
  }

  PreparedComposition prepared;
  prepared.template_id = std::string(id->text);
  prepared.archetype_id = std::string(tree.root().ChildText("archetype_node_id"));
  record::NewVersion& version = prepared.version;
  version.kind = CompositionKind();
  version.uid = ChooseUid(tree, uid);
  version.preceding = preceding;
  version.lifecycle = lifecycle;
  version.change_type = committal.change_type.value_or(
      preceding == 0 ? record::ChangeType::kCreation : record::ChangeType::kModification);
  SetVersionUid(tree, VersionUid{version.uid, system_id_, preceding + 1}.ToString());
  version.body = rm::WriteJson(tree);
  version.body_class = prepared.template_id;
  version.document = std::make_shared<RmDocument>(std::move(tree));
  return prepared;
}

record::CommitRequest CompositionService::Request(PreparedComposition prepared, record::EhrKey ehr,
                                                  const record::Principal& principal,
                                                  const Committal& committal) const {
  record::CommitRequest request;
  request.target = ehr;
  request.audit = MakeAudit(committal, principal, system_id_, prepared.version.change_type);
  request.guard = &StatusIndex::RequireModifiable;
  request.versions.push_back(std::move(prepared.version));
  return request;
}

record::StoredVersion CompositionService::Create(const record::Access& access,
                                                 const record::EhrId& ehr, std::string_view json,
                                                 const Committal& committal) {
  const record::EhrKey key = RequireEhr(access, ehr);
  auto request =
      Request(Prepare(json, std::nullopt, 0, committal), key, access.principal, committal);
  std::string body = request.versions.front().body;
  auto receipt = record_.Commit(access, std::move(request));
  return {std::move(receipt.versions.front()), std::move(body)};
}

record::StoredVersion CompositionService::Update(const record::Access& access,
                                                 const record::EhrId& ehr,
                                                 const record::ObjectUid& uid,
                                                 const VersionUid& preceding, std::string_view json,
                                                 const Committal& committal) {
  const record::EhrKey key = RequireEhr(access, ehr);
  const auto head = record_.ReadHead(access, key, CompositionKind(), uid);
  if (!head) throw NoSuchObject("composition");
  const std::string latest = VersionUidOf(head->info);
  if (preceding.ToString() != latest) {
    throw Error(ErrorCode::kPreconditionFailed, "If-Match is not the latest version")
        .WithLatest(latest);
  }
  if (head->info.lifecycle == record::Lifecycle::kDeleted) {
    throw Error(ErrorCode::kConflict, "the composition was deleted").WithLatest(latest);
  }
  PreparedComposition prepared = Prepare(json, uid, preceding.number, committal);
  const json::Document old = json::Document::Parse(head->body);
  const json::Value* archetype = old.root().Find("archetype_node_id");
  if (archetype != nullptr && archetype->text() != prepared.archetype_id) {
    throw Violations("a later version must be of the same archetype as the one before",
                     {{"/archetype_node_id", "template", std::string(archetype->text()),
                       prepared.archetype_id, "the root archetype is another one than before"}});
  }
  auto request = Request(std::move(prepared), key, access.principal, committal);
  std::string body = request.versions.front().body;
  try {
    auto receipt = record_.Commit(access, std::move(request));
    return {std::move(receipt.versions.front()), std::move(body)};
  } catch (Error& error) {
    // Another writer came between: the record knows the head's number, the door its uid.
    if (error.code() == ErrorCode::kPreconditionFailed) {
      const auto info = record_.Info(access, key, CompositionKind(), uid);
      if (info) error.WithLatest(VersionUidOf(*info));
    }
    throw;
  }
}

record::VersionInfo CompositionService::Delete(const record::Access& access,
                                               const record::EhrId& ehr, const VersionUid& version,
                                               const Committal& committal) {
  const record::EhrKey key = RequireEhr(access, ehr);
  const auto head = record_.Info(access, key, CompositionKind(), version.object);
  if (!head) throw NoSuchObject("composition");
  const std::string latest = VersionUidOf(*head);
  if (head->lifecycle == record::Lifecycle::kDeleted) {
    throw Error(ErrorCode::kBadRequest, "the composition is deleted already").WithLatest(latest);
  }
  if (version.ToString() != latest) {
    throw Error(ErrorCode::kConflict, "the version is not the composition's latest")
        .WithLatest(latest);
  }
  record::NewVersion deletion;
  deletion.kind = CompositionKind();
  deletion.uid = version.object;
  deletion.preceding = version.number;
  deletion.lifecycle = record::Lifecycle::kDeleted;
  deletion.change_type = record::ChangeType::kDeleted;
  record::CommitRequest request;
  request.target = key;
  request.audit = MakeAudit(committal, access.principal, system_id_, record::ChangeType::kDeleted);
  request.audit.change_type = record::ChangeType::kDeleted;
  request.guard = &StatusIndex::RequireModifiable;
  request.versions.push_back(std::move(deletion));
  try {
    return std::move(record_.Commit(access, std::move(request)).versions.front());
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kPreconditionFailed) throw;
    const auto info = record_.Info(access, key, CompositionKind(), version.object);
    throw Error(ErrorCode::kConflict, "the version is not the composition's latest")
        .WithLatest(info ? VersionUidOf(*info) : latest);
  }
}

}  // namespace socle::ehr
