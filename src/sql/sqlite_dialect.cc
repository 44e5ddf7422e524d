#include "base/bytes.h"
#include "sql/dialect.h"
#include "sql/printer.h"

namespace socle::sql {

namespace {

class SqlitePrinter final : public Printer {
 protected:
  std::string Parameter(int number) const override { return "?" + std::to_string(number); }

  std::string_view TypeName(Type type) const override {
    switch (type) {
      case Type::kInteger:
        return "INTEGER";
      case Type::kReal:
        return "REAL";
      case Type::kText:
        return "TEXT";
      case Type::kBlob:
        return "BLOB";
    }
    return "";
  }

  std::string_view CollationName(Collation collation) const override {
    return collation == Collation::kBinary ? "BINARY" : "NOCASE";
  }

  std::string_view FunctionName(Function function) const override {
    switch (function) {
      case Function::kAbs:
        return "abs";
      case Function::kAvg:
        return "avg";
      case Function::kCoalesce:
        return "coalesce";
      case Function::kCount:
        return "count";
      case Function::kCountRows:
        return "count";
      case Function::kGreatest:
        return "max";
      case Function::kLeast:
        return "min";
      case Function::kLength:
        return "length";
      case Function::kLower:
        return "lower";
      case Function::kMax:
        return "max";
      case Function::kMin:
        return "min";
      case Function::kNullIf:
        return "nullif";
      case Function::kOctets:
        return "length";
      case Function::kRound:
        return "round";
      case Function::kSubstring:
        return "substr";
      case Function::kSum:
        return "sum";
      case Function::kUpper:
        return "upper";
      case Function::kRowNumber:
        return "row_number";
      case Function::kRank:
        return "rank";
      case Function::kDenseRank:
        return "dense_rank";
      case Function::kLag:
        return "lag";
      case Function::kLead:
        return "lead";
      case Function::kFirstValue:
        return "first_value";
      case Function::kLastValue:
        return "last_value";
    }
    return "";
  }

  std::string_view BooleanText(bool value) const override { return value ? "1" : "0"; }

  std::string BlobText(std::string_view bytes) const override {
    return "x'" + base::ToHex(bytes) + "'";
  }

  std::string_view OperatorText(Operator op) const override {
    switch (op) {
      case Operator::kEqual:
        return "=";
      case Operator::kNotEqual:
        return "<>";
      case Operator::kLess:
        return "<";
      case Operator::kLessEqual:
        return "<=";
      case Operator::kGreater:
        return ">";
      case Operator::kGreaterEqual:
        return ">=";
      case Operator::kIs:
        return "IS";
      case Operator::kIsNot:
        return "IS NOT";
      case Operator::kAdd:
        return "+";
      case Operator::kSubtract:
        return "-";
      case Operator::kMultiply:
        return "*";
      case Operator::kDivide:
        return "/";
      case Operator::kModulo:
        return "%";
      case Operator::kConcat:
        return "||";
    }
    return "";
  }

  std::string_view JoinText(JoinClause::Kind kind) const override {
    switch (kind) {
      case JoinClause::Kind::kInner:
        return "JOIN";
      case JoinClause::Kind::kLeft:
        return "LEFT JOIN";
      case JoinClause::Kind::kInOrder:
        return "CROSS JOIN";
    }
    return "";
  }

  std::string_view NoLimitText() const override { return " LIMIT -1"; }
};

}  // namespace

std::string SqliteDialect::Print(const Query& query) const {
  return SqlitePrinter().Print(query.statement());
}

std::string SqliteDialect::Print(const SchemaChange& change) const {
  return SqlitePrinter().Print(change);
}

}  // namespace socle::sql
