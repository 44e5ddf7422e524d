#pragma once

#include <vector>

#include "aql/bound.h"
#include "aql/layout.h"
#include "base/error.h"

namespace socle::aql {

/// A warning for each path of SELECT, WHERE and ORDER BY that names a node id where no template has
/// it, on an alias whose archetype templates have: rule `unknown_path`, with the place of the step,
/// the path up to it, and the nearest that templates have. The first such step of a path counts,
/// and a beginning that several paths share is told once.
///
/// Steps without a node id are never warned of: the reference model has more attributes than
/// templates speak of. Nor are steps below a node of which templates say nothing, such as one that
/// only has an open slot. No errors. Texts hold attributes and node ids, no names and no values.
std::vector<base::Issue> UnknownPaths(const bound::Query& query, const Layout& layout);

}  // namespace socle::aql
