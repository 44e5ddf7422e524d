#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/schema_change.h"
#include "sql/statement.h"

namespace socle::sql {

/// Prints one statement; where dialects differ, a subclass says how. One thread at a time.
class Printer {
 public:
  virtual ~Printer() = default;
  /// The statement's text. Errors: see Dialect::Print.
  std::string Print(const Statement& statement);
  std::string Print(const SchemaChange& change);

 protected:
  /// The text of a parameter: "?1", "$1".
  virtual std::string Parameter(int number) const = 0;
  virtual std::string_view TypeName(Type type) const = 0;
  virtual std::string_view CollationName(Collation collation) const = 0;
  virtual std::string_view FunctionName(Function function) const = 0;
  virtual std::string_view BooleanText(bool value) const = 0;
  virtual std::string BlobText(std::string_view bytes) const = 0;
  virtual std::string_view OperatorText(Operator op) const = 0;
  virtual std::string_view JoinText(JoinClause::Kind kind) const = 0;
  /// OFFSET without LIMIT needs one in SQLite.
  virtual std::string_view NoLimitText() const = 0;

 private:
  void Out(std::string_view text) { out_ += text; }
  void Name(std::string_view name);
  void Names(const std::vector<std::string>& names);
  void Expression(const Expr& expr);
  void Expressions(const std::vector<Expr>& list);
  void Order(const std::vector<OrderKey>& keys);
  void Columns(const std::vector<OutputColumn>& columns);
  void From(const Source& source);
  void Query(const Select& select);
  void Core(const Select& select);
  void With(const Select& select);
  void Tail(const Select& select);
  void Assignments(const std::vector<Assignment>& set);
  void Returning(const std::vector<OutputColumn>& columns);
  void Write(const Insert& insert);
  void InsertRows(const Insert& insert);
  void Write(const Update& update);
  void Write(const Delete& remove);
  void Write(const Select& select) { Query(select); }

  void Column(const ColumnDefinition& column);
  void Write(const CreateTable& create);
  void Write(const AddColumn& add);
  void Write(const CreateIndex& create);
  void Write(const DropTable& drop);

  void Write(const ColumnRef& column);
  void Write(const ParameterRef& parameter);
  void Write(const Constant& constant);
  void Write(const BinaryOp& op);
  void Write(const Junction& junction);
  void JunctionPart(const Junction& junction, std::size_t begin, std::size_t end);
  void Write(const NotOp& op);
  void Write(const NullTest& test);
  void Write(const LikeOp& op);
  void Write(const BetweenOp& op);
  void Write(const InList& in);
  void Write(const InSelect& in);
  void Write(const ExistsOp& exists);
  void Write(const ScalarSelect& scalar);
  void Write(const CaseOp& op);
  void Write(const CastOp& cast);
  void Write(const CollateOp& collate);
  void Write(const CallOp& call);
  void Write(const OverOp& over);

  std::string out_;
  int depth_ = 0;        // of the expression
  int query_depth_ = 0;  // of queries in queries
};

/// The text of `value` as a string constant: 'it''s'.
std::string QuoteText(std::string_view value);

}  // namespace socle::sql
