#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "aql/ast.h"

namespace socle::aql {

/// A function of the language. Source: openEHR QUERY 1.1.0, AQL, Functions.
struct FunctionInfo {
  std::string_view name;
  ast::Function function;
  std::size_t fewest, most;  // arguments
  bool aggregate;
};

/// All functions, in the order of ast::Function.
std::span<const FunctionInfo> Functions();
const FunctionInfo& Describe(ast::Function function);
/// The function of that name in any case, or null.
const FunctionInfo* FindFunction(std::string_view name);
std::span<const std::string_view> FunctionNames();

/// "=", "!=", …
std::string_view Symbol(ast::Comparison comparison);

}  // namespace socle::aql
