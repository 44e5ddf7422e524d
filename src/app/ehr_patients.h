#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ehr/subject_records.h"
#include "resource/own_resources.h"

namespace socle::app {

/// The Patients of EHRs that are made through openEHR, so that either door knows everyone.
///
/// Such an EHR gets its Patient in its own commit; one that has none (of an older store) gets it
/// with the next version of its status. The Patient's id is the subject's where that is in one of
/// `namespaces` and can be an id; else the ehr_id where that can be one and is free; else a new
/// one. It says what is known: the subject's id and the ehr_id, as identifiers. Later changes of
/// the subject are not carried to it: it is the FHIR clients' from then on.
///
/// Safe from any thread, because it keeps nothing.
class EhrPatients : public ehr::SubjectRecords {
 public:
  /// `record` outlives it.
  EhrPatients(record::Record& record, std::vector<std::string> namespaces)
      : record_(record), namespaces_(std::move(namespaces)) {}

  void Accompany(record::CommitRequest& request, const record::EhrId& id,
                 const std::optional<ehr::Subject>& subject) override;
  std::optional<record::EhrKey> Find(store::Session& session, const ehr::Subject& subject) override;

 private:
  bool IsOfPatients(const ehr::Subject& subject) const;
  resource::ResourceId IdFor(store::Session& session, const record::EhrId& ehr,
                             const std::optional<ehr::Subject>& subject) const;

  record::Record& record_;
  const std::vector<std::string> namespaces_;
  resource::OwnResources source_;
};

/// The system of identifiers that are ids of EHRs.
inline constexpr std::string_view kEhrIdSystem = "urn:socle:ehr_id";
/// The system of identifiers that are ids in `name_space`: itself where it is an absolute URI, else
/// "urn:socle:namespace:" and the name, percent-encoded.
std::string SystemOfNamespace(std::string_view name_space);

}  // namespace socle::app
