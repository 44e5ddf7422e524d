#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aql/ast.h"
#include "aql/bound.h"
#include "aql/layout_set.h"
#include "aql/parameters.h"
#include "aql/plan.h"
#include "aql/plan_run.h"
#include "aql/reach.h"
#include "base/lru_map.h"

namespace socle::aql {

/// A plan, its statements, and the query with the warnings that belong to it. Immutable: answers
/// share it.
struct Planned {
  Plan plan;
  PlanStatements statements;
  std::string text;              // of statements.rows; empty where the plan is
  std::string remainder_text{};  // of statements.remainder
  std::shared_ptr<const bound::Query> query;
};

/// A query with its parameters and its page, and the plans that it has had. Safe from any thread:
/// the plans have a lock.
class BoundQuestion {
 public:
  explicit BoundQuestion(bound::Query query)
      : query_(std::make_shared<bound::Query>(std::move(query))), reach_(ReachOf(*query_)) {}

  const std::shared_ptr<const bound::Query>& query() const { return query_; }
  const Reach& reach() const { return reach_; }

  /// For whom a plan is: one EHR, whichever, or all of them.
  struct Shape {
    bool one_ehr = false, leave_out_unqueryable = false;
    bool operator==(const Shape&) const = default;
  };
  /// The plan over that layout; null where none was kept.
  std::shared_ptr<const Planned> Find(const std::shared_ptr<const LayoutSet>& layout,
                                      Shape shape) const;
  /// Plans over other layouts are forgotten.
  void Keep(std::shared_ptr<const LayoutSet> layout, Shape shape,
            std::shared_ptr<const Planned> planned);

 private:
  struct Kept {
    Shape shape;
    std::shared_ptr<const Planned> planned;
  };

  const std::shared_ptr<const bound::Query> query_;
  const Reach reach_;
  mutable std::mutex mutex_;  // guards what follows
  std::shared_ptr<const LayoutSet> layout_;
  std::vector<Kept> kept_;
};

/// Queries that were asked of late, so that one that is asked again is not read, bound and planned
/// again. Bounded. Safe from any thread, because it has a lock.
class Questions {
 public:
  /// Errors: of Parse.
  std::shared_ptr<const ast::Query> Parsed(std::string_view aql);

  /// `parsed` is what `aql` says. `fetch` and `offset` of the request become the query's own.
  /// Errors: of Bind; kBadRequest, rule two_limits, where the query has LIMIT, OFFSET or TOP too.
  std::shared_ptr<BoundQuestion> Bound(const std::string& aql, const ast::Query& parsed,
                                       const Parameters& parameters,
                                       std::optional<std::uint64_t> fetch,
                                       std::optional<std::uint64_t> offset);

 private:
  static constexpr std::size_t kMost = 512;
  std::mutex mutex_;  // guards what follows
  base::LruMap<std::shared_ptr<const ast::Query>> parsed_{kMost};
  base::LruMap<std::shared_ptr<BoundQuestion>> bound_{kMost};
};

}  // namespace socle::aql
