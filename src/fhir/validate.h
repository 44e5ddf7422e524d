#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "fhir/issue.h"
#include "fhir/tree.h"

namespace socle::fhir {

/// Holds trees to the base definitions. Made once (it compiles each invariant that has no code of
/// its own); immutable after, and safe from any thread.
class Validator {
 public:
  Validator();
  ~Validator();
  Validator(const Validator&) = delete;
  Validator& operator=(const Validator&) = delete;

  /// Every violation of the base definitions by a tree that was read: cardinalities, types,
  /// required bindings (of codes, Coding and CodeableConcept; not of Quantity), targets of
  /// references by type, invariants. What the readers find (structure, the texts of primitives, the
  /// markup of narratives) is not looked for again. At most `limit`; errors come before warnings.
  /// Source: FHIR R4, Validating Resources.
  std::vector<Issue> Validate(const Node& resource, std::size_t limit = 100) const;

 private:
  struct Rules;
  std::unique_ptr<const Rules> rules_;
};

}  // namespace socle::fhir
