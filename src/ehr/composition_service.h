#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "ehr/committal.h"
#include "ehr/template_catalogue.h"
#include "ehr/version_uid.h"
#include "json/document.h"
#include "record/record.h"

namespace socle::ehr {

/// A composition that was read, checked and made ready to be committed.
struct PreparedComposition {
  record::NewVersion version;
  std::string template_id;
  std::string archetype_id;
};

/// openEHR compositions over the record. Safe from any thread, because it keeps nothing of its own.
/// Source: openEHR REST 1.1.0, EHR API, COMPOSITION.
class CompositionService {
 public:
  /// All outlive the service.
  CompositionService(record::Record& record, TemplateCatalogue& templates, std::string system_id);

  /// Reads canonical JSON, checks it against the reference model and its template. `uid` and
  /// `preceding` say which version it becomes; without `uid` the document's own object id, or a new
  /// one. Errors: kMalformed, kInvalid with every violation (no or unknown template among them),
  /// kBadRequest (the document's uid is another object's).
  PreparedComposition Prepare(std::string_view json, const std::optional<record::ObjectUid>& uid,
                              std::uint32_t preceding, const Committal& committal);
  PreparedComposition Prepare(const json::Value& composition,
                              const std::optional<record::ObjectUid>& uid, std::uint32_t preceding,
                              const Committal& committal);

  /// A new composition; durable when it returns.
  /// Errors: of Prepare; kNotFound (EHR), kConflict (EHR not modifiable, uid exists).
  record::StoredVersion Create(const record::Access& access, const record::EhrId& ehr,
                               std::string_view json, const Committal& committal);
  /// The next version after `preceding`.
  /// Errors: of Create; kPreconditionFailed with the latest version's uid; kInvalid when the root
  /// archetype is another one than the preceding version's.
  record::StoredVersion Update(const record::Access& access, const record::EhrId& ehr,
                               const record::ObjectUid& uid, const VersionUid& preceding,
                               std::string_view json, const Committal& committal);
  /// Deletes logically; the receipt's version is the deletion.
  /// Errors: kNotFound, kBadRequest (deleted already), kConflict with the latest uid (`version` is
  /// not it).
  record::VersionInfo Delete(const record::Access& access, const record::EhrId& ehr,
                             const VersionUid& version, const Committal& committal);

  /// The commit request of a prepared composition, with the guard that the EHR may be modified.
  record::CommitRequest Request(PreparedComposition prepared, record::EhrKey ehr,
                                const record::Principal& principal,
                                const Committal& committal) const;

 private:
  record::EhrKey RequireEhr(const record::Access& access, const record::EhrId& ehr);
  record::Record& record_;
  TemplateCatalogue& templates_;
  std::string system_id_;
};

/// The error for what is not there, one wording for all doors.
base::Error NoSuchEhr();
base::Error NoSuchObject(std::string_view what);

}  // namespace socle::ehr
