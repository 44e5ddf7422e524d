#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "record/codec.h"
#include "record/kinds.h"
#include "record/reading.h"
#include "record/record.h"

namespace socle::record {

/// What an object's head gives its indexers.
struct HeadRows {
  VersionInfo version;
  std::vector<std::pair<Indexer*, std::unique_ptr<IndexRows>>> rows;
};

/// Reads the heads of all objects that an indexer covers, those of the institution first, then EHR
/// by EHR in the order of creation, and calls `each` for every one. Bodies are parsed by several
/// threads ahead of `each`, which runs on the caller's; no statement runs while `each` is called
/// for an object of the institution. Errors: kCorrupt (a body cannot be read),
/// and what a reader or an indexer throws.
void ForEachHead(store::Session& session, const Kinds& kinds, const Rows& rows,
                 const std::function<void(HeadRows)>& each);

/// Makes the indexes anew in the transaction of `writer`.
void RebuildIndexes(store::Session& writer, const Kinds& kinds, Codec& codec,
                    const std::vector<Indexer*>& indexers, std::uint64_t total,
                    const Progress& progress);

}  // namespace socle::record
