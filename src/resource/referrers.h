#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "resource/resource_id.h"
#include "resource/search_parameters.h"
#include "sql/statement.h"
#include "store/store.h"

namespace socle::resource {

/// Who refers to a resource, by the search tables: the references that a search parameter finds,
/// literal ones to this server. Safe from any thread, because what it keeps is behind a lock.
class Referrers {
 public:
  explicit Referrers(std::shared_ptr<const SearchParameters> parameters)
      : parameters_(std::move(parameters)) {}

  /// At most `limit` resources that refer to it, each once, in the state of `session`.
  std::vector<ResourceKey> Find(store::Session& session, fhir::TypeId type, const ResourceId& id,
                                std::size_t limit);

 private:
  const sql::Query& QueryFor(fhir::TypeId type);

  // Shared with the index and the search, and any of them may go first.
  const std::shared_ptr<const SearchParameters> parameters_;
  std::mutex mutex_;
  std::unordered_map<fhir::TypeId, std::unique_ptr<const sql::Query>> queries_;
};

}  // namespace socle::resource
