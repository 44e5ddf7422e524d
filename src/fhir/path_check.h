#pragma once

#include <string>
#include <vector>

#include "fhir/path_expression.h"

namespace socle::fhir {

/// What is wrong in an expression by the definitions alone.
struct PathFinding {
  std::string place;  // line:column
  std::string text;   // what was expected, what was found
};

/// Everything that the expression asks of resources (or data types) of `context` which the
/// definitions say is never there: elements that no type at that place has, in the written form of
/// a choice too (valueQuantity), an order of what has none (children().first()). Empty where
/// nothing is wrong, as far as types are known: what is behind resolve(), a contained resource or a
/// variable is not judged. An evaluation gives nothing for such names; this is for those who write
/// expressions (search parameters, invariants, views). Source: FHIRPath N1, Type safety and strict
/// evaluation.
std::vector<PathFinding> CheckPath(const PathExpression& expression, TypeId context);

}  // namespace socle::fhir
