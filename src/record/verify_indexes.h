#pragma once

#include <vector>

#include "record/kinds.h"
#include "record/reading.h"
#include "record/record.h"
#include "record/verify.h"

namespace socle::record {

/// Compares the rows of every index table with those of a rebuild, EHR by EHR. The rebuild goes
/// into a store of its own in the system's folder for temporary files, so that the record is only
/// read and nobody waits; it needs as much room there as the indexes have. `session` is a snapshot
/// of the record. Faults become findings.
void VerifyIndexes(store::Session& session, const Kinds& kinds, const Rows& rows,
                   const std::vector<Indexer*>& indexers, Findings& findings,
                   const Progress& progress);

}  // namespace socle::record
