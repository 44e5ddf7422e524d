#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "fhir/model.h"
#include "fhir/path_expression.h"
#include "fhir/tree.h"
#include "fhir/validate_references.h"

namespace socle::fhir {

/// What an invariant is evaluated on: the node, the resource that it stands in (%resource), the one
/// that contains that (%rootResource), and what the latter contains.
struct Focus {
  const Node& node;
  const Node& resource;
  const Node& root_resource;
  const ContainedResources& contained;
};

/// Whether an invariant holds. What cannot be decided holds.
using InvariantCheck = bool (*)(const Focus& focus);

/// The code of an invariant, or null where it has none and its expression is to be evaluated.
/// properties_test.cc holds each to its expression.
InvariantCheck FindCheck(const Invariant& invariant);

/// Why the invariant is looked at elsewhere; empty where it is not.
std::string_view ReasonLeftOut(const Invariant& invariant);

enum class Outcome : std::uint8_t { kHolds, kBroken, kNotEvaluated };

/// All invariants of the definitions, ready to be evaluated. Immutable, safe from any thread.
class InvariantRules {
 public:
  /// Compiles what has no code. Errors: kBadRequest (an expression of the definitions is none of
  /// FHIRPath).
  InvariantRules();

  /// `index` is that of Invariants(). kNotEvaluated where the evaluation ended with an error: too
  /// many steps, or several items where one is wanted.
  Outcome Evaluate(std::uint16_t index, const Focus& focus) const;

 private:
  struct Rule {
    InvariantCheck check = nullptr;
    std::optional<PathExpression> expression;
  };
  std::vector<Rule> rules_;
};

}  // namespace socle::fhir
