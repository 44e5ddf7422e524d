#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "aql/layout.h"

namespace socle::tmpl {
struct Definition;
}

namespace socle::aql {

/// A layout as a value: what templates add to and the catalogue keeps.
struct LayoutState {
  std::int64_t generation = 0;              // 0: no template
  std::vector<std::string> templates;       // in the order of their upload: numbers from 1
  std::vector<LayoutArchetype> archetypes;  // their numbers from 1 in this order
  std::int64_t slots = 0;                   // how many are given
  bool operator==(const LayoutState&) const = default;
};

/// What a template has done to an archetype of a layout, and so whose rows must be derived anew.
struct LayoutChange {
  std::size_t archetype = 0;  // in LayoutState::archetypes
  /// It had no tables: compositions that hold it without (kUnlaid).
  bool made = false;
  /// Columns have moved to another table, or it has its first table: its tables are made anew, and
  /// with them the rows of all compositions that hold it.
  bool rebuilt = false;
  /// Something was added of which documents may have values that were never looked at: all that
  /// hold it.
  bool everywhere = false;
  /// Nodes, types or slots were added: compositions in which they were in excess (kExtra,
  /// kUnforeseen, kUnread).
  bool wider = false;
};

/// Merges a template into `state`; `content` is its XML. What was there stays, names too: nodes,
/// columns, types and slots are added, and a flat node may become an anchor. The result is a
/// function of the state and the template. A template that is there already changes nothing.
std::vector<LayoutChange> MergeTemplate(LayoutState& state, const tmpl::Definition& definition,
                                        std::string_view content);

}  // namespace socle::aql
