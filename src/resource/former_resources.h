#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "record/snapshot.h"
#include "resource/resource_source.h"
#include "resource/row_matcher.h"
#include "resource/search_parameters.h"
#include "store/time_limit.h"

namespace socle::resource {

/// What an answer says where more was changed than is looked at.
inline constexpr std::string_view kChangedTooMuch =
    "so much was changed since the first page that what was changed is shown as it is now";

/// A version of a resource, with its rows made again.
struct FormerResource {
  StoredResource resource;
  RowSubject subject;
};

/// Resources as they were in an earlier state of the store: for pages that show a set as it was
/// when the first of them was made. Reads what was changed since. One thread at a time.
class FormerResources {
 public:
  /// The versions that may have come since; where more did, what was is not looked for.
  static constexpr std::int64_t kMostVersions = 100'000;
  /// Of one type, that were changed or deleted since.
  static constexpr std::size_t kMostOfType = 10'000;

  /// All outlive it. `position`: VersionInfo::id of the newest version of the earlier state.
  FormerResources(record::Snapshot& snapshot, ResourceSource& source,
                  const SearchParameters& parameters, std::int64_t position,
                  const store::TimeLimits::Guard& guard);

  /// Whether anything was written since.
  bool has_changes() const;
  /// The resources of `type` that were there, and have other versions or a deletion since; nothing
  /// where they are too many.
  std::optional<std::vector<std::shared_ptr<const FormerResource>>> Of(fhir::TypeId type);
  /// Those of several types that stand in one of `ehrs`.
  std::optional<std::vector<std::shared_ptr<const FormerResource>>> In(
      const std::set<std::int64_t>& ehrs, const std::set<fhir::TypeId>& types);
  /// What stood in a place, changed since or not; null where nothing did, or a deletion.
  std::shared_ptr<const FormerResource> At(fhir::TypeId type, const ResourceKey& key);
  /// One version, whatever came behind it; null where there is none.
  std::shared_ptr<const FormerResource> Version(fhir::TypeId type, const ResourceId& id,
                                                std::uint32_t version);

 private:
  /// An object with versions since.
  struct Changed {
    std::int64_t ehr = 0, object = 0, kind = 0;
  };
  const std::vector<Changed>& AllChanged();
  template <class Wanted>
  std::optional<std::vector<std::shared_ptr<const FormerResource>>> Those(
      const std::map<std::int64_t, fhir::TypeId>& kinds, const Wanted& wanted);

  record::Snapshot& snapshot_;
  ResourceSource& source_;
  const SearchParameters& parameters_;
  const std::int64_t position_;
  const store::TimeLimits::Guard& guard_;
  std::optional<std::vector<Changed>> changed_;  // of all kinds, once they were asked for
};

}  // namespace socle::resource
