#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "resource/everything.h"

namespace socle::resource {

/// What $everything of the type Patient gives: of all patients, one after the other in the order in
/// which they came, what EverythingFinder gives of each. What they refer to comes with each
/// patient, but once a page. Pages show the set as it was at the first of them. One thread at a
/// time.
class EverythingOfAll {
 public:
  /// All outlive it. `request.of.id` does not matter.
  EverythingOfAll(const SearchParameters& parameters, EverythingRequest request,
                  record::Snapshot& snapshot, ResourceSource& source,
                  store::StatementCache& statements, const store::TimeLimits::Guard& guard);

  /// Errors: kBadRequest (no page of this set), kTimeout.
  SearchAnswer Find();

 private:
  using Key = std::pair<std::int64_t, std::int64_t>;  // ehr, object
  void ReadPage();
  /// The first patient from `from` on, now or at the first page.
  std::optional<std::pair<Key, ResourceId>> PatientFrom(Key from);
  /// What one patient adds to the page: whether the page ends in it.
  bool Add(const ResourceId& patient);
  void EndAt(const ResourceId& patient, const std::string& inner);

  const SearchParameters& parameters_;
  const EverythingRequest request_;
  record::Snapshot& snapshot_;
  ResourceSource& source_;
  store::StatementCache& statements_;
  const store::TimeLimits::Guard& guard_;
  Key from_{0, 0};
  std::int64_t position_ = 0;
  std::string inner_;  // the place in the first patient's set
  std::map<Key, ResourceId> former_;
  std::set<std::pair<fhir::TypeId, std::string>> given_;  // that others refer to, on this page
  SearchAnswer answer_;
  std::uint64_t total_ = 0;
};

}  // namespace socle::resource
