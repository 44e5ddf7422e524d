#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "resource/resource_id.h"
#include "resource/search_parameters.h"
#include "resource/search_statement.h"
#include "store/statement_cache.h"

namespace socle::resource {

/// Finds the resources that refer to one by a search parameter: for those who must know whether it
/// may go. References that no parameter finds are not seen. Safe from any thread, because what is
/// shared has a lock.
class Referrers {
 public:
  /// `dialect` outlives it; `parameters` may go.
  Referrers(const SearchParameters& parameters, const sql::Dialect& dialect);

  /// At most `limit` of those that refer to the resource of `type` with that id, each once.
  std::vector<ResourceKey> Find(store::Session& session, fhir::TypeId type, const ResourceId& id,
                                std::size_t limit);

 private:
  std::vector<std::int64_t> params_;  // of all references
  store::StatementCache statements_;
};

}  // namespace socle::resource
