#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "aql/layout_set.h"
#include "rm/tree.h"

namespace socle::aql {

/// What goes into a column: nothing, or a value; texts look at the document.
using LayoutCell = std::variant<std::monostate, std::int64_t, double, std::string_view>;

/// A row of an archetype's table, without the numbers that a commit gives it.
struct LayoutRow {
  std::size_t archetype = 0, table = 0;  // in the layout
  std::int64_t node = 0;                 // pre-order number in the stored document
  std::int64_t span = 0, up = 0, slot = 0;
  LayoutCell name;
  std::vector<LayoutCell> cells;  // as LayoutTable::columns
};

/// All that one document says in the tables. Its texts look at the document.
struct DocumentRows {
  std::int64_t generation = 0;                         // of the layout that it was derived by
  std::vector<LayoutRow> rows;                         // in the order of the document
  std::set<std::pair<std::int64_t, Oddity>> oddities;  // number of an archetype, or 0
  std::set<std::string_view> unlaid;                   // ids of archetypes without tables
  std::set<std::int64_t> holds;                        // numbers of the archetypes of `rows`
  // The row of aql_composition.
  std::int64_t archetype = 0, template_number = 0;  // 0: none
  std::string_view name;
  std::optional<std::string_view> start_time, composer;
  std::optional<std::int64_t> start_instant;
  std::int64_t span = 0;
};

/// The rows of a composition by `layout`. Nodes are numbered as in the stored document, whose
/// attributes stand in the model's order, whatever order `composition` has them in.
/// Errors: kTooLarge, where it has kNodesInVersion nodes or more.
DocumentRows RowsOf(const LayoutSet& layout, const rm::Node& composition);

/// The ids of the archetype roots in a document outside compositions.
std::set<std::string_view> ArchetypesIn(const rm::Node& root);

}  // namespace socle::aql
