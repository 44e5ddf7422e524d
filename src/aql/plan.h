#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "aql/bound.h"
#include "aql/layout.h"
#include "aql/value.h"
#include "record/types.h"
#include "sql/statement.h"

namespace socle::aql {

/// What a statement binds.
using Bound = std::variant<std::int64_t, double, std::string>;

/// How the columns of a plan's row become the value of a path.
struct PlanCell {
  enum class Kind : std::uint8_t {
    kConstant,  // `constant`, whatever the row
    kText,
    kReal,
    kInteger,
    kBoolean,
    kInstant,   // microseconds since 1970, as ISO 8601 writes them
    kEhrId,     // as the record stores an EHR's id
    kUid,       // three columns: an object's uid as stored, its system, the version's number
    kDocument,  // the column is a row's id: what `path` leads to from that node of its document
  };
  Kind kind = Kind::kConstant;
  int column = 0;
  rm::ClassId temporal = rm::ClassId::kNone;  // kText: see Value
  bound::Path path;                           // kDocument: without fan-out
  Value constant;
};

/// What must not be in a version for the tables to tell all of it: oddities, by
/// LayoutArchetype::number, and archetypes that are in aql_unlaid.
struct Assumptions {
  std::set<std::pair<std::int64_t, Oddity>> oddities;
  std::set<std::string> absent;

  bool empty() const { return oddities.empty() && absent.empty(); }
};

/// Rows of FROM that the statement leaves to be counted: those that no row of the statement belongs
/// to. No path leads anywhere from them.
struct PlanRemainder {
  sql::Select count;  // all of them, also those that rows belong to
  int column = 0;     // of the statement: the id of the row that a row belongs to
};

/// A query as one SQL statement over the archetype tables, and what is left to do with its rows.
struct Plan {
  sql::Select select;
  std::vector<Bound> binds;
  /// By access; a path that nothing needs has none.
  std::vector<std::optional<PlanCell>> cells;
  /// The columns of the statement that say where a row stands without ORDER BY; none where the rows
  /// come in that order, or none is needed.
  std::vector<int> order_columns;
  bool in_order = true;   // the rows come in that order
  bool sorted = false;    // … or as ORDER BY says
  bool filtered = false;  // SQL tested all of WHERE
  bool cut = false;       // SQL applied OFFSET and LIMIT
  /// The statement has one row: the cells of an answer of aggregates.
  bool counted = false;
  /// Rows to be added at the end; the statement's come by id.
  std::optional<PlanRemainder> remainder;
  /// FROM cannot match: there is no statement.
  bool empty = false;
  /// Of a plan for one EHR that is another's with these replaced: the binds that are its key, the
  /// cells that are its id. Absent: it is no other's.
  struct Replaced {
    std::vector<std::size_t> binds, cells;
  };
  std::optional<Replaced> of_ehr;
  /// What must not be in the store for the plan to be right, but in versions that it leaves out.
  Assumptions assumptions;
  std::vector<base::Issue> warnings;
};

/// Which EHRs a question is about; where EhrsNamed says something of the query, only those.
struct PlanScope {
  /// Where it is restricted; absent: all.
  std::optional<std::vector<record::EhrInfo>> ehrs;
  /// Some EHR is not queryable and must be left out.
  bool leave_out_unqueryable = false;
  /// Versions against which these assumptions speak are left out: their rows are the evaluator's,
  /// so that none are counted, cut off or in their order. `order_columns` begins with the version.
  std::optional<Assumptions> without{};
};

/// Why there is no plan: for EXPLAIN.
struct NoPlan {
  std::string reason;
  std::vector<base::Issue> warnings;
};

/// The plan of `query` over `layout`, or why the evaluator must answer it.
///
/// A plan's rows, through a RowTail, are the evaluator's, in its order, while its assumptions hold.
std::variant<Plan, NoPlan> MakePlan(const bound::Query& query, const Layout& layout,
                                    const PlanScope& scope);

/// Where rows of a query can come from, as far as the tables tell.
struct Candidates {
  enum class Unit : std::uint8_t { kVersion, kEhr } unit = Unit::kVersion;
  sql::Select select;  // of the ids of versions, or of EHRs
  std::vector<Bound> binds;
  /// No version can have rows: there is no statement.
  bool none = false;
  /// Versions against which these speak may have rows too.
  Assumptions assumptions;
};

/// The compositions, or the EHRs, outside which `query` has no rows, by the classes of FROM and the
/// conditions of WHERE that have tables and columns. Absent: the tables say nothing of it. For
/// queries over the latest versions of compositions alone.
std::optional<Candidates> NarrowTo(Candidates::Unit unit, const bound::Query& query,
                                   const Layout& layout, const PlanScope& scope);

}  // namespace socle::aql
