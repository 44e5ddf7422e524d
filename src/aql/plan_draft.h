#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aql/attribute_tree.h"
#include "aql/plan.h"

namespace socle::aql {

/// A row of a table that a plan's FROM joins.
struct DraftRow {
  enum class Kind : std::uint8_t { kEhr, kComposition, kRoot, kAnchor };
  Kind kind = Kind::kRoot;
  std::string alias, table;
  const LayoutArchetype* archetype = nullptr;  // of roots and anchors; of compositions where known
  std::size_t table_index = 0;                 // in the archetype
  const LayoutNode* node = nullptr;            // of anchors that FROM names
  std::optional<std::size_t> of;               // the row that it belongs to, by `up`
  std::optional<std::size_t> in;               // the row that contains it, at any depth
  std::optional<std::int64_t> slot;            // its place below `of`
  std::size_t group = 0;                       // rows of one group are of one composition
  bool optional = false;                       // may be missing: LEFT JOIN
  bool companion = false;                      // of the composition: its archetype's columns
  bool used = false;                           // a column of it is asked for
  bool pinned = false;                         // other rows lean on it: it stays
  int selectivity = 0;                         // how much its conditions leave out, roughly
  std::vector<sql::Expr> conditions;
};

/// What a path of the query is in SQL.
struct DraftAccess {
  enum class Family : std::uint8_t { kNone, kNumber, kText, kInstant, kTime, kDuration, kBoolean };
  PlanCell cell;                   // without the column's number
  std::optional<std::size_t> row;  // whose columns; none: a constant
  std::vector<sql::Expr> columns;  // what the cell reads
  Family family = Family::kNone;   // what `compared` compares as; kNone: not in SQL
  sql::Expr compared;              // by rule 3
  sql::Expr text;                  // what LIKE looks at; may be empty
  sql::Expr present;               // not null exactly where there is something; may be empty
  bool is_ehr_id = false;          // a constant, which is the only EHR's id
  bool units = false;              // compares with numbers only: two of them may differ in units
};

/// A query has no plan; `what` says why. Caught by MakePlan.
struct Unplannable {
  std::string why;
};

/// The numbered parameters of a statement in the making.
class Binds {
 public:
  sql::Expr Add(Bound value) {
    values_.push_back(std::move(value));
    return sql::Param(static_cast<int>(values_.size()));
  }
  std::vector<Bound> Take() { return std::move(values_); }
  /// Values added since there were `size` are forgotten: what used them is.
  void Forget(std::size_t size) { values_.resize(size); }
  std::size_t size() const { return values_.size(); }

 private:
  std::vector<Bound> values_;
};

/// The versions against which `assumptions` speak, twice perhaps: `column` (id, ehr) of the tables
/// of oddities and of archetypes without tables, where they are asked.
std::vector<sql::Select> SelectDoubtful(const Assumptions& assumptions, std::string_view column,
                                        Binds& binds);

/// A condition of the statement.
struct DraftFilter {
  sql::Expr sql;
  /// The group of compositions whose rows, none of them optional, it is about alone.
  std::optional<std::size_t> group{};
};

/// The statement's FROM as it grows, and what paths became. One thread at a time.
struct Draft {
  Draft(const bound::Query& q, const Layout& l) : query(q), layout(l) {}

  const bound::Query& query;
  const Layout& layout;
  Binds binds;
  std::vector<DraftRow> rows;
  std::vector<std::optional<std::size_t>> source_rows;  // by source; absent: it matches nothing
  std::vector<std::optional<DraftAccess>> accesses;     // by access; relaxed: not all
  std::vector<DraftFilter> conditions;                  // over several rows
  std::size_t groups = 0;
  /// Roots that the statement does not need, each with its list that stands for it.
  std::vector<std::pair<std::size_t, std::size_t>> replaced;
  /// The only EHR of the question, for constants.
  std::optional<std::string> ehr_id;
  bool impossible = false;  // FROM matches nothing
  /// What has no table or column is passed over, and not refused: the rows are more than the
  /// query's.
  bool relaxed = false;
  Plan plan;  // what is known of it

  std::size_t AddRow(DraftRow row);
  sql::Expr Column(std::size_t row, std::string_view name) const {
    return sql::Col(rows[row].alias, name);
  }
  sql::Expr Node(std::size_t row) const;     // its id; of a composition its root's
  sql::Expr Version(std::size_t row) const;  // the version's id
  sql::Expr Ehr(std::size_t row) const { return Column(row, "ehr"); }
  /// Its name/value, where the row is there.
  sql::Expr Name(std::size_t row) const;
  /// That the row of that id lies within `outer`; of a composition its own root does too.
  sql::Expr Within(const sql::Expr& id, std::size_t outer) const;
};

/// The name of a row of `table` by its column.
sql::Expr NameOf(const sql::Expr& column, const LayoutTable& table);

/// The rows of FROM. Errors: Unplannable.
void DraftFrom(Draft& draft);
/// What every path becomes, and the rows that paths need. Errors: Unplannable.
void DraftPaths(Draft& draft);
/// `path` from the instance of `source`, where it cannot fan out; absent: not in SQL.
std::optional<DraftAccess> DraftPath(Draft& draft, std::size_t row, const bound::Path& path);

/// What SQL says of a condition, and whether it says all of it.
struct DraftCondition {
  sql::Expr sql;  // empty: nothing
  bool exact = false;
};
/// `condition` in SQL; where `sql` is true, so is the condition or it is not exact.
DraftCondition DraftWhere(Draft& draft, const bound::Condition& condition);
/// A comparison of a path with a literal.
DraftCondition DraftComparison(Draft& draft, const DraftAccess& access, ast::Comparison comparison,
                               const ast::Literal& literal);
/// The paths that are there wherever `condition` holds.
void AddRequired(const bound::Condition& condition, std::vector<std::size_t>& accesses);

/// The paths that `condition` or `expression` reads are true in `used`, which is by access.
void AddUses(const bound::Condition& condition, std::vector<bool>& used);
void AddUses(const bound::Expression& expression, std::vector<bool>& used);

/// Which rows the statement needs.
void ChooseRows(Draft& draft);
/// Of a relaxed draft: the rows that leave something out; `tested` are the conjuncts of WHERE of
/// which SQL says something.
void ChooseFewRows(Draft& draft, const std::vector<const bound::Condition*>& tested);
/// A row of a relaxed draft that the statement has; absent: nothing would be left out.
std::optional<std::size_t> Narrowing(const Draft& draft);

/// A root of FROM and the rows of its list, none of which may be there.
struct RootWithList {
  std::size_t root, list;
};
/// The statement's only two rows, where a root is asked for nothing but to be there.
std::optional<RootWithList> RootOnlyCounted(const Draft& draft);

/// FROM and WHERE of the statement: an order of the rows, each joined by what is before it.
void DraftJoins(Draft& draft, const PlanScope& scope, sql::Select& select,
                std::optional<std::size_t> first);

}  // namespace socle::aql
