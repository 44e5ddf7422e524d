#include "sql/printer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/error.h"

namespace socle::sql {

namespace {

constexpr std::size_t kLongestName = 63;  // PostgreSQL cuts longer ones off without a word
constexpr int kDeepest = 400;             // SQLite refuses expressions deeper than 1000
constexpr int kDeepestQuery = 64;
constexpr std::size_t kFlatJunction = 32;  // a longer AND is printed as a balanced tree

bool IsNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool IsName(std::string_view name) {
  if (name.empty() || name.size() > kLongestName || !IsNameStart(name.front())) return false;
  for (char c : name) {
    if (!IsNameStart(c) && !(c >= '0' && c <= '9')) return false;
  }
  return true;
}

[[noreturn]] void Refuse(std::string what) {
  throw base::Error(base::ErrorCode::kInternal, "a statement that cannot be printed")
      .WithDetail(std::move(what));
}

bool IsCompound(const Expr& expr) {
  const auto& v = expr.node().value;
  return !(std::holds_alternative<ColumnRef>(v) || std::holds_alternative<ParameterRef>(v) ||
           std::holds_alternative<Constant>(v) || std::holds_alternative<CallOp>(v) ||
           std::holds_alternative<ScalarSelect>(v) || std::holds_alternative<CastOp>(v));
}

}  // namespace

std::string QuoteText(std::string_view value) {
  if (value.find('\0') != std::string_view::npos) Refuse("a NUL in a text constant");
  std::string text = "'";
  for (char c : value) {
    if (c == '\'') text += '\'';
    text += c;
  }
  return text + "'";
}

std::string Printer::Print(const Statement& statement) {
  out_.clear();
  depth_ = 0;
  query_depth_ = 0;
  std::visit([this](const auto& s) { Write(s); }, statement);
  return std::move(out_);
}

std::string Printer::Print(const SchemaChange& change) {
  out_.clear();
  std::visit([this](const auto& c) { Write(c); }, change);
  return std::move(out_);
}

void Printer::Name(std::string_view name) {
  if (!IsName(name)) Refuse("not a name: " + std::string(name));
  out_ += '"';
  out_ += name;
  out_ += '"';
}

void Printer::Names(const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) Out(", ");
    Name(names[i]);
  }
}

// ---- Expressions ----

void Printer::Expression(const Expr& expr) {
  if (expr.empty()) Refuse("an expression is missing");
  if (++depth_ > kDeepest) Refuse("an expression is nested too deeply");
  const bool parentheses = depth_ > 1 && IsCompound(expr);
  if (parentheses) Out("(");
  std::visit([this](const auto& node) { Write(node); }, expr.node().value);
  if (parentheses) Out(")");
  --depth_;
}

void Printer::Expressions(const std::vector<Expr>& list) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) Out(", ");
    Expression(list[i]);
  }
}

void Printer::Write(const ColumnRef& column) {
  if (!column.alias.empty()) {
    Name(column.alias);
    Out(".");
  }
  Name(column.column);
}

void Printer::Write(const ParameterRef& parameter) {
  if (parameter.number < 1 || parameter.number > 32766) Refuse("a parameter number out of range");
  Out(Parameter(parameter.number));
}

void Printer::Write(const Constant& constant) {
  struct Visitor {
    Printer& p;
    void operator()(Null) { p.Out("NULL"); }
    void operator()(bool value) { p.Out(p.BooleanText(value)); }
    void operator()(std::int64_t value) {
      // The smallest integer has no literal: its digits alone are out of range.
      if (value == INT64_MIN) return p.Out("(-9223372036854775807 - 1)");
      const std::string text = std::to_string(value);
      p.Out(value < 0 ? "(" + text + ")" : text);
    }
    void operator()(double value) {
      if (!std::isfinite(value)) Refuse("a constant that is not a number");
      std::array<char, 64> buffer{};
      auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                        std::chars_format::scientific);
      if (error != std::errc()) Refuse("a constant that cannot be printed");
      const std::string text(buffer.data(), end);
      p.Out(value < 0 ? "(" + text + ")" : text);
    }
    void operator()(const std::string& value) { p.Out(QuoteText(value)); }
    void operator()(const Blob& value) { p.Out(p.BlobText(value.bytes)); }
  };
  std::visit(Visitor{*this}, constant.value);
}

void Printer::Write(const BinaryOp& op) {
  Expression(op.left);
  Out(" ");
  Out(OperatorText(op.op));
  Out(" ");
  Expression(op.right);
}

void Printer::Write(const Junction& junction) {
  if (junction.operands.empty()) return Out(BooleanText(junction.kind == Junction::Kind::kAll));
  JunctionPart(junction, 0, junction.operands.size());
}

// A chain of n operands is a tree n deep to SQLite's parser; halves keep it at log n.
void Printer::JunctionPart(const Junction& junction, std::size_t begin, std::size_t end) {
  const std::string_view word = junction.kind == Junction::Kind::kAll ? " AND " : " OR ";
  if (end - begin > kFlatJunction) {
    const std::size_t middle = begin + (end - begin) / 2;
    Out("(");
    JunctionPart(junction, begin, middle);
    Out(")");
    Out(word);
    Out("(");
    JunctionPart(junction, middle, end);
    return Out(")");
  }
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin) Out(word);
    Expression(junction.operands[i]);
  }
}

void Printer::Write(const NotOp& op) {
  Out("NOT ");
  Expression(op.operand);
}

void Printer::Write(const NullTest& test) {
  Expression(test.operand);
  Out(test.kind == NullTest::Kind::kNull ? " IS NULL" : " IS NOT NULL");
}

void Printer::Write(const LikeOp& op) {
  Expression(op.value);
  Out(" LIKE ");
  Expression(op.pattern);
  Out(" ESCAPE '\\'");
}

void Printer::Write(const BetweenOp& op) {
  Expression(op.value);
  Out(" BETWEEN ");
  Expression(op.low);
  Out(" AND ");
  Expression(op.high);
}

void Printer::Write(const InList& in) {
  if (in.list.empty()) return Out(BooleanText(false));
  Expression(in.value);
  Out(" IN (");
  Expressions(in.list);
  Out(")");
}

void Printer::Write(const InSelect& in) {
  if (in.values.empty()) Refuse("IN without a value");
  if (in.values.size() == 1) {
    Expression(in.values.front());
  } else {
    Out("(");
    Expressions(in.values);
    Out(")");
  }
  Out(" IN (");
  Query(*in.select);
  Out(")");
}

void Printer::Write(const ExistsOp& exists) {
  Out("EXISTS (");
  Query(*exists.select);
  Out(")");
}

void Printer::Write(const ScalarSelect& scalar) {
  Out("(");
  Query(*scalar.select);
  Out(")");
}

void Printer::Write(const CaseOp& op) {
  if (op.branches.empty()) Refuse("CASE without a branch");
  Out("CASE");
  for (const auto& [when, then] : op.branches) {
    Out(" WHEN ");
    Expression(when);
    Out(" THEN ");
    Expression(then);
  }
  if (!op.otherwise.empty()) {
    Out(" ELSE ");
    Expression(op.otherwise);
  }
  Out(" END");
}

void Printer::Write(const CastOp& cast) {
  Out("CAST(");
  Expression(cast.operand);
  Out(" AS ");
  Out(TypeName(cast.type));
  Out(")");
}

void Printer::Write(const CollateOp& collate) {
  Expression(collate.operand);
  Out(" COLLATE ");
  Out(CollationName(collate.collation));
}

void Printer::Write(const CallOp& call) {
  if (const auto* function = std::get_if<Function>(&call.function)) {
    if (*function == Function::kCountRows) {
      if (!call.arguments.empty()) Refuse("COUNT(*) with an argument");
      return Out("count(*)");
    }
    Out(FunctionName(*function));
  } else {
    const auto& name = std::get<std::string>(call.function);
    if (!IsName(name)) Refuse("not a function's name: " + name);
    Out(name);
  }
  Out(call.distinct == CallOp::Distinct::kYes ? "(DISTINCT " : "(");
  Expressions(call.arguments);
  Out(")");
}

void Printer::Write(const OverOp& over) {
  Expression(over.call);
  Out(" OVER (");
  if (!over.partition.empty()) {
    Out("PARTITION BY ");
    Expressions(over.partition);
    if (!over.order.empty()) Out(" ");
  }
  if (!over.order.empty()) Order(over.order);
  Out(")");
}

void Printer::Order(const std::vector<OrderKey>& keys) {
  Out("ORDER BY ");
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i > 0) Out(", ");
    Expression(keys[i].value);
    if (keys[i].direction == OrderKey::Direction::kDescending) Out(" DESC");
    if (keys[i].nulls == OrderKey::Nulls::kFirst) Out(" NULLS FIRST");
    if (keys[i].nulls == OrderKey::Nulls::kLast) Out(" NULLS LAST");
  }
}

// ---- SELECT ----

void Printer::Columns(const std::vector<OutputColumn>& columns) {
  if (columns.empty()) Refuse("a query without columns");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) Out(", ");
    Expression(columns[i].value);
    if (!columns[i].alias.empty()) {
      Out(" AS ");
      Name(columns[i].alias);
    }
  }
}

void Printer::From(const Source& source) {
  if (const auto* table = std::get_if<std::string>(&source.from)) {
    Name(*table);
  } else {
    if (source.alias.empty()) Refuse("a subquery without an alias");
    Out("(");
    Query(*std::get<std::shared_ptr<const Select>>(source.from));
    Out(")");
  }
  if (!source.alias.empty()) {
    Out(" AS ");
    Name(source.alias);
  }
}

void Printer::With(const Select& select) {
  if (select.with_.empty()) return;
  Out(select.recursive_ ? "WITH RECURSIVE " : "WITH ");
  for (std::size_t i = 0; i < select.with_.size(); ++i) {
    const WithClause& with = select.with_[i];
    if (i > 0) Out(", ");
    Name(with.name);
    if (!with.columns.empty()) {
      Out("(");
      Names(with.columns);
      Out(")");
    }
    Out(" AS ");
    if (with.hint == WithClause::Hint::kMaterialized) Out("MATERIALIZED ");
    if (with.hint == WithClause::Hint::kNotMaterialized) Out("NOT MATERIALIZED ");
    Out("(");
    Query(*with.select);
    Out(")");
  }
  Out(" ");
}

void Printer::Core(const Select& select) {
  Out(select.distinct_ ? "SELECT DISTINCT " : "SELECT ");
  Columns(select.columns_);
  if (select.from_) {
    Out(" FROM ");
    From(*select.from_);
  } else if (!select.joins_.empty()) {
    Refuse("a join without FROM");
  }
  for (const JoinClause& join : select.joins_) {
    Out(" ");
    Out(JoinText(join.kind));
    Out(" ");
    From(join.source);
    Out(" ON ");
    Expression(join.on);
  }
  if (!select.where_.empty()) {
    Out(" WHERE ");
    Expression(select.where_);
  }
  if (!select.group_by_.empty()) {
    Out(" GROUP BY ");
    Expressions(select.group_by_);
  }
  if (!select.having_.empty()) {
    Out(" HAVING ");
    Expression(select.having_);
  }
}

void Printer::Tail(const Select& select) {
  if (!select.order_by_.empty()) {
    Out(" ");
    Order(select.order_by_);
  }
  if (!select.limit_.empty()) {
    Out(" LIMIT ");
    Expression(select.limit_);
  } else if (!select.offset_.empty()) {
    Out(NoLimitText());
  }
  if (!select.offset_.empty()) {
    Out(" OFFSET ");
    Expression(select.offset_);
  }
}

void Printer::Query(const Select& select) {
  const int depth = depth_;  // each query's expressions begin at the top
  if (++query_depth_ > kDeepestQuery) Refuse("queries are nested too deeply");
  depth_ = 0;
  With(select);
  Core(select);
  for (const auto& other : select.union_all_) {
    if (!other->order_by_.empty() || !other->limit_.empty() || !other->offset_.empty() ||
        !other->with_.empty() || !other->union_all_.empty()) {
      Refuse("a part of UNION ALL with clauses of the whole");
    }
    Out(" UNION ALL ");
    Core(*other);
  }
  Tail(select);
  depth_ = depth;
  --query_depth_;
}

// ---- Changes ----

void Printer::Assignments(const std::vector<Assignment>& set) {
  if (set.empty()) Refuse("SET without a column");
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i > 0) Out(", ");
    Name(set[i].column);
    Out(" = ");
    Expression(set[i].value);
  }
}

void Printer::Returning(const std::vector<OutputColumn>& columns) {
  if (columns.empty()) return;
  Out(" RETURNING ");
  Columns(columns);
}

void Printer::InsertRows(const Insert& insert) {
  if (insert.select_ != nullptr) {
    if (!insert.rows_.empty()) Refuse("an insert of rows and of a query");
    Out(" ");
    // Without WHERE, SQLite would read ON CONFLICT as the condition of a join.
    if (insert.conflict_ != Insert::Conflict::kFail && insert.select_->where_.empty()) {
      Select select = *insert.select_;
      select.Where(Bool(true));
      return Query(select);
    }
    return Query(*insert.select_);
  }
  Out(" VALUES ");
  if (insert.rows_.empty()) {
    Out("(");
    for (std::size_t i = 0; i < insert.columns_.size(); ++i) {
      if (i > 0) Out(", ");
      Out(Parameter(static_cast<int>(i) + 1));
    }
    return Out(")");
  }
  for (std::size_t i = 0; i < insert.rows_.size(); ++i) {
    if (insert.rows_[i].size() != insert.columns_.size()) Refuse("a row of another width");
    Out(i > 0 ? ", (" : "(");
    Expressions(insert.rows_[i]);
    Out(")");
  }
}

void Printer::Write(const Insert& insert) {
  if (insert.columns_.empty()) Refuse("an insert without columns");
  Out("INSERT INTO ");
  Name(insert.table_);
  Out(" (");
  Names(insert.columns_);
  Out(")");
  InsertRows(insert);
  if (insert.conflict_ != Insert::Conflict::kFail) {
    Out(" ON CONFLICT");
    if (!insert.conflict_columns_.empty()) {
      Out(" (");
      Names(insert.conflict_columns_);
      Out(")");
    }
    if (insert.conflict_ == Insert::Conflict::kNothing) {
      Out(" DO NOTHING");
    } else {
      if (insert.conflict_columns_.empty()) Refuse("an upsert without the columns of its key");
      Out(" DO UPDATE SET ");
      Assignments(insert.set_);
      if (!insert.conflict_where_.empty()) {
        Out(" WHERE ");
        Expression(insert.conflict_where_);
      }
    }
  }
  Returning(insert.returning_);
}

void Printer::Write(const Update& update) {
  Out("UPDATE ");
  From({update.table_, update.alias_});
  Out(" SET ");
  Assignments(update.set_);
  if (!update.where_.empty()) {
    Out(" WHERE ");
    Expression(update.where_);
  }
  Returning(update.returning_);
}

void Printer::Write(const Delete& remove) {
  Out("DELETE FROM ");
  From({remove.table_, remove.alias_});
  if (!remove.where_.empty()) {
    Out(" WHERE ");
    Expression(remove.where_);
  }
  Returning(remove.returning_);
}

// ---- Schema ----

void Printer::Column(const ColumnDefinition& column) {
  Name(column.name);
  Out(" ");
  Out(TypeName(column.type));
  if (column.rule == ColumnDefinition::Rule::kNotNull) Out(" NOT NULL");
  if (column.rule == ColumnDefinition::Rule::kPrimaryKey) Out(" PRIMARY KEY");
}

void Printer::Write(const CreateTable& create) {
  if (create.columns.empty()) Refuse("a table without columns");
  Out("CREATE TABLE ");
  Name(create.table);
  Out(" (");
  for (std::size_t i = 0; i < create.columns.size(); ++i) {
    if (i > 0) Out(", ");
    Column(create.columns[i]);
  }
  Out(")");
}

void Printer::Write(const AddColumn& add) {
  if (add.column.rule != ColumnDefinition::Rule::kNone) Refuse("a new column with a rule");
  Out("ALTER TABLE ");
  Name(add.table);
  Out(" ADD COLUMN ");
  Column(add.column);
}

void Printer::Write(const CreateIndex& create) {
  if (create.columns.empty()) Refuse("an index without columns");
  Out("CREATE INDEX ");
  Name(create.index);
  Out(" ON ");
  Name(create.table);
  Out(" (");
  Names(create.columns);
  Out(")");
}

void Printer::Write(const DropTable& drop) {
  Out("DROP TABLE ");
  Name(drop.table);
}

}  // namespace socle::sql
