#pragma once

#include <span>
#include <string>
#include <string_view>

#include "aql/ast.h"
#include "base/error.h"

namespace socle::aql {

/// The error of a query: its place as "line:column", and one issue with the rule's name. Texts hold
/// names of the language and the model, never the content of a string or the value of a parameter.
///
/// The syntax is kMalformed, everything else about a query kBadRequest, because the REST API knows
/// no other answer than 400 to a query (REST 1.1.0, QUERY).
base::Error Fault(base::ErrorCode code, const Place& place, std::string rule, std::string expected,
                  std::string_view found);

/// `rule` broken by the name `found`: names the nearest of `known`, where one is near.
base::Error UnknownName(const Place& place, std::string rule, std::string_view what,
                        std::string_view found, std::span<const std::string_view> known);

}  // namespace socle::aql
