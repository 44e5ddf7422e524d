#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "resource/former_resources.h"
#include "resource/search.h"
#include "store/statement_cache.h"
#include "store/time_limit.h"

namespace socle::resource {

/// Finds what the operation $everything gives, page by page, off the search tables alone: the
/// resource itself, the members of its compartment, then what these refer to, each once. Of an
/// Encounter the members are all that refer to it.
///
/// - **Pages** hold exactly as many as were asked for. A page's link names the last resource and
///   the store's position at the first page: they show the set as it was then (FormerResources).
/// - **Filters** come before paging: `since` and `types` on all, the time of care on members; what
///   is referred to comes from the members that are left, whatever their type.
///
/// One thread at a time. Source: FHIR R4, Patient and Encounter, operation $everything.
class EverythingFinder {
 public:
  /// All outlive it.
  EverythingFinder(const SearchParameters& parameters, const EverythingRequest& request,
                   record::Snapshot& snapshot, ResourceSource& source,
                   store::StatementCache& statements, const store::TimeLimits::Guard& guard);

  /// Errors: kNotFound (the resource), kBadRequest (no page of this set).
  SearchAnswer Find();

 private:
  /// In the order of the pages.
  enum class Rank : std::uint8_t { kItself, kMember, kReferredTo };
  using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t>;  // ehr, object, part
  struct Row {
    Rank rank = Rank::kItself;
    fhir::TypeId type = fhir::TypeId::kNone;
    Key key;
    std::int64_t version = 0;
    /// What it was at the first page, where it is not that any more.
    std::shared_ptr<const FormerResource> former;
  };

  std::map<std::int64_t, fhir::TypeId> MemberParameters() const;
  void FindFormerMembers();
  bool IsMember(const FormerResource& former) const;
  std::shared_ptr<const FormerResource> FormerOf(const Row& row);
  void FindMembers();
  void FindReferredTo();
  std::set<std::pair<std::int64_t, std::string>> TargetsOf(const std::vector<Row>& members);
  std::optional<Key> ObjectOf(fhir::TypeId type, std::string_view uid);
  /// Whether the resource is there and as the request asks; sets its version.
  bool Is(Row& row);
  bool IsCaredForInTime(const Row& row);
  /// Whether the time of care may be an interval of these rows: [low, span] of each.
  bool IsInTime(const std::vector<DateRow>& dates) const;
  const std::vector<std::int64_t>& CareRows(fhir::TypeId type);
  void ReadPage();
  void Add(Row row);

  const SearchParameters& parameters_;
  const EverythingRequest& request_;
  record::Snapshot& snapshot_;
  ResourceSource& source_;
  store::Session& session_;
  store::StatementCache& statements_;
  const store::TimeLimits::Guard& guard_;
  Key itself_;
  std::map<std::int64_t, fhir::TypeId> member_parameters_;  // the rows of references, their types
  std::map<Key, fhir::TypeId> members_;
  std::map<Key, fhir::TypeId> referred_to_;
  /// Of members: what Is said, and what they were.
  std::map<Key, std::pair<bool, std::shared_ptr<const FormerResource>>> judged_;
  std::map<fhir::TypeId, std::vector<std::int64_t>> care_rows_;
  std::int64_t position_ = 0;                                     // 0: the first page
  std::optional<FormerResources> former_;                         // behind the first page
  std::map<Key, std::shared_ptr<const FormerResource>> formers_;  // looked up
  bool as_it_is_ = false;  // too much was changed to find what are members no more
  std::optional<std::pair<Rank, Key>> after_;
  std::vector<Row> page_;
};

}  // namespace socle::resource
