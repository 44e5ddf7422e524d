#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "resource/search.h"
#include "resource/search_plan.h"
#include "resource/search_query.h"
#include "store/statement_cache.h"
#include "store/time_limit.h"

namespace socle::resource {

/// What one search shares with others.
struct SearchBase {
  const SearchParameters& parameters;
  store::StatementCache& statements;
  Estimates& estimates;
};

/// A match, and the part of the query that it belongs to.
struct PartRow {
  std::size_t part = 0;
  FoundRow row;
};

/// Runs a query's plans in one session: matches, totals. One thread at a time.
class SearchRun {
 public:
  /// All outlive it. `guard` may be null: no time limit.
  SearchRun(const SearchBase& base, const SearchRequest& request, const SearchQuery& query,
            store::Session& session, const store::TimeLimits::Guard* guard);

  /// The first `limit` matches behind `after` (null: from the first).
  std::vector<PartRow> Matches(const PartRow* after, std::int64_t position, std::size_t limit);
  std::uint64_t Count(std::int64_t position);
  /// The statements that ran, with how the store runs them: of a search that asks for it.
  std::vector<std::pair<std::string, std::string>> TakeStatements() {
    return std::move(statements_);
  }

 private:
  /// A type's conditions and plan.
  struct Planned {
    std::vector<Predicate> predicates;
    std::optional<PartPlan> plan;  // nothing: no resource can match
  };
  Planned& Plan(std::size_t part);
  bool HasResources(fhir::TypeId type);
  void Page(std::size_t part, const PageRequest& page, std::vector<PartRow>& rows);
  void Note(const std::string& what, const std::string& text, const Binder& binder,
            std::size_t rows);

  const SearchBase& base_;
  const SearchRequest& request_;
  const SearchQuery& query_;
  store::Session& session_;
  const store::TimeLimits::Guard* guard_;
  std::list<Planned> planned_;  // one a part; plans refer to the predicates beside them
  std::vector<Planned*> of_part_;
  std::vector<std::pair<std::string, std::string>> statements_;
};

}  // namespace socle::resource
