#include "app/patient_ehrs.h"

#include "base/uuid.h"
#include "ehr/status_index.h"
#include "json/writer.h"

namespace socle::app {
namespace {

/// An EHR_STATUS whose subject is the Patient. Source: openEHR RM 1.1.0, PARTY_SELF.external_ref.
std::string StatusOf(const resource::ResourceId& patient, std::string_view name_space) {
  std::string json;
  json::Writer writer(json);
  writer.BeginObject().Member("_type", "EHR_STATUS");
  writer.Key("name").BeginObject().Member("_type", "DV_TEXT").Member("value", "EHR Status");
  writer.EndObject().Member("archetype_node_id", "openEHR-EHR-EHR_STATUS.generic.v1");
  writer.Key("archetype_details").BeginObject().Member("_type", "ARCHETYPED");
  writer.Key("archetype_id").BeginObject().Member("_type", "ARCHETYPE_ID");
  writer.Member("value", "openEHR-EHR-EHR_STATUS.generic.v1").EndObject();
  writer.Member("rm_version", "1.1.0").EndObject();
  writer.Key("subject").BeginObject().Member("_type", "PARTY_SELF");
  writer.Key("external_ref").BeginObject().Member("_type", "PARTY_REF");
  writer.Key("id").BeginObject().Member("_type", "GENERIC_ID");
  writer.Member("value", patient.value()).Member("scheme", name_space).EndObject();
  writer.Member("namespace", name_space).Member("type", "PERSON").EndObject().EndObject();
  writer.Key("is_queryable").Boolean(true).Key("is_modifiable").Boolean(true).EndObject();
  return json;
}

}  // namespace

std::optional<record::EhrKey> PatientEhrs::Find(store::Session& session,
                                                const resource::ResourceId& patient) {
  for (const std::string& name_space : namespaces_) {
    const auto ehr = ehr::StatusIndex::Find(session, {patient.value(), name_space});
    if (ehr) return ehr;
  }
  return std::nullopt;
}

void PatientEhrs::RequireModifiable(store::Session& session, record::EhrKey ehr) {
  ehr::StatusIndex::RequireModifiable(session, ehr);
}

record::CommitRequest PatientEhrs::Make(const record::Access& access,
                                        const resource::ResourceId& patient) {
  return ehrs_.CreateAlone(record::EhrId(base::Uuid::New().ToString()),
                           StatusOf(patient, namespaces_.front()), access.principal, {});
}

record::Audit PatientEhrs::MakeAudit(const record::Access& access, record::ChangeType change) {
  return ehr::MakeAudit({}, access.principal, system_id_, change);
}

}  // namespace socle::app
