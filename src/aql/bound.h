#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "aql/ast.h"
#include "aql/value.h"
#include "base/error.h"
#include "rm/model.h"
#include "template/pattern.h"

namespace socle::aql {

/// The tree of a query that means something: names are numbers, parameters are values, every path
/// that the query names stands once. Immutable once bound.
namespace bound {

using ast::Comparison;
using ast::Literal;
using ast::Versions;

struct Predicate;

struct Step {
  rm::AttributeId attribute = rm::AttributeId::kNone;  // kNone: the model has no such name
  Box<Predicate> predicate;
  Place place{};
};
using Path = std::vector<Step>;

struct Predicate {
  using Kind = ast::Predicate::Kind;
  Kind kind = Kind::kNode;
  std::vector<Predicate> operands;                               // kAnd, kOr
  std::string node_id;                                           // kNode
  std::optional<std::variant<std::string, ast::TermCode>> name;  // kNode
  Path path;                                                     // kComparison, kMatches
  Comparison comparison = Comparison::kEqual;
  std::variant<Literal, Path> operand;  // kComparison
  // Shared: copies of a predicate run one compiled expression.
  std::shared_ptr<const tmpl::Pattern> pattern;  // kMatches
  std::string text;                              // canonical, as the printer writes it
};

/// Whether the steps of `path` from `from` on are those attributes, without predicates.
inline bool IsPath(const Path& path, std::initializer_list<rm::AttributeId> names,
                   std::size_t from = 0) {
  return std::equal(path.begin() + static_cast<std::ptrdiff_t>(std::min(from, path.size())),
                    path.end(), names.begin(), names.end(),
                    [](const Step& step, rm::AttributeId name) {
                      return step.attribute == name && !step.predicate;
                    });
}

/// A class expression of FROM.
struct Source {
  rm::ClassId type = rm::ClassId::kNone;
  std::string alias;
  Versions versions = Versions::kUnsaid;
  Box<Predicate> predicate;
};

struct Containment {
  using Kind = ast::Containment::Kind;
  Kind kind = Kind::kClass;
  std::vector<Containment> operands;
  std::size_t source = 0;  // kClass: index in Query::sources
  bool negated = false;
  Box<Containment> contains;
};

/// A path that SELECT, WHERE or ORDER BY names.
struct Access {
  std::size_t source = 0;
  Box<Predicate> predicate;  // of the source's object
  Path path;
  std::string text;  // with the alias: "c/uid/value"
};

struct Expression;
struct Call {
  ast::Function function = ast::Function::kCount;
  bool distinct = false;
  bool star = false;
  std::vector<Expression> arguments;
};
struct PathUse {
  std::size_t access = 0;
};
/// A literal, and its value for the rows that use it.
struct Constant {
  explicit Constant(Literal of) : literal(std::move(of)), value(Value::Of(literal)) {}
  Literal literal;
  Value value;
};
struct Expression {
  std::variant<PathUse, Constant, Call> value;
};
/// The literal that `expression` is, or null.
inline const Literal* LiteralOf(const Expression& expression) {
  const auto* constant = std::get_if<Constant>(&expression.value);
  return constant == nullptr ? nullptr : &constant->literal;
}

struct Condition {
  using Kind = ast::Condition::Kind;
  Kind kind = Kind::kComparison;
  Comparison comparison = Comparison::kEqual;
  std::vector<Condition> operands;
  std::vector<Expression> expressions;
  std::string text;                              // kMatchesUri
  std::shared_ptr<const tmpl::Pattern> pattern;  // kMatchesRegex; shared as above
};

struct Column {
  Expression expression;
  std::string name;  // the alias, or "#n"
  std::string path;  // as the result names it
  bool aggregate = false;
};

/// Orders by a column, or by a path that is not selected.
struct Order {
  std::variant<std::size_t, PathUse> key;
  bool descending = false;
};

struct Query {
  std::vector<Source> sources;  // in the order of writing
  Containment from;
  std::vector<Access> accesses;
  std::vector<Column> columns;
  bool distinct = false;
  bool aggregated = false;
  std::optional<Condition> where;
  std::vector<Order> order;
  std::optional<std::uint64_t> limit;
  std::uint64_t offset = 0;
  bool backward = false;  // TOP n BACKWARD: the last `limit` rows
  /// What may be meant otherwise, and yields nothing: for the answer's meta.
  std::vector<base::Issue> warnings;

  /// Whether the rows of an aggregated query are grouped by something.
  bool HasPlainColumn() const {
    return std::any_of(columns.begin(), columns.end(),
                       [](const Column& column) { return !column.aggregate; });
  }
};

}  // namespace bound
}  // namespace socle::aql
