#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aql/ast.h"
#include "aql/corpus.h"
#include "rm/tree.h"

namespace socle::aql {

/// What an expression is in a row: nothing, a scalar, or an object of a record.
struct Value {
  enum class Kind : std::uint8_t { kNull, kBoolean, kNumber, kString, kObject };
  Kind kind = Kind::kNull;
  std::string text;                // scalars: "true", a JSON number, a string
  const rm::Node* node = nullptr;  // where it stands in a record; null for what was computed
  const CorpusVersion* version = nullptr;  // in which version

  bool is_null() const { return kind == Kind::kNull; }
  static Value String(std::string text) {
    return {Kind::kString, std::move(text), nullptr, nullptr};
  }
  static Value Number(std::string text) {
    return {Kind::kNumber, std::move(text), nullptr, nullptr};
  }
  static Value Boolean(bool value) {
    return {Kind::kBoolean, value ? "true" : "false", nullptr, nullptr};
  }
  /// The value of a node: a primitive's scalar, or the object.
  static Value Of(const rm::Node& node, const CorpusVersion* version);
  static Value Of(const ast::Literal& literal);
};

/// Three truth values: what is not there, or does not compare, makes a condition unknown, and so
/// does NOT of it.
enum class Truth : std::uint8_t { kFalse, kUnknown, kTrue };

/// The order of two values, or nothing where they do not compare. DV_ORDERED objects count by
/// magnitude, temporal ones (and the texts of their values) by time; a text compares with a
/// temporal value as ISO 8601. Two quantities compare in equal units only.
/// Source: the project's rules 3 to 5.
std::optional<std::strong_ordering> Compare(const Value& a, const Value& b);

Truth Compare(const Value& a, ast::Comparison comparison, const Value& b);

/// A total order for ORDER BY, nulls last; what has no order is equal to its like.
std::strong_ordering Order(const Value& a, const Value& b);

/// The number that a value counts as in functions and aggregates: a scalar, or the magnitude of a
/// DV_ORDERED. JSON characters.
std::optional<std::string> NumberOf(const Value& value);
/// The text of a scalar, or of a DV_TEXT.
std::optional<std::string> TextOf(const Value& value);

/// The cell of a result: JSON; objects are canonical.
std::string CellJson(const Value& value);
/// Equal exactly where DISTINCT and grouping take two values for one: as JSON, numbers by value.
std::string DistinctKey(const Value& value);
/// The shortest JSON number that reads back as `number`.
std::string NumberText(double number);

}  // namespace socle::aql
