#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace socle::sql {

class Select;
struct ExprNode;

/// A column's type, as CAST and the schema's writer name it.
enum class Type : std::uint8_t { kInteger, kReal, kText, kBlob };

/// Orders of text that every dialect can print.
enum class Collation : std::uint8_t {
  kBinary,          // by code point of UTF-8: SQLite BINARY, PostgreSQL "C"
  kCaseInsensitive  // ASCII letters alike: SQLite NOCASE; PostgreSQL has none and refuses
};

/// The functions that mean the same in every dialect. Others go by a checked name (`Call`).
enum class Function : std::uint8_t {
  kAbs,
  kAvg,
  kCoalesce,
  kCount,      // of the rows where the argument is not null
  kCountRows,  // COUNT(*), no argument
  kGreatest,   // SQLite: max(a, b)
  kLeast,      // SQLite: min(a, b)
  kLength,     // characters of a text
  kLower,
  kMax,
  kMin,
  kNullIf,
  kOctets,  // bytes of a blob
  kRound,
  kSubstring,  // (text, from 1, length)
  kSum,
  kUpper,
  // Window functions, for Over().
  kRowNumber,
  kRank,
  kDenseRank,
  kLag,
  kLead,
  kFirstValue,
  kLastValue,
};

/// A value of SQL, or a condition: an immutable tree that its copies share. Immutable.
class Expr {
 public:
  Expr() = default;  // no expression: WHERE that is left out
  explicit Expr(ExprNode node);
  const ExprNode& node() const { return *node_; }
  bool empty() const { return node_ == nullptr; }

 private:
  std::shared_ptr<const ExprNode> node_;  // shared: a condition may stand in several queries
};

/// One key of ORDER BY, of a window or of an index.
struct OrderKey {
  Expr value;
  enum class Direction : std::uint8_t { kAscending, kDescending } direction = Direction::kAscending;
  enum class Nulls : std::uint8_t { kDefault, kFirst, kLast } nulls = Nulls::kDefault;
};

enum class Operator : std::uint8_t {
  // Comparison.
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIs,  // equal, and null is equal to null
  kIsNot,
  // Arithmetic.
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  // Text.
  kConcat,
};

struct ColumnRef {
  std::string alias;  // may be empty
  std::string column;
};
struct ParameterRef {
  int number = 1;  // from 1, as Statement::Bind counts
};
struct Null {};
struct Blob {
  std::string bytes;
};
/// A constant of the program, never a value of a client: those are parameters.
struct Constant {
  std::variant<Null, bool, std::int64_t, double, std::string, Blob> value;
};
struct BinaryOp {
  Operator op;
  Expr left, right;
};
/// All, or any, of the operands. No operand: true for all, false for any.
struct Junction {
  enum class Kind : std::uint8_t { kAll, kAny } kind;
  std::vector<Expr> operands;
};
struct NotOp {
  Expr operand;
};
struct NullTest {
  Expr operand;
  enum class Kind : std::uint8_t { kNull, kNotNull } kind;
};
/// Case-sensitive in every dialect (the SQLite sessions set it so); `\` escapes % and _.
struct LikeOp {
  Expr value, pattern;
};
struct BetweenOp {
  Expr value, low, high;
};
struct InList {
  Expr value;
  std::vector<Expr> list;  // empty: false
};
struct InSelect {
  std::vector<Expr> values;  // more than one: a row value
  std::shared_ptr<const Select> select;
};
struct ExistsOp {
  std::shared_ptr<const Select> select;
};
struct ScalarSelect {
  std::shared_ptr<const Select> select;
};
struct CaseOp {
  std::vector<std::pair<Expr, Expr>> branches;
  Expr otherwise;  // empty: null
};
struct CastOp {
  Expr operand;
  Type type;
};
struct CollateOp {
  Expr operand;
  Collation collation;
};
struct CallOp {
  std::variant<Function, std::string> function;
  std::vector<Expr> arguments;
  enum class Distinct : std::uint8_t { kNo, kYes } distinct = Distinct::kNo;
};
struct OverOp {
  Expr call;
  std::vector<Expr> partition;
  std::vector<OrderKey> order;
};

struct ExprNode {
  std::variant<ColumnRef, ParameterRef, Constant, BinaryOp, Junction, NotOp, NullTest, LikeOp,
               BetweenOp, InList, InSelect, ExistsOp, ScalarSelect, CaseOp, CastOp, CollateOp,
               CallOp, OverOp>
      value;
};

// Leaves.
/// The column `column`, or `alias.column`.
Expr Col(std::string_view column);
Expr Col(std::string_view alias, std::string_view column);
/// The row that an upsert could not insert: EXCLUDED.column.
Expr Excluded(std::string_view column);
/// The bound value `number`, from 1.
Expr Param(int number);
Expr Int(std::int64_t value);
Expr Real(double value);
Expr Text(std::string_view value);
Expr Bytes(std::string_view value);
Expr Bool(bool value);
Expr NullValue();

// Comparison and logic. Comparison with a null is null, as in SQL.
Expr operator==(const Expr& a, const Expr& b);
Expr operator!=(const Expr& a, const Expr& b);
Expr operator<(const Expr& a, const Expr& b);
Expr operator<=(const Expr& a, const Expr& b);
Expr operator>(const Expr& a, const Expr& b);
Expr operator>=(const Expr& a, const Expr& b);
/// An empty operand is left out, so that conditions can be gathered.
Expr operator&&(const Expr& a, const Expr& b);
Expr operator||(const Expr& a, const Expr& b);
Expr operator!(const Expr& a);
Expr AllOf(std::vector<Expr> operands);
Expr AnyOf(std::vector<Expr> operands);
Expr Is(const Expr& a, const Expr& b);
Expr IsNot(const Expr& a, const Expr& b);
Expr IsNull(const Expr& a);
Expr IsNotNull(const Expr& a);
Expr Like(const Expr& value, const Expr& pattern);
Expr Between(const Expr& value, const Expr& low, const Expr& high);
Expr In(const Expr& value, std::vector<Expr> list);
Expr In(const Expr& value, Select select);
Expr InRows(std::vector<Expr> values, Select select);
Expr Exists(Select select);

// Values.
Expr operator+(const Expr& a, const Expr& b);
Expr operator-(const Expr& a, const Expr& b);
Expr operator*(const Expr& a, const Expr& b);
Expr operator/(const Expr& a, const Expr& b);
Expr operator%(const Expr& a, const Expr& b);
Expr Concat(const Expr& a, const Expr& b);
/// The one value of a query of one row and column, or null.
Expr Value(Select select);
Expr Case(std::vector<std::pair<Expr, Expr>> branches, Expr otherwise = {});
Expr Cast(const Expr& operand, Type type);
Expr Collate(const Expr& operand, Collation collation);
Expr Call(Function function, std::vector<Expr> arguments = {});
/// A function of the dialect or the store by its name: lower-case letters, digits and `_`.
Expr Call(std::string_view name, std::vector<Expr> arguments);
/// COUNT(DISTINCT a), SUM(DISTINCT a).
Expr CallDistinct(Function function, Expr argument);
Expr CountRows();
Expr Max(const Expr& a);
Expr Min(const Expr& a);
Expr Sum(const Expr& a);
Expr Coalesce(std::vector<Expr> arguments);
/// `call` as a window function.
Expr Over(const Expr& call, std::vector<Expr> partition, std::vector<OrderKey> order);

OrderKey Asc(const Expr& value);
OrderKey Desc(const Expr& value);

}  // namespace socle::sql
