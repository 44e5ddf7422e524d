#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aql/layout_state.h"
#include "sql/schema_change.h"
#include "sql/statement.h"

namespace socle::aql {

/// A layout in use: its archetypes by their ids, and the statements that write its tables.
/// Immutable, so safe from any thread.
class LayoutSet : public Layout {
 public:
  explicit LayoutSet(LayoutState state);

  std::int64_t generation() const override { return state_.generation; }
  const LayoutArchetype* Find(std::string_view archetype_id) const override;
  const std::vector<LayoutArchetype>& archetypes() const override { return state_.archetypes; }

  const LayoutState& state() const { return state_; }
  /// The number of a template; 0: it is not one of this layout's.
  std::int64_t TemplateNumber(std::string_view template_id) const;

  /// The statements of one table.
  struct TableStatements {
    sql::Query insert;  // id, ehr, span, up, (roots) slot, name, and the columns in their order
    sql::Query erase;   // the rows with ids from 1 to 2
  };
  const TableStatements& Statements(std::size_t archetype, std::size_t table) const {
    return statements_[archetype][table];
  }

 private:
  LayoutState state_;
  std::unordered_map<std::string_view, std::size_t> by_id_;  // looks at state_
  std::unordered_map<std::string_view, std::int64_t> template_numbers_;
  std::vector<std::vector<TableStatements>> statements_;
};

/// The number of columns that every row of the table `table` of an archetype has.
constexpr std::size_t OwnColumns(std::size_t table) { return table == 0 ? 6 : 5; }

/// What makes the table `table` of `archetype`, empty, with its indexes.
std::vector<sql::SchemaChange> CreationOf(const LayoutArchetype& archetype, std::size_t table);
/// What makes the tables of `after`, which has grown by tables and columns alone, of those of
/// `before`.
std::vector<sql::SchemaChange> GrowthOf(const LayoutArchetype& before,
                                        const LayoutArchetype& after);

}  // namespace socle::aql
