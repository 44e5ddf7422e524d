#pragma once

#include "base/instant.h"
#include "resource/search.h"
#include "resource/search_query.h"

namespace socle::resource {

/// The search that `request` writes. `parameters` outlives it; `now` is what the prefix "ap" goes
/// by. Safe from any thread.
///
/// Limits: 1,000 criteria and links in all, 30,000 values. Errors: kBadRequest at the parameter's
/// name, with the nearest name for an unknown one (left out with a warning where the request is
/// lenient); kNotImplemented for what only a terminology or a text index answers.
/// Source: FHIR R4, Search.
SearchQuery ParseSearch(const SearchParameters& parameters, const SearchRequest& request,
                        base::Instant now);

}  // namespace socle::resource
