#pragma once

#include <string_view>

#include "api/fhir_exchange.h"
#include "resource/search.h"

namespace socle::api {

/// Runs `asked`, below this door's URL, on the record as it is now, and notes it in the access
/// trail.
resource::SearchAnswer RunSearch(const Context& context, const FhirExchange& exchange,
                                 resource::SearchRequest asked);

/// The searchset of `answer`: links back to `path` (below the base: "Observation",
/// "Patient/1/$everything"), entries with their modes, and what a lenient search left out as an
/// OperationOutcome. Source: FHIR R4, Search, 3.1.1.4 and 3.1.1.6.
http::Response Searchset(const FhirExchange& exchange, std::string_view path,
                         resource::SearchAnswer answer);

}  // namespace socle::api
