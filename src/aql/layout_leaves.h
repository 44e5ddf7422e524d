#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aql/layout.h"

namespace socle::aql {

/// The class under which values of `type` have columns (DV_CODED_TEXT: DV_TEXT); kNone: they have
/// none.
rm::ClassId LeafType(rm::ClassId type);

/// A column that a leaf is to have: its suffix behind the value's name, and what goes into it.
struct LeafColumn {
  std::string_view suffix;  // "", "_units"
  std::vector<rm::AttributeId> path;
  sql::Type type = sql::Type::kText;
};

/// The columns of a leaf of that class (of LeafType), in their order. The first is `present`. Where
/// `measure` is there, it is one more column behind them, and else the column that it is the index
/// of, if any.
struct LeafShape {
  std::vector<LeafColumn> columns;
  std::optional<LeafColumn> measure;
  std::optional<std::size_t> measured;
};
const LeafShape& ShapeOf(rm::ClassId leaf_type);

/// "quantity" of DV_QUANTITY: what a name gets where another type has the plain one.
std::string TypeSlug(rm::ClassId leaf_type);

}  // namespace socle::aql
