#include "resource/patient_records.h"

#include "base/uuid.h"
#include "json/writer.h"

namespace socle::resource {

std::optional<record::EhrKey> PatientRecords::Find(store::Session&, const ResourceId&) {
  return std::nullopt;
}

void PatientRecords::RequireModifiable(store::Session&, record::EhrKey) {}

record::CommitRequest PatientRecords::Make(const record::Access& access, const ResourceId&) {
  record::CommitRequest request;
  request.audit = MakeAudit(access, record::ChangeType::kCreation);
  request.target = record::CommitRequest::CreateEhr{record::EhrId(base::Uuid::New().ToString()),
                                                    request.audit.system_id};
  return request;
}

record::Audit OwnPatientRecords::MakeAudit(const record::Access& access,
                                           record::ChangeType change) {
  record::Audit audit;
  json::Writer(audit.committer)
      .BeginObject()
      .Member("_type", "PARTY_IDENTIFIED")
      .Member("name", access.principal.name)
      .EndObject();
  audit.system_id = system_id_;
  audit.change_type = change;
  return audit;
}

}  // namespace socle::resource
