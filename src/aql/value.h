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

/// What an expression is in a row: nothing, a scalar, or an object of a record. All but objects
/// stand for themselves: where they came from may go.
struct Value {
  enum class Kind : std::uint8_t { kNull, kBoolean, kNumber, kString, kObject };
  /// What is known of where it came from.
  enum class Origin : std::uint8_t {
    kComputed,   // a literal, or what a function made
    kRecord,     // a record
    kOldUid,     // a record: a version's own uid
    kLatestUid,  // the same, of an object's latest version
  };
  Kind kind = Kind::kNull;
  Origin origin = Origin::kComputed;
  /// Of a text that is the value of a temporal class: that class, by which it compares.
  rm::ClassId temporal = rm::ClassId::kNone;
  std::string text;                // scalars: "true", a JSON number, a string
  double number = 0;               // kNumber: where `text` is empty
  const rm::Node* node = nullptr;  // kObject

  bool is_null() const { return kind == Kind::kNull; }
  static Value String(std::string text) {
    Value value;
    value.kind = Kind::kString;
    value.text = std::move(text);
    return value;
  }
  static Value Number(std::string text) {
    Value value = String(std::move(text));
    value.kind = Kind::kNumber;
    return value;
  }
  static Value Number(double number) {
    Value value;
    value.kind = Kind::kNumber;
    value.number = number;
    return value;
  }
  static Value Boolean(bool truth) {
    Value value = String(truth ? "true" : "false");
    value.kind = Kind::kBoolean;
    return value;
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

/// What a value sorts by, apart from the record that it came from.
struct SortKey {
  enum class Family : std::uint8_t {
    kNull,
    kNumber,
    kInstant,
    kTime,
    kDuration,
    kBoolean,
    kText,
    kNone,  // has no order: behind everything but nulls
  };
  Family family = Family::kNull;
  std::string text;         // kNumber: exact where not empty; kText, kBoolean
  double number = 0;        // kNumber, kDuration (seconds)
  std::int64_t micros = 0;  // kInstant, kTime
};
SortKey SortKeyOf(const Value& value);

/// A total order for ORDER BY, nulls last; what has no order is equal to its like.
std::strong_ordering Order(const SortKey& a, const SortKey& b);
inline std::strong_ordering Order(const Value& a, const Value& b) {
  return Order(SortKeyOf(a), SortKeyOf(b));
}

/// The number that a value counts as in functions and aggregates: a scalar, or the magnitude of a
/// DV_ORDERED. JSON characters.
std::optional<std::string> NumberOf(const Value& value);
/// The text of a scalar, or of a DV_TEXT.
std::optional<std::string> TextOf(const Value& value);

/// The cell of a result: JSON; objects are canonical.
std::string CellJson(const Value& value);
/// Appends it to `out`.
void AppendCellJson(const Value& value, std::string& out);
/// Equal exactly where DISTINCT and grouping take two values for one: as JSON, numbers by value.
std::string DistinctKey(const Value& value);
/// Appends it to `out`.
void AppendDistinctKey(const Value& value, std::string& out);
/// The shortest JSON number that reads back as `number`.
std::string NumberText(double number);

}  // namespace socle::aql
