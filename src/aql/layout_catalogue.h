#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "aql/layout_state.h"
#include "store/store.h"

namespace socle::aql {

/// The layout as a store keeps it: the tables aql_layout, aql_template, aql_archetype, aql_table,
/// aql_node, aql_column and aql_slot. docs/formats/aql.md.

/// The generation of the layout in the store of `session`; 0: no template.
std::int64_t StoredGeneration(store::Session& session);
/// The whole layout. Errors: kCorrupt (it names classes, attributes or places that cannot be).
LayoutState LoadLayout(store::Session& session);
/// Writes what `state` says of its templates, its generation and the archetypes of these numbers
/// (indexes into LayoutState::archetypes), over what is there.
void SaveLayout(store::Session& session, const LayoutState& state,
                const std::vector<std::size_t>& archetypes);
/// Whether the store held a record before it had archetype tables, and they were not made since.
bool IsStale(store::Session& session);
/// Leaves a catalogue of nothing, which is not stale.
void ClearLayout(store::Session& session);
/// The names of all archetypes' tables, in the order of their laying.
std::vector<std::string> StoredTables(store::Session& session);

/// "/data[at0001]/events[at0006]": the path of a node below its archetype's root, behind that of
/// its parent.
std::string PathBelow(const std::string& parent, const LayoutNode& node);

}  // namespace socle::aql
