#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "resource/resource_id.h"
#include "resource/search_plan.h"

namespace socle::resource {

/// Where a page ended: what the parameter _page carries. It names the last resource by its public
/// id, so that no number of an EHR leaves the store.
struct PagePlace {
  std::int64_t position = 0;  // of the store at the first page: VersionInfo::id
  fhir::TypeId type = fhir::TypeId::kNone;
  ResourceId id;
  std::uint32_t part = 0;
  std::vector<SortValue> sort;
};

/// Letters, digits, '-' and '_'.
std::string EncodePage(const PagePlace& place);
/// `sort_keys`: how many values there are. Errors: kBadRequest (no page of this search).
PagePlace DecodePage(std::string_view text, std::size_t sort_keys);

}  // namespace socle::resource
