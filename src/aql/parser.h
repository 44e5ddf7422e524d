#pragma once

#include <string_view>

#include "aql/ast.h"

namespace socle::aql {

/// How deep parentheses, brackets, NOT, CONTAINS and calls may nest in one another. Chains of AND
/// and OR do not nest, and may be as long as the query.
inline constexpr int kMostNesting = 200;

/// The tree of `query`, AQL 1.1.0 in UTF-8. Keywords and names of functions in any case. Linear.
///
/// Beyond the published grammar it takes: functions, literals and parameters on the left of a
/// comparison, `:p` beside `$p`, parameters in LIMIT, OFFSET and TOP, a truth value (CONTAINS) as a
/// condition by itself, `<>` for `!=`, MATCHES with a regular expression on identified paths.
/// CONTAINS takes all that follows it, AND before OR: `a CONTAINS b AND c OR d` is
/// `a CONTAINS ((b AND c) OR d)`.
///
/// Errors: kMalformed, rule `syntax` (or `encoding`, `nesting`); kBadRequest, rule
/// `unknown_function` or `wrong_arguments`; each with line:column, what was expected and found.
/// Source: openEHR QUERY 1.1.0, AqlParser, AqlLexer.
ast::Query Parse(std::string_view query);

}  // namespace socle::aql
