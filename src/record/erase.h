#pragma once

#include "record/commit.h"

namespace socle::record {

/// The kind of the institution's objects that tell of an erasure.
const Kind& ErasureKind();

/// The commit to the institution's record that an erasure makes. `ehr_id` and the numbers of what
/// goes are its body.
CommitRequest ErasureRequest(EhrKey ehr, const Audit& audit);

/// Removes all rows of `ehr` in the transaction of `writer`, keeps its contributions' digests, and
/// writes `erasure` (prepared from ErasureRequest). Errors: kNotFound (no such EHR, or the
/// institution's own).
void EraseEhr(store::Session& writer, const Committer& committer,
              const std::vector<Indexer*>& indexers, EhrKey ehr, PreparedCommit& erasure);

}  // namespace socle::record
