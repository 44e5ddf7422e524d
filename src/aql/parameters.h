#pragma once

#include <map>
#include <string>
#include <vector>

#include "aql/ast.h"
#include "json/document.h"

namespace socle::aql {

/// The value of a parameter: one literal, or a list of them, which MATCHES takes.
struct Argument {
  std::vector<ast::Literal> values;
  bool list = false;
};
using Parameters = std::map<std::string, Argument, std::less<>>;

/// The members of a JSON object as parameters; a leading '$' of a name is left out.
/// Errors: kBadRequest (not an object, an object as a value, a list in a list).
Parameters ReadParameters(const json::Value& object);

}  // namespace socle::aql
