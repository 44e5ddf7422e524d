#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rm/model.h"
#include "sql/expression.h"

namespace socle::aql {

/// Every row of an archetype's tables has these columns beside those of its leaves.
///
///   id     version.id * kNodesInVersion + the node's pre-order number: the key, so that rows lie
///   in
///          the order of the commits and of the document
///   ehr    the patient
///   span   how many nodes lie below this one: containment is id < x.id <= id + span
///   up     how many nodes before it the row stands that it belongs to: that row's id is id - up
///   slot   of archetype roots: the Layout's number of the place below that row; 0 where no
///   template
///          foresees it
///   name   name/value; null where it is the table's own (LayoutTable::name_value)
inline constexpr std::int64_t kNodesInVersion = std::int64_t{1} << 20;

/// A column of a table, behind those that every row has.
struct LayoutColumn {
  std::string name;
  sql::Type type = sql::Type::kText;
  bool operator==(const LayoutColumn&) const = default;
};

/// A part of a data value that has a column.
struct LayoutPart {
  std::vector<rm::AttributeId> path;  // from the value: defining_code, code_string
  std::string column;
  std::size_t place = 0;  // of the column, in LayoutTable::columns
  sql::Type type = sql::Type::kText;
  /// What a null column means where the value is there (the only units of a template).
  std::optional<std::string> otherwise;
  bool operator==(const LayoutPart&) const = default;
};

/// A data value, or a primitive one, whose parts have columns of the row that it belongs to.
struct LayoutLeaf {
  /// DV_QUANTITY, DV_COUNT, DV_ORDINAL, DV_SCALE, DV_PROPORTION, DV_TEXT (DV_CODED_TEXT too),
  /// DV_BOOLEAN, DV_DATE, DV_TIME, DV_DATE_TIME, DV_DURATION, DV_IDENTIFIER, DV_URI (DV_EHR_URI
  /// too), CODE_PHRASE, or a primitive class, which has one part with an empty path.
  rm::ClassId type = rm::ClassId::kNone;
  std::vector<LayoutPart> parts;
  /// The column that is not null exactly where the value is there.
  std::string present;
  /// The column by which the whole value compares (rule 3): the magnitude; of dates microseconds
  /// since 1970 in UTC, of times of the day, of durations nominal seconds. Empty: none.
  /// It is a part's column, or one more.
  std::string measure;
  std::size_t measure_place = 0;  // in LayoutTable::columns, where there is a measure
  bool operator==(const LayoutLeaf&) const = default;
};

/// A node of an archetype as its templates know it, merged from all of them.
struct LayoutNode {
  enum class Kind : std::uint8_t {
    kFlat,       // at most one below its row; no row of its own
    kAnchor,     // may repeat: rows in a table of its own
    kArchetype,  // the root of another archetype, which has its own Layout
    kLeaf,       // `leaves`: one for each type that it may have
  };
  Kind kind = Kind::kFlat;
  rm::AttributeId attribute = rm::AttributeId::kNone;  // in the parent
  std::string node_id;  // "at0004", an archetype id at roots; empty where the model has none
  rm::ClassId type = rm::ClassId::kNone;  // an ancestor of what instances are
  std::string name;                       // what instances are called; empty: whatever
  /// Of LayoutArchetype::tables: whose row it belongs to; of an anchor its own.
  std::size_t table = 0;
  std::int64_t slot = 0;  // kArchetype
  std::vector<LayoutNode> children;
  std::vector<LayoutLeaf> leaves;
  bool operator==(const LayoutNode&) const = default;
};

struct LayoutTable {
  std::string name;        // "obs_blood_pressure_v2_any_event"
  std::string name_value;  // what a null `name` means
  std::size_t parent = 0;  // whose rows these belong to; itself for the root's
  std::vector<LayoutColumn> columns;
  bool operator==(const LayoutTable&) const = default;
};

/// One archetype: its tables, the root's first, and its tree.
struct LayoutArchetype {
  std::int64_t number = 0;  // from 1, in the order of laying
  std::string archetype_id;
  /// Empty: a COMPOSITION without leaves and anchors, whose only row is that of aql_composition.
  std::vector<LayoutTable> tables;
  LayoutNode root;  // kAnchor
  bool operator==(const LayoutArchetype&) const = default;
};

/// What a composition holds that its archetype's tables cannot tell exactly: such compositions are
/// listed in table aql_oddity (id of the version, ehr, archetype, kind), and a plan that leans on
/// the contrary asks there first.
enum class Oddity : std::uint8_t {
  kExtra = 1,    // a node that no template describes at this place, or a value whose class has an
                 // attribute that a column there stands for; with archetype 0: a template that is
                 // not here
  kRenamed = 2,  // a flat node whose name is not LayoutNode::name
  kInexact = 3,  // a number of more than 15 digits, or a time that cannot be read
  kUnlaid = 4,   // an archetype without tables (by name in aql_unlaid), or one outside compositions
  kUnforeseen = 5,  // an archetype's root at a place where no template has it
  kUnread = 6,      // a value of a class that has no columns there
};
inline constexpr Oddity kFirstOddity = Oddity::kExtra, kLastOddity = Oddity::kUnread;

/// Which table and column holds which path: a function of the templates, in the order of their
/// upload. Immutable, so safe from any thread.
class Layout {
 public:
  virtual ~Layout() = default;
  /// Tells layouts apart: the digest of their templates' names and contents, as stored.
  virtual std::int64_t generation() const = 0;
  /// The archetype of that id, or null.
  virtual const LayoutArchetype* Find(std::string_view archetype_id) const = 0;
  virtual const std::vector<LayoutArchetype>& archetypes() const = 0;
};

}  // namespace socle::aql
