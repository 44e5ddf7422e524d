#include "sql/statement.h"

#include <atomic>

namespace socle::sql {

namespace {

std::shared_ptr<const Select> Share(Select select) {
  return std::make_shared<const Select>(std::move(select));
}

std::uint64_t NextId() {
  static std::atomic<std::uint64_t> next{1};
  return next.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

Select& Select::Column(Expr value, std::string alias) {
  columns_.emplace_back(std::move(value), std::move(alias));
  return *this;
}

Select& Select::Distinct() {
  distinct_ = true;
  return *this;
}

Select& Select::From(std::string_view table, std::string_view alias) {
  from_ = Source{std::string(table), std::string(alias)};
  return *this;
}

Select& Select::From(Select subquery, std::string_view alias) {
  from_ = Source{Share(std::move(subquery)), std::string(alias)};
  return *this;
}

Select& Select::Join(std::string_view table, std::string_view alias, Expr on) {
  joins_.push_back({JoinClause::Kind::kInner, {std::string(table), std::string(alias)}, on});
  return *this;
}

Select& Select::Join(Select subquery, std::string_view alias, Expr on) {
  joins_.push_back(
      {JoinClause::Kind::kInner, {Share(std::move(subquery)), std::string(alias)}, on});
  return *this;
}

Select& Select::LeftJoin(std::string_view table, std::string_view alias, Expr on) {
  joins_.push_back({JoinClause::Kind::kLeft, {std::string(table), std::string(alias)}, on});
  return *this;
}

Select& Select::LeftJoin(Select subquery, std::string_view alias, Expr on) {
  joins_.push_back({JoinClause::Kind::kLeft, {Share(std::move(subquery)), std::string(alias)}, on});
  return *this;
}

Select& Select::JoinInOrder(std::string_view table, std::string_view alias, Expr on) {
  joins_.push_back({JoinClause::Kind::kInOrder, {std::string(table), std::string(alias)}, on});
  return *this;
}

Select& Select::Where(const Expr& condition) {
  where_ = where_ && condition;
  return *this;
}

Select& Select::GroupBy(std::vector<Expr> keys) {
  group_by_ = std::move(keys);
  return *this;
}

Select& Select::Having(Expr condition) {
  having_ = std::move(condition);
  return *this;
}

Select& Select::OrderBy(std::vector<OrderKey> keys) {
  order_by_ = std::move(keys);
  return *this;
}

Select& Select::Limit(std::int64_t rows) { return Limit(Int(rows)); }

Select& Select::Limit(Expr rows) {
  limit_ = std::move(rows);
  return *this;
}

Select& Select::Offset(std::int64_t rows) { return Offset(Int(rows)); }

Select& Select::Offset(Expr rows) {
  offset_ = std::move(rows);
  return *this;
}

Select& Select::UnionAll(Select other) {
  union_all_.push_back(Share(std::move(other)));
  return *this;
}

Select& Select::With(std::string_view name, std::vector<std::string> columns, Select select,
                     WithClause::Hint hint) {
  with_.push_back({std::string(name), std::move(columns), Share(std::move(select)), hint});
  return *this;
}

Select& Select::WithRecursive(std::string_view name, std::vector<std::string> columns,
                              Select select) {
  recursive_ = true;
  return With(name, std::move(columns), std::move(select));
}

Insert::Insert(std::string_view table, std::vector<std::string> columns)
    : table_(table), columns_(std::move(columns)) {}

Insert& Insert::Values(std::vector<Expr> row) {
  rows_.push_back(std::move(row));
  return *this;
}

Insert& Insert::From(Select select) {
  select_ = Share(std::move(select));
  return *this;
}

Insert& Insert::OnConflictDoNothing(std::vector<std::string> columns) {
  conflict_ = Conflict::kNothing;
  conflict_columns_ = std::move(columns);
  return *this;
}

Insert& Insert::OnConflictUpdate(std::vector<std::string> columns, std::vector<Assignment> set,
                                 Expr where) {
  conflict_ = Conflict::kUpdate;
  conflict_columns_ = std::move(columns);
  set_ = std::move(set);
  conflict_where_ = std::move(where);
  return *this;
}

Insert& Insert::Returning(std::vector<OutputColumn> columns) {
  returning_ = std::move(columns);
  return *this;
}

Update::Update(std::string_view table, std::string_view alias) : table_(table), alias_(alias) {}

Update& Update::Set(std::string_view column, Expr value) {
  set_.push_back({std::string(column), std::move(value)});
  return *this;
}

Update& Update::Where(const Expr& condition) {
  where_ = where_ && condition;
  return *this;
}

Update& Update::Returning(std::vector<OutputColumn> columns) {
  returning_ = std::move(columns);
  return *this;
}

Delete::Delete(std::string_view table, std::string_view alias) : table_(table), alias_(alias) {}

Delete& Delete::Where(const Expr& condition) {
  where_ = where_ && condition;
  return *this;
}

Delete& Delete::Returning(std::vector<OutputColumn> columns) {
  returning_ = std::move(columns);
  return *this;
}

Query::Query(std::string_view name, Statement statement)
    : shared_(std::make_shared<const Shared>(
          Shared{std::string(name), NextId(), std::move(statement)})) {}

}  // namespace socle::sql
