#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "resource/former_resources.h"
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
  /// The version that matched, where that is no longer the latest.
  std::shared_ptr<const FormerResource> former;
};

/// Runs a query's plans in one session: matches, totals. One thread at a time.
class SearchRun {
 public:
  /// The state that a search is answered in. `position` 0: as it is.
  struct State {
    std::int64_t position = 0;
    FormerResources* former = nullptr;  // where there is a position
  };

  /// All outlive it.
  SearchRun(const SearchBase& base, const SearchRequest& request, const SearchQuery& query,
            store::Session& session, const store::TimeLimits::Guard& guard, State state);

  enum class Direction { kOn, kBack };
  /// The first `limit` matches behind `after` (null: from the first). kBack: the nearest before it,
  /// from there.
  std::vector<PartRow> Matches(const PartRow* after, std::size_t limit,
                               Direction direction = Direction::kOn);
  std::uint64_t Count();
  /// Whether more was changed since than is looked at: what was changed then counts as it is now.
  bool as_it_is() const { return as_it_is_; }
  /// The statements that ran, with how the store runs them: of a search that asks for it.
  std::vector<ExplainedStatement> TakeStatements() { return std::move(statements_); }

 private:
  /// A type's conditions and plan.
  struct Planned {
    std::vector<Predicate> predicates;
    std::optional<PartPlan> plan;  // nothing: no resource can match
    /// Those that matched and were changed since, in the page's order; absent: too many.
    std::optional<std::vector<PartRow>> former;
  };
  Planned& Plan(std::size_t part);
  std::vector<Predicate> Conditions(std::size_t part, PredicateBuilder::Systems systems);
  void FindFormer(std::size_t part, Planned& planned);
  bool HasResources(std::int64_t type);
  void Page(std::size_t part, const PageRequest& page, std::vector<PartRow>& rows);
  void Read(std::size_t part, const Planned& planned, PageRequest page, std::vector<PartRow>& rows);
  /// Whether the plan's quick one gives the whole page.
  bool ReadQuickly(std::size_t part, const PartPlan& plan, PageRequest page,
                   std::vector<PartRow>& rows);
  void ReadStatements(std::size_t part, const PartPlan& plan, const PageRequest& page,
                      std::vector<PartRow>& rows);
  /// `way`: of the plan, which the statement takes; absent: all.
  void Note(std::size_t part, const PartPlan& plan, std::optional<std::size_t> way,
            const std::string& text, const Binder& binder, std::size_t rows);
  void NoteSteps(std::size_t part, const PartPlan& plan, std::size_t way, ExplainedStatement& note);

  const SearchBase& base_;
  const SearchRequest& request_;
  const SearchQuery& query_;
  store::Session& session_;
  const store::TimeLimits::Guard& guard_;
  const State state_;
  bool as_it_is_ = false;
  std::list<Planned> planned_;  // one a part; plans refer to the predicates beside them
  std::vector<Planned*> of_part_;
  std::vector<ExplainedStatement> statements_;
};

}  // namespace socle::resource
