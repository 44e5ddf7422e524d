#pragma once

#include <vector>

#include "aql/layout_set.h"
#include "store/store.h"

namespace socle::aql {

/// Takes a store from one layout to the next, in the transaction of `session`: tables, catalogue,
/// and the rows of those compositions that may have more to say by the new one, derived from their
/// stored bodies. `changes` are what MergeTemplate said. Errors: kCorrupt (a body cannot be read).
void Evolve(store::Session& session, const LayoutSet& before, const LayoutSet& after,
            const std::vector<LayoutChange>& changes);

}  // namespace socle::aql
