#pragma once

#include <string>
#include <string_view>

#include "aql/layout.h"

namespace socle::aql {

/// The layout as people read it: archetype by archetype its tables, and under each its columns with
/// their paths below the archetype's root. Only the archetype of that id where one is given.
std::string LayoutText(const Layout& layout, std::string_view archetype_id = {});

/// The same as JSON: {"generation", "archetypes": [{"archetype_id", "tables": [{"name", "path",
/// "parent", "columns": [{"name", "type", "path", "class", "role", "otherwise"}]}]}]}.
/// docs/formats/aql.md.
std::string LayoutJson(const Layout& layout, std::string_view archetype_id = {});

}  // namespace socle::aql
