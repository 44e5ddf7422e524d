#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ehr/committal.h"
#include "ehr/status_index.h"
#include "ehr/subject_records.h"
#include "ehr/version_uid.h"
#include "record/record.h"
#include "store/store.h"

namespace socle::ehr {

/// EHRs and their status over the record. Safe from any thread, because it keeps nothing of its
/// own. Source: openEHR REST 1.1.0, EHR API, EHR and EHR_STATUS; RM 1.1.0, EHR creation semantics.
class EhrService {
 public:
  /// All outlive it. `persons` may be null: then an EHR is what openEHR says of it alone.
  EhrService(store::Store& store, record::Record& record, std::string system_id,
             SubjectRecords* persons);

  struct Created {
    record::EhrInfo ehr;
    std::string json;  // EHR
  };
  /// A new EHR with its EHR_STATUS (`status`: canonical JSON, empty: the default one) and
  /// EHR_ACCESS. Errors: kMalformed, kInvalid (status), kConflict (id exists, subject has an EHR).
  Created Create(const record::Access& access, const std::optional<record::EhrId>& id,
                 std::string_view status, const Committal& committal);
  /// The request that Create commits.
  record::CommitRequest CreateRequest(const record::EhrId& id, std::string_view status,
                                      const record::Principal& principal,
                                      const Committal& committal) const;
  /// The same without the person's own record, which the caller brings.
  record::CommitRequest CreateAlone(const record::EhrId& id, std::string_view status,
                                    const record::Principal& principal,
                                    const Committal& committal) const;

  /// EHR as JSON, or nothing.
  std::optional<std::string> Get(const record::Access& access, const record::EhrId& id);
  /// The EHR whose status names `subject`, or that holds the subject's own record.
  std::optional<record::EhrInfo> FindBySubject(const record::Access& access,
                                               const Subject& subject);
  /// The EHR. Errors: kNotFound.
  record::EhrInfo Require(const record::Access& access, const record::EhrId& id);

  /// The latest status. Errors: kNotFound (EHR).
  record::StoredVersion Status(const record::Access& access, const record::EhrId& id);
  /// The next version of the status.
  /// Errors: kNotFound, kMalformed, kInvalid, kConflict (subject), kPreconditionFailed with the
  /// latest uid.
  record::StoredVersion UpdateStatus(const record::Access& access, const record::EhrId& id,
                                     const VersionUid& preceding, std::string_view json,
                                     const Committal& committal);

 private:
  record::CommitRequest CreateWith(SubjectRecords* persons, const record::EhrId& id,
                                   std::string_view status, const record::Principal& principal,
                                   const Committal& committal) const;

  store::Store& store_;
  record::Record& record_;
  std::string system_id_;
  SubjectRecords* persons_;
};

}  // namespace socle::ehr
