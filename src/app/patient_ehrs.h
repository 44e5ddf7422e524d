#pragma once

#include <string>

#include "ehr/ehr_service.h"
#include "resource/patient_records.h"

namespace socle::app {

/// The EHRs of Patients as the openEHR door knows EHRs: each has its EHR_STATUS and EHR_ACCESS, and
/// its subject is the Patient (namespace "fhir", the Patient's id), so that either door finds it
/// from the other's id. Safe from any thread, because it keeps nothing.
class PatientEhrs : public resource::PatientRecords {
 public:
  /// `ehrs` outlives it.
  PatientEhrs(const ehr::EhrService& ehrs, std::string system_id)
      : ehrs_(ehrs), system_id_(std::move(system_id)) {}

  std::optional<record::EhrKey> Find(store::Session& session,
                                     const resource::ResourceId& patient) override;
  record::CommitRequest Make(const record::Access& access,
                             const resource::ResourceId& patient) override;
  record::Audit MakeAudit(const record::Access& access, record::ChangeType change) override;

 private:
  const ehr::EhrService& ehrs_;
  const std::string system_id_;
};

}  // namespace socle::app
