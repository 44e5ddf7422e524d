#include "fhir/validate_invariants.h"

#include "base/error.h"
#include "fhir/validate_checks.h"

namespace socle::fhir {

InvariantCheck FindCheck(const Invariant& invariant) {
  for (const auto checks : {ChecksOfTypes(), ChecksOfResources()}) {
    for (const NamedCheck& check : checks) {
      if (check.key == invariant.key) return check.holds;
    }
  }
  const bool is_name = invariant.expression == "name.matches('[A-Z]([A-Za-z0-9_]){0,254}')";
  return is_name ? HasComputerName : nullptr;
}

std::string_view ReasonLeftOut(const Invariant& invariant) {
  if (invariant.key == "ele-1") return "the validator looks at it itself, on every element";
  if (invariant.key == "txt-1" || invariant.key == "txt-2") return "the readers check narratives";
  return "";
}

InvariantRules::InvariantRules() {
  rules_.reserve(Invariants().size());
  for (const Invariant& invariant : Invariants()) {
    Rule& rule = rules_.emplace_back();
    if (!ReasonLeftOut(invariant).empty()) continue;
    rule.check = FindCheck(invariant);
    if (rule.check == nullptr) rule.expression = PathExpression::Compile(invariant.expression);
  }
}

Outcome InvariantRules::Evaluate(std::uint16_t index, const Focus& focus) const {
  const Rule& rule = rules_[index];
  if (rule.check != nullptr) return rule.check(focus) ? Outcome::kHolds : Outcome::kBroken;
  if (!rule.expression) return Outcome::kHolds;
  PathEnvironment environment;
  environment.resource = &focus.resource;
  environment.root_resource = &focus.root_resource;
  try {
    // DEVIATION: what gives nothing holds; docs/spec-issues.md, fhir-1.
    return rule.expression->Test(focus.node, environment).value_or(true) ? Outcome::kHolds
                                                                         : Outcome::kBroken;
  } catch (const base::Error&) {
    return Outcome::kNotEvaluated;
  }
}

}  // namespace socle::fhir
