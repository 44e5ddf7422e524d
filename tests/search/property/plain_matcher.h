#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/instant.h"
#include "resource/search_query.h"
#include "resource/search_rows.h"

namespace socle::resource {

/// A resource and its rows, in memory.
struct PlainResource {
  fhir::TypeId type = fhir::TypeId::kNone;
  std::string id;
  std::vector<SearchRow> rows;
};

/// What is searched: resources by type and id.
using PlainWorld = std::map<std::pair<fhir::TypeId, std::string>, PlainResource>;

/// Whether a resource meets a criterion, found out row by row: the oracle of the plans.
bool Meets(const PlainWorld& world, const PlainResource& resource, const Criterion& criterion);
/// The value that a page is ordered by, as text that compares in its order; nothing where there is
/// none. For dates, numbers without a unit, strings and tokens.
std::optional<std::string> SortText(const PlainResource& resource, const SortKey& key);

}  // namespace socle::resource
