#pragma once

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "resource/custom_parameters.h"
#include "resource/search.h"
#include "resource/search_estimates.h"
#include "resource/search_statement.h"
#include "sql/dialect.h"
#include "store/statement_cache.h"
#include "store/time_limit.h"

namespace socle::resource {

/// Search over the search tables (migrations/0001-search.sql).
///
/// - **Order.** Without _sort in the order of patients' records and of their objects; with it, what
///   has no value comes last in both directions, equals in the order above.
/// - **Pages.** _count is exact, at most 1,000, 50 where it is absent; 0 asks for the total alone.
///   A page begins behind the last resource of the one before, and shows the set as it was when the
///   first was made: what was created since is not in it, what was changed or deleted since is
///   there in the version that it had. Of chains and _has the other resources count as they are
///   now, and includes are as they are now. Where too much was changed since (FormerResources),
///   what was changed counts as it is now, with a warning.
/// - **Totals.** Counted where the request asks (`accurate`; `estimate` counts too), for
///   _summary=count and _count=0; else given where the first page holds all.
/// - **Includes** are at most 1,000 a page; more are left out with a warning.
///
/// Safe from any thread, because what is shared has a lock.
class TableSearch : public Search {
 public:
  struct Options {
    std::chrono::milliseconds time_limit{30'000};
    /// Estimates::worth_a_look.
    std::uint64_t worth_a_look = 200;
  };

  /// `source` and `dialect`, of the store that is searched, outlive it.
  TableSearch(std::shared_ptr<StoredParameters> parameters, ResourceSource& source,
              const sql::Dialect& dialect, Options options);
  TableSearch(std::shared_ptr<StoredParameters> parameters, ResourceSource& source,
              const sql::Dialect& dialect)
      : TableSearch(std::move(parameters), source, dialect, Options{}) {}
  ~TableSearch() override;

  SearchAnswer Run(record::Snapshot& snapshot, const SearchRequest& request) override;
  SearchAnswer Everything(record::Snapshot& snapshot, const EverythingRequest& request) override;
  SearchAnswer EverythingOfAllPatients(record::Snapshot& snapshot,
                                       const EverythingRequest& request) override;
  std::string MetaInUse(record::Snapshot& snapshot, fhir::TypeId type) override;
  std::vector<std::pair<ResourceKey, ResourceId>> Match(store::Session& session,
                                                        const SearchRequest& request,
                                                        std::size_t limit) override;

 private:
  std::shared_ptr<StoredParameters> parameters_;  // shared with the index
  ResourceSource& source_;
  const Options options_;
  store::StatementCache statements_;
  Estimates estimates_;
  store::TimeLimits time_limits_;
};

}  // namespace socle::resource
