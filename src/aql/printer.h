#pragma once

#include <string>

#include "aql/ast.h"

namespace socle::aql {

/// The query in canonical AQL: keywords in capitals, strings in single quotes, one line, no
/// parentheses beyond what the tree needs. Parse(Print(query)) is `query`.
std::string Print(const ast::Query& query);
std::string Print(const ast::Expression& expression);
/// "o/data[at0001]/events/time": a column's path as the result names it.
std::string Print(const ast::IdentifiedPath& path);
std::string Print(const ast::Predicate& predicate);
std::string Print(const ast::Condition& condition);

}  // namespace socle::aql
