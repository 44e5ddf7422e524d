#pragma once

#include <string>
#include <vector>

#include "record/codec.h"
#include "record/record.h"
#include "store/store.h"

namespace socle::record {

/// What verify has found, as many as fit; `place` names the EHR, contribution and version.
class Findings {
 public:
  void Add(std::string place, std::string what);
  /// All, with a last one that says how many more there are.
  std::vector<Finding> Take();

 private:
  std::vector<Finding> list_;
  std::uint64_t left_out_ = 0;
};

/// Checks everything but the indexes, on the snapshot of `session`: dictionaries, every EHR's
/// objects, versions and contributions with their digests and chains, that no row belongs to
/// nobody, seals. Never throws for what is stored: faults become findings.
void VerifyRecord(store::Session& session, Codec& codec, Findings& findings,
                  const Progress& progress);

}  // namespace socle::record
