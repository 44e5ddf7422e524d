#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sql/expression.h"

namespace socle::sql {

class Printer;

/// What FROM reads: a table (or the name of a WITH query), or a subquery.
struct Source {
  std::variant<std::string, std::shared_ptr<const Select>> from;
  std::string alias;  // may be empty for a table
};

struct JoinClause {
  enum class Kind : std::uint8_t {
    kInner,
    kLeft,
    kInOrder,  // inner, and SQLite reads the left side first (its CROSS JOIN); others are free
  } kind;
  Source source;
  Expr on;
};

/// A column of the result; `alias` may be empty.
struct OutputColumn {
  Expr value;
  std::string alias;
  OutputColumn(Expr v, std::string a = {}) : value(std::move(v)), alias(std::move(a)) {}
};

struct WithClause {
  enum class Hint : std::uint8_t { kNone, kMaterialized, kNotMaterialized };
  std::string name;
  std::vector<std::string> columns;
  std::shared_ptr<const Select> select;
  Hint hint = Hint::kNone;
};

/// SELECT, clause by clause; each call returns the query itself so that they chain. A value:
/// copying copies the clauses, expressions are shared. One thread at a time while it is built.
///
///   Select({Col("v", "body"), Col("v", "codec")})
///       .From("version", "v")
///       .Where(Col("v", "ehr") == Param(1) && Col("v", "object") == Param(2))
///       .OrderBy({Desc(Col("v", "number"))})
///       .Limit(1)
class Select {
 public:
  Select() = default;
  explicit Select(std::vector<OutputColumn> columns) : columns_(std::move(columns)) {}

  Select& Column(Expr value, std::string alias = {});
  Select& Distinct();
  Select& From(std::string_view table, std::string_view alias = {});
  Select& From(Select subquery, std::string_view alias);
  Select& Join(std::string_view table, std::string_view alias, Expr on);
  Select& Join(Select subquery, std::string_view alias, Expr on);
  Select& LeftJoin(std::string_view table, std::string_view alias, Expr on);
  Select& LeftJoin(Select subquery, std::string_view alias, Expr on);
  Select& JoinInOrder(std::string_view table, std::string_view alias, Expr on);
  /// Conditions of several calls must all hold; an empty one is left out.
  Select& Where(const Expr& condition);
  Select& GroupBy(std::vector<Expr> keys);
  Select& Having(Expr condition);
  Select& OrderBy(std::vector<OrderKey> keys);
  Select& Limit(std::int64_t rows);
  Select& Limit(Expr rows);
  Select& Offset(std::int64_t rows);
  Select& Offset(Expr rows);
  /// The rows of `other` after these. ORDER BY and LIMIT of the first apply to the whole.
  Select& UnionAll(Select other);
  /// WITH name(columns) AS (select): readable by name in FROM. A recursive one names itself in its
  /// UNION ALL part.
  Select& With(std::string_view name, std::vector<std::string> columns, Select select,
               WithClause::Hint hint = WithClause::Hint::kNone);
  Select& WithRecursive(std::string_view name, std::vector<std::string> columns, Select select);

 private:
  friend class Printer;
  std::vector<OutputColumn> columns_;
  std::optional<Source> from_;
  std::vector<JoinClause> joins_;
  Expr where_, having_, limit_, offset_;
  std::vector<Expr> group_by_;
  std::vector<OrderKey> order_by_;
  std::vector<std::shared_ptr<const Select>> union_all_;
  std::vector<WithClause> with_;
  bool distinct_ = false;
  bool recursive_ = false;
};

struct Assignment {
  std::string column;
  Expr value;
};

/// INSERT of rows of values, or of what a query returns.
class Insert {
 public:
  Insert(std::string_view table, std::vector<std::string> columns);

  /// One more row. Without Values or From: one row of Param(1) to Param(n).
  Insert& Values(std::vector<Expr> row);
  Insert& From(Select select);
  /// Rows that break the uniqueness of `columns` (empty: of any key) are left out.
  Insert& OnConflictDoNothing(std::vector<std::string> columns = {});
  /// Such rows change the row that is there: `Excluded(column)` is the new value.
  Insert& OnConflictUpdate(std::vector<std::string> columns, std::vector<Assignment> set,
                           Expr where = {});
  Insert& Returning(std::vector<OutputColumn> columns);

 private:
  friend class Printer;
  enum class Conflict : std::uint8_t { kFail, kNothing, kUpdate };
  std::string table_;
  std::vector<std::string> columns_;
  std::vector<std::vector<Expr>> rows_;
  std::shared_ptr<const Select> select_;
  Conflict conflict_ = Conflict::kFail;
  std::vector<std::string> conflict_columns_;
  std::vector<Assignment> set_;
  Expr conflict_where_;
  std::vector<OutputColumn> returning_;
};

/// UPDATE table SET … WHERE ….
class Update {
 public:
  explicit Update(std::string_view table, std::string_view alias = {});
  Update& Set(std::string_view column, Expr value);
  Update& Where(const Expr& condition);
  Update& Returning(std::vector<OutputColumn> columns);

 private:
  friend class Printer;
  std::string table_, alias_;
  std::vector<Assignment> set_;
  Expr where_;
  std::vector<OutputColumn> returning_;
};

/// DELETE FROM table WHERE ….
class Delete {
 public:
  explicit Delete(std::string_view table, std::string_view alias = {});
  Delete& Where(const Expr& condition);
  Delete& Returning(std::vector<OutputColumn> columns);

 private:
  friend class Printer;
  std::string table_, alias_;
  Expr where_;
  std::vector<OutputColumn> returning_;
};

using Statement = std::variant<Select, Insert, Update, Delete>;

/// A named statement, ready to be prepared. Copies are the same query: sessions keep prepared
/// statements by `id`, so a query that runs often is made once and kept. Immutable, so safe from
/// any thread.
class Query {
 public:
  /// `name` is what logs and metrics call it: "record.read_head".
  Query(std::string_view name, Statement statement);

  const std::string& name() const { return shared_->name; }
  /// Unique in the process, never used again.
  std::uint64_t id() const { return shared_->id; }
  const Statement& statement() const { return shared_->statement; }

 private:
  struct Shared {
    std::string name;
    std::uint64_t id;
    Statement statement;
  };
  std::shared_ptr<const Shared> shared_;  // shared: copies are one query
};

}  // namespace socle::sql
