#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "resource/resource_id.h"
#include "resource/search_query.h"

namespace socle::resource {

/// Where a page ended, or began: what the parameter _page carries. It names the resource by its
/// public id and version, so that no number of an EHR and nothing that stands in a resource leaves
/// the store in a link.
struct PagePlace {
  std::int64_t position = 0;  // of the store at the first page: VersionInfo::id
  fhir::TypeId type = fhir::TypeId::kNone;
  ResourceId id;
  std::uint32_t part = 0;
  std::uint32_t version = 0;  // meta.versionId of the resource as the page had it
  bool back = false;          // the page asked for ends before it
};

/// Letters, digits, '-' and '_'.
std::string EncodePage(const PagePlace& place);
/// Errors: kBadRequest (no page of a search).
PagePlace DecodePage(std::string_view text);

}  // namespace socle::resource
