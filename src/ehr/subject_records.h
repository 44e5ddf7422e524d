#pragma once

#include <optional>

#include "ehr/status_index.h"
#include "record/record.h"

namespace socle::ehr {

/// What another standard keeps of the person whom an EHR is about. The program wires one. Safe from
/// any thread.
class SubjectRecords {
 public:
  virtual ~SubjectRecords() = default;
  /// Adds to `request`, which makes the EHR `id` or writes the status of an EHR that is there, the
  /// person's own record where the EHR has none yet. `subject` is that of the status.
  virtual void Accompany(record::CommitRequest& request, const record::EhrId& id,
                         const std::optional<Subject>& subject) = 0;
  /// The EHR that holds the record of `subject`, though its status may not name it.
  virtual std::optional<record::EhrKey> Find(store::Session& session, const Subject& subject) = 0;
};

}  // namespace socle::ehr
