#include "sql/expression.h"

#include "sql/statement.h"

namespace socle::sql {

namespace {

template <class T>
Expr Make(T value) {
  return Expr(ExprNode{std::move(value)});
}

Expr Binary(Operator op, const Expr& a, const Expr& b) { return Make(BinaryOp{op, a, b}); }

std::shared_ptr<const Select> Share(Select select) {
  return std::make_shared<const Select>(std::move(select));
}

// a && b && c is one junction of three, so that a long chain is not a deep tree.
void AddOperands(Junction& junction, const Expr& expr) {
  const auto* inner = std::get_if<Junction>(&expr.node().value);
  if (inner != nullptr && inner->kind == junction.kind && !inner->operands.empty()) {
    junction.operands.insert(junction.operands.end(), inner->operands.begin(),
                             inner->operands.end());
  } else {
    junction.operands.push_back(expr);
  }
}

Expr Join(Junction::Kind kind, const Expr& a, const Expr& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  Junction junction{kind, {}};
  AddOperands(junction, a);
  AddOperands(junction, b);
  return Make(std::move(junction));
}

Expr JoinAll(Junction::Kind kind, std::vector<Expr> operands) {
  std::erase_if(operands, [](const Expr& e) { return e.empty(); });
  if (operands.size() == 1) return operands.front();
  return Make(Junction{kind, std::move(operands)});
}

}  // namespace

Expr::Expr(ExprNode node) : node_(std::make_shared<const ExprNode>(std::move(node))) {}

Expr Col(std::string_view column) { return Make(ColumnRef{"", std::string(column)}); }
Expr Col(std::string_view alias, std::string_view column) {
  return Make(ColumnRef{std::string(alias), std::string(column)});
}
Expr Excluded(std::string_view column) { return Col("excluded", column); }
Expr Param(int number) { return Make(ParameterRef{number}); }
Expr Int(std::int64_t value) { return Make(Constant{value}); }
Expr Real(double value) { return Make(Constant{value}); }
Expr Text(std::string_view value) { return Make(Constant{std::string(value)}); }
Expr Bytes(std::string_view value) { return Make(Constant{Blob{std::string(value)}}); }
Expr Bool(bool value) { return Make(Constant{value}); }
Expr NullValue() { return Make(Constant{Null{}}); }

Expr operator==(const Expr& a, const Expr& b) { return Binary(Operator::kEqual, a, b); }
Expr operator!=(const Expr& a, const Expr& b) { return Binary(Operator::kNotEqual, a, b); }
Expr operator<(const Expr& a, const Expr& b) { return Binary(Operator::kLess, a, b); }
Expr operator<=(const Expr& a, const Expr& b) { return Binary(Operator::kLessEqual, a, b); }
Expr operator>(const Expr& a, const Expr& b) { return Binary(Operator::kGreater, a, b); }
Expr operator>=(const Expr& a, const Expr& b) { return Binary(Operator::kGreaterEqual, a, b); }
Expr operator&&(const Expr& a, const Expr& b) { return Join(Junction::Kind::kAll, a, b); }
Expr operator||(const Expr& a, const Expr& b) { return Join(Junction::Kind::kAny, a, b); }
Expr operator!(const Expr& a) { return Make(NotOp{a}); }
Expr AllOf(std::vector<Expr> operands) {
  return JoinAll(Junction::Kind::kAll, std::move(operands));
}
Expr AnyOf(std::vector<Expr> operands) {
  return JoinAll(Junction::Kind::kAny, std::move(operands));
}
Expr Is(const Expr& a, const Expr& b) { return Binary(Operator::kIs, a, b); }
Expr IsNot(const Expr& a, const Expr& b) { return Binary(Operator::kIsNot, a, b); }
Expr IsNull(const Expr& a) { return Make(NullTest{a, NullTest::Kind::kNull}); }
Expr IsNotNull(const Expr& a) { return Make(NullTest{a, NullTest::Kind::kNotNull}); }
Expr Like(const Expr& value, const Expr& pattern) { return Make(LikeOp{value, pattern}); }
Expr Between(const Expr& value, const Expr& low, const Expr& high) {
  return Make(BetweenOp{value, low, high});
}
Expr In(const Expr& value, std::vector<Expr> list) { return Make(InList{value, std::move(list)}); }
Expr In(const Expr& value, Select select) {
  return Make(InSelect{{value}, Share(std::move(select))});
}
Expr InRows(std::vector<Expr> values, Select select) {
  return Make(InSelect{std::move(values), Share(std::move(select))});
}
Expr Exists(Select select) { return Make(ExistsOp{Share(std::move(select))}); }

Expr operator+(const Expr& a, const Expr& b) { return Binary(Operator::kAdd, a, b); }
Expr operator-(const Expr& a, const Expr& b) { return Binary(Operator::kSubtract, a, b); }
Expr operator*(const Expr& a, const Expr& b) { return Binary(Operator::kMultiply, a, b); }
Expr operator/(const Expr& a, const Expr& b) { return Binary(Operator::kDivide, a, b); }
Expr operator%(const Expr& a, const Expr& b) { return Binary(Operator::kModulo, a, b); }
Expr Concat(const Expr& a, const Expr& b) { return Binary(Operator::kConcat, a, b); }
Expr Value(Select select) { return Make(ScalarSelect{Share(std::move(select))}); }
Expr Case(std::vector<std::pair<Expr, Expr>> branches, Expr otherwise) {
  return Make(CaseOp{std::move(branches), std::move(otherwise)});
}
Expr Cast(const Expr& operand, Type type) { return Make(CastOp{operand, type}); }
Expr Collate(const Expr& operand, Collation collation) {
  return Make(CollateOp{operand, collation});
}
Expr Call(Function function, std::vector<Expr> arguments) {
  return Make(CallOp{function, std::move(arguments)});
}
Expr Call(std::string_view name, std::vector<Expr> arguments) {
  return Make(CallOp{std::string(name), std::move(arguments)});
}
Expr CallDistinct(Function function, Expr argument) {
  return Make(CallOp{function, {std::move(argument)}, CallOp::Distinct::kYes});
}
Expr CountRows() { return Call(Function::kCountRows); }
Expr Max(const Expr& a) { return Call(Function::kMax, {a}); }
Expr Min(const Expr& a) { return Call(Function::kMin, {a}); }
Expr Sum(const Expr& a) { return Call(Function::kSum, {a}); }
Expr Coalesce(std::vector<Expr> arguments) {
  return Call(Function::kCoalesce, std::move(arguments));
}
Expr Over(const Expr& call, std::vector<Expr> partition, std::vector<OrderKey> order) {
  return Make(OverOp{call, std::move(partition), std::move(order)});
}

OrderKey Asc(const Expr& value) { return {value, OrderKey::Direction::kAscending}; }
OrderKey Desc(const Expr& value) { return {value, OrderKey::Direction::kDescending}; }

}  // namespace socle::sql
