#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aql/ast.h"
#include "aql/parameters.h"

namespace socle::aql {

/// Whether `query` names the parameter.
bool UsesParameter(const ast::Query& query, std::string_view name);

/// The argument that texts without types (of a URL's query string) mean for a parameter; several
/// are a list.
///
/// A text is a string, unless it reads as a JSON number or as true or false, and each use of the
/// parameter in `query` is where no string makes sense: in LIMIT, OFFSET or TOP; compared with a
/// number or a truth value, with a function that gives a number, with an attribute that is never a
/// text (magnitude, is_queryable), or with a whole data value (`items[at0004]/value`, `el/value`).
Argument TextArgument(const ast::Query& query, std::string_view name,
                      const std::vector<std::string>& texts);

}  // namespace socle::aql
