#pragma once

#include <optional>
#include <string>

#include "record/record.h"
#include "resource/resource_id.h"

namespace socle::resource {

/// What resources share with the other doors of the record: how the EHR of a Patient is made, and
/// what an audit says. The program wires one that makes EHRs whole for openEHR. Safe from any
/// thread.
class PatientRecords {
 public:
  virtual ~PatientRecords() = default;
  /// An EHR that is this Patient's though it holds no object fhir.Patient of that id (it was made
  /// through another door). `session` is a snapshot's.
  virtual std::optional<record::EhrKey> Find(store::Session& session, const ResourceId& patient);
  /// The commit that makes the EHR of a new Patient: target, audit, what else a new EHR holds, and
  /// its guard. The Patient's own versions come behind.
  virtual record::CommitRequest Make(const record::Access& access, const ResourceId& patient);
  /// Errors: kConflict where the EHR may not be changed. `session` is the commit's.
  virtual void RequireModifiable(store::Session& session, record::EhrKey ehr);
  virtual record::Audit MakeAudit(const record::Access& access, record::ChangeType change) = 0;
};

/// EHRs that hold resources alone. `system_id` names this system in audits.
class OwnPatientRecords : public PatientRecords {
 public:
  explicit OwnPatientRecords(std::string system_id) : system_id_(std::move(system_id)) {}
  record::Audit MakeAudit(const record::Access& access, record::ChangeType change) override;

 private:
  std::string system_id_;
};

}  // namespace socle::resource
