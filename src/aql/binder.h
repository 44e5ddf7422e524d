#pragma once

#include "aql/ast.h"
#include "aql/bound.h"
#include "aql/parameters.h"

namespace socle::aql {

/// The meaning of `query` with its parameters' values.
///
/// Errors: kBadRequest with line:column and a rule: unknown_class, unknown_name (an alias that FROM
/// does not define), duplicate_alias, unknown_attribute (the first of a path, which no class of the
/// source has), missing_parameter, wrong_parameter, wrong_regex, not_selected (ORDER BY beside
/// DISTINCT), not_grouped (ORDER BY beside aggregates), two_limits. The nearest name is named.
/// An attribute further on that the model does not have is a warning.
bound::Query Bind(const ast::Query& query, const Parameters& parameters);

}  // namespace socle::aql
