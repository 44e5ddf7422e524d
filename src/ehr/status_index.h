#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"
#include "rm/tree.h"

namespace socle::ehr {

/// Whose record an EHR is: EHR_STATUS.subject.external_ref.
struct Subject {
  std::string id, name_space;
};

/// The index of EHR_STATUS: subject, is_queryable, is_modifiable of each EHR's latest status.
/// Table `ehr_status`, keyed by `ehr`; (subject_namespace, subject_id) is unique where there is a
/// subject. Safe from any thread, because it keeps nothing.
class StatusIndex : public record::Indexer {
 public:
  std::string_view name() const override { return "ehr_status"; }
  std::span<const store::Migration> migrations() const override;
  bool Covers(const record::Kind& kind) const override;
  std::unique_ptr<record::IndexRows> Prepare(const record::NewVersion& version) const override;
  void Write(store::Session& session, const record::VersionInfo& version,
             record::IndexRows* rows) override;
  void Clear(store::Session& session, std::optional<record::EhrKey> ehr) override;
  std::vector<std::string> Tables(store::Session&) const override { return {"ehr_status"}; }

  /// The EHR of `subject`, if any.
  static std::optional<record::EhrKey> Find(store::Session& session, const Subject& subject);
  /// The EHRs whose status says that population queries leave them out.
  static std::vector<record::EhrKey> NotQueryable(store::Session& session);
  /// Errors: kConflict when the EHR's status says that it is not modifiable.
  static void RequireModifiable(store::Session& session, record::EhrKey ehr);
  /// Errors: kConflict when another EHR than `ehr` has that subject.
  static void RequireFree(store::Session& session, record::EhrKey ehr, const Subject& subject);
};

/// The subject in a status's tree, if it has an external reference.
std::optional<Subject> SubjectOf(const rm::Node& status);

}  // namespace socle::ehr
