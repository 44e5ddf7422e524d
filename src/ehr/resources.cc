#include "ehr/resources.h"

#include "ehr/terms.h"
#include "ehr/version_uid.h"
#include "json/writer.h"

namespace socle::ehr {
namespace {

void Id(json::Writer& writer, std::string_view key, std::string_view type, std::string_view value) {
  writer.Key(key).BeginObject().Member("_type", type).Member("value", value).EndObject();
}

void Reference(json::Writer& writer, std::string_view key, std::string_view id_type,
               std::string_view id, std::string_view type) {
  writer.Key(key).BeginObject().Member("_type", "OBJECT_REF");
  Id(writer, "id", id_type, id);
  writer.Member("namespace", "local").Member("type", type).EndObject();
}

void DateTime(json::Writer& writer, std::string_view key, base::Instant time) {
  writer.Key(key)
      .BeginObject()
      .Member("_type", "DV_DATE_TIME")
      .Member("value", base::FormatIso(time));
  writer.EndObject();
}

void CodedText(json::Writer& writer, std::string_view key, const Term& term) {
  writer.Key(key).BeginObject().Member("_type", "DV_CODED_TEXT").Member("value", term.rubric);
  writer.Key("defining_code").BeginObject().Member("_type", "CODE_PHRASE");
  Id(writer, "terminology_id", "TERMINOLOGY_ID", "openehr");
  writer.Member("code_string", term.code).EndObject().EndObject();
}

void AuditDetails(json::Writer& writer, const record::Audit& audit) {
  writer.BeginObject().Member("_type", "AUDIT_DETAILS").Member("system_id", audit.system_id);
  DateTime(writer, "time_committed", audit.time.value_or(base::Instant{}));
  CodedText(writer, "change_type", ChangeTypeTerm(audit.change_type));
  if (audit.description) writer.Key("description").Raw(*audit.description);
  writer.Key("committer").Raw(audit.committer).EndObject();
}

}  // namespace

std::string VersionUidOf(const record::VersionInfo& version) {
  return VersionUid{version.uid, version.audit.system_id, version.number}.ToString();
}

std::string EhrJson(const record::EhrInfo& ehr, const record::VersionInfo& status,
                    const record::VersionInfo* access) {
  std::string json;
  json::Writer writer(json);
  writer.BeginObject().Member("_type", "EHR");
  Id(writer, "system_id", "HIER_OBJECT_ID", ehr.system_id);
  Id(writer, "ehr_id", "HIER_OBJECT_ID", ehr.id.value());
  Reference(writer, "ehr_status", "OBJECT_VERSION_ID", VersionUidOf(status), "EHR_STATUS");
  if (access != nullptr) {
    Reference(writer, "ehr_access", "OBJECT_VERSION_ID", VersionUidOf(*access), "EHR_ACCESS");
  }
  DateTime(writer, "time_created", ehr.time_created);
  writer.EndObject();
  return json;
}

std::string VersionedObjectJson(std::string_view type, const record::EhrId& ehr,
                                const record::VersionInfo& first) {
  std::string json;
  json::Writer writer(json);
  writer.BeginObject().Member("_type", type);
  Id(writer, "uid", "HIER_OBJECT_ID", first.uid.value());
  Reference(writer, "owner_id", "HIER_OBJECT_ID", ehr.value(), "EHR");
  DateTime(writer, "time_created", first.audit.time.value_or(base::Instant{}));
  writer.EndObject();
  return json;
}

std::string OriginalVersionJson(const record::StoredVersion& version) {
  const record::VersionInfo& info = version.info;
  std::string json;
  json.reserve(version.body.size() + 1024);
  json::Writer writer(json);
  writer.BeginObject().Member("_type", "ORIGINAL_VERSION");
  Reference(writer, "contribution", "HIER_OBJECT_ID", info.contribution.ToString(), "CONTRIBUTION");
  writer.Key("commit_audit");
  AuditDetails(writer, info.audit);
  Id(writer, "uid", "OBJECT_VERSION_ID", VersionUidOf(info));
  if (info.number > 1) {
    const VersionUid preceding{info.uid, info.audit.system_id, info.number - 1};
    Id(writer, "preceding_version_uid", "OBJECT_VERSION_ID", preceding.ToString());
  }
  CodedText(writer, "lifecycle_state", LifecycleTerm(info.lifecycle));
  if (!version.body.empty()) writer.Key("data").Raw(version.body);
  writer.EndObject();
  return json;
}

std::string RevisionHistoryJson(const std::vector<record::VersionInfo>& versions) {
  std::string json;
  json::Writer writer(json);
  writer.BeginObject().Member("_type", "REVISION_HISTORY").Key("items").BeginArray();
  for (const auto& version : versions) {
    writer.BeginObject().Member("_type", "REVISION_HISTORY_ITEM");
    Id(writer, "version_id", "OBJECT_VERSION_ID", VersionUidOf(version));
    writer.Key("audits").BeginArray();
    AuditDetails(writer, version.audit);
    writer.EndArray().EndObject();
  }
  writer.EndArray().EndObject();
  return json;
}

}  // namespace socle::ehr
