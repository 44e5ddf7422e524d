#include "base/bytes.h"
#include "base/error.h"
#include "sql/dialect.h"
#include "sql/printer.h"

namespace socle::sql {

namespace {

class PostgresPrinter final : public Printer {
 protected:
  std::string Parameter(int number) const override { return "$" + std::to_string(number); }

  std::string_view TypeName(Type type) const override {
    switch (type) {
      case Type::kInteger:
        return "BIGINT";
      case Type::kReal:
        return "DOUBLE PRECISION";
      case Type::kText:
        return "TEXT";
      case Type::kBlob:
        return "BYTEA";
    }
    return "";
  }

  std::string_view CollationName(Collation collation) const override {
    if (collation == Collation::kBinary) return "\"C\"";
    throw base::Error(base::ErrorCode::kNotImplemented, "PostgreSQL has no collation of this kind")
        .WithDetail("kCaseInsensitive");
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
        return "greatest";
      case Function::kLeast:
        return "least";
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
        return "octet_length";
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

  std::string_view BooleanText(bool value) const override { return value ? "TRUE" : "FALSE"; }

  std::string BlobText(std::string_view bytes) const override {
    return "'\\x" + base::ToHex(bytes) + "'::bytea";
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
        return "IS NOT DISTINCT FROM";
      case Operator::kIsNot:
        return "IS DISTINCT FROM";
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
        return "JOIN";
    }
    return "";
  }

  std::string_view NoLimitText() const override { return ""; }
};

}  // namespace

std::string PostgresDialect::Print(const Query& query) const {
  return PostgresPrinter().Print(query.statement());
}

std::string PostgresDialect::Print(const SchemaChange& change) const {
  return PostgresPrinter().Print(change);
}

}  // namespace socle::sql
