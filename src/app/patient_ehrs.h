#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ehr/ehr_service.h"
#include "resource/patient_records.h"

namespace socle::app {

/// The EHRs of Patients as the openEHR door knows EHRs: each has its EHR_STATUS and EHR_ACCESS, and
/// its subject is the Patient (the Patient's id in one of `namespaces`, the first where it is made
/// here), so that either door finds it from the other's id. Safe from any thread, because it keeps
/// nothing.
class PatientEhrs : public resource::PatientRecords {
 public:
  /// `ehrs` outlives it; `namespaces` has one at least.
  PatientEhrs(const ehr::EhrService& ehrs, std::string system_id,
              std::vector<std::string> namespaces)
      : ehrs_(ehrs), system_id_(std::move(system_id)), namespaces_(std::move(namespaces)) {}

  std::optional<record::EhrKey> Find(store::Session& session,
                                     const resource::ResourceId& patient) override;
  record::CommitRequest Make(const record::Access& access,
                             const resource::ResourceId& patient) override;
  void RequireModifiable(store::Session& session, record::EhrKey ehr) override;
  record::Audit MakeAudit(const record::Access& access, record::ChangeType change) override;

 private:
  const ehr::EhrService& ehrs_;
  const std::string system_id_;
  const std::vector<std::string> namespaces_;
};

}  // namespace socle::app
