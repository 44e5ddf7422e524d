#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/text_place.h"

namespace socle::aql {

/// Where something stands in a query: line and column from 1, a column counts characters.
struct Place : base::TextPlace {
  /// Always: where a thing stands is no part of what it says, so that trees compare by meaning.
  bool operator==(const Place&) const { return true; }
};

/// At most one T on the heap, copied with its owner: what a recursive tree is made of.
template <class T>
class Box {
 public:
  Box() = default;
  Box(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Box(const Box& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
  Box(Box&&) noexcept = default;
  Box& operator=(Box other) noexcept {
    value_ = std::move(other.value_);
    return *this;
  }
  explicit operator bool() const { return value_ != nullptr; }
  const T& operator*() const { return *value_; }
  T& operator*() { return *value_; }
  const T* operator->() const { return value_.get(); }
  T* operator->() { return value_.get(); }
  bool operator==(const Box& other) const {
    if (!*this || !other) return !*this && !other;
    return **this == *other;
  }

 private:
  std::unique_ptr<T> value_;
};

/// The tree of a query as it was written: names unresolved, parameters open, places kept.
/// Source: openEHR QUERY 1.1.0, AQL.
namespace ast {

enum class Comparison : std::uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
};

struct Literal {
  enum class Kind : std::uint8_t { kNull, kBoolean, kNumber, kString };
  Kind kind = Kind::kNull;
  /// A string unescaped; a number as JSON writes it; "true" or "false"; empty for NULL.
  std::string text;
  Place place;
  bool operator==(const Literal&) const = default;
};

struct Parameter {
  std::string name;  // without $ or :
  Place place;
  bool operator==(const Parameter&) const = default;
};

/// "snomed_ct(3.1)::3415004|cyanosis|", or an at or id code, which has no terminology.
struct TermCode {
  std::string terminology;  // with its version in parentheses
  std::string code;
  std::string rubric;
  bool operator==(const TermCode&) const = default;
};

struct Predicate;

struct PathStep {
  std::string attribute;
  Box<Predicate> predicate;
  Place place;
  bool operator==(const PathStep&) const = default;
};

/// "data[at0001]/events/time", one step at least.
struct Path {
  std::vector<PathStep> steps;
  bool operator==(const Path&) const = default;
};

/// What stands in brackets.
struct Predicate {
  enum class Kind : std::uint8_t { kAnd, kOr, kNode, kComparison, kMatches };
  using Id = std::variant<std::string, Parameter>;  // a node id or an archetype id
  using Name = std::variant<Literal, Parameter, TermCode>;
  using Operand = std::variant<Literal, Parameter, Path>;

  Kind kind = Kind::kNode;
  std::vector<Predicate> operands;  // kAnd, kOr: two at least
  Id id;                            // kNode
  std::optional<Name> name;         // kNode: behind the comma
  Path path;                        // kComparison, kMatches
  Comparison comparison = Comparison::kEqual;
  Operand operand;    // kComparison
  std::string regex;  // kMatches: what stands between the slashes
  Place place;
  bool operator==(const Predicate&) const = default;
};

/// "o/data[at0001]", "o[name/value='x']", "o"; in ORDER BY perhaps a column's alias.
struct IdentifiedPath {
  std::string alias;
  Box<Predicate> predicate;
  Path path;  // no steps: the object itself
  Place place;
  bool operator==(const IdentifiedPath&) const = default;
};

enum class Function : std::uint8_t {
  kLength,
  kContains,
  kPosition,
  kSubstring,
  kConcat,
  kConcatWs,
  kAbs,
  kMod,
  kCeil,
  kFloor,
  kRound,
  kCurrentDate,
  kCurrentTime,
  kCurrentDateTime,
  kNow,
  kCurrentTimezone,
  kTerminology,
  kCount,
  kMin,
  kMax,
  kSum,
  kAvg,
};

struct Expression;

struct Call {
  Function function = Function::kCount;
  bool distinct = false;  // COUNT(DISTINCT …)
  bool star = false;      // COUNT(*)
  std::vector<Expression> arguments;
  Place place;
  bool operator==(const Call&) const;
};

/// What has a value.
struct Expression {
  std::variant<IdentifiedPath, Literal, Parameter, Call> value;
  bool operator==(const Expression&) const = default;
};
inline bool Call::operator==(const Call& other) const {
  return function == other.function && distinct == other.distinct && star == other.star &&
         arguments == other.arguments;
}

struct Condition {
  enum class Kind : std::uint8_t {
    kAnd,           // operands: two at least
    kOr,            // likewise
    kNot,           // one operand
    kExists,        // one expression, a path
    kComparison,    // two expressions
    kLike,          // two expressions, the second a string or a parameter
    kMatches,       // the value, then the list
    kMatchesRegex,  // the value; text
    kMatchesUri,    // the value; text
  };
  Kind kind = Kind::kComparison;
  Comparison comparison = Comparison::kEqual;
  std::vector<Condition> operands;
  std::vector<Expression> expressions;
  std::string text;  // of the expression between slashes, or of the URI
  Place place;
  bool operator==(const Condition&) const = default;
};

/// Which versions of an object VERSION means. Nothing said is the latest.
enum class Versions : std::uint8_t { kUnsaid, kLatest, kAll };

struct Containment {
  enum class Kind : std::uint8_t { kClass, kAnd, kOr };
  Kind kind = Kind::kClass;
  std::vector<Containment> operands;  // kAnd, kOr: two at least
  // kClass:
  std::string class_name;  // as written
  std::string alias;       // empty: none
  Versions versions = Versions::kUnsaid;
  Box<Predicate> predicate;
  bool negated = false;  // NOT CONTAINS
  Box<Containment> contains;
  Place place, alias_place;
  bool operator==(const Containment&) const = default;
};

struct Column {
  Expression expression;
  std::string alias;  // empty: none
  Place alias_place;
  bool operator==(const Column&) const = default;
};

struct Top {
  std::variant<Literal, Parameter> count;
  bool backward = false;
  bool operator==(const Top&) const = default;
};

struct Order {
  IdentifiedPath path;
  bool descending = false;
  bool operator==(const Order&) const = default;
};

struct Query {
  bool distinct = false;
  std::optional<Top> top;
  std::vector<Column> columns;  // one at least
  Containment from;
  std::optional<Condition> where;
  std::vector<Order> order;
  std::optional<std::variant<Literal, Parameter>> limit, offset;
  Place limit_place;
  bool operator==(const Query&) const = default;
};

}  // namespace ast
}  // namespace socle::aql
