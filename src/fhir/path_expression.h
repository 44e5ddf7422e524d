#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "fhir/path_environment.h"
#include "fhir/path_item.h"

namespace socle::fhir {

struct PathProgram;

/// A compiled FHIRPath expression: names, types, functions and literal regular expressions are
/// resolved. Immutable, safe from any thread. Movable.
/// Source: FHIRPath N1 (2.0.0); FHIR R4, FHIRPath; what of 2.1 the official R4 tests hold.
/// docs/decisions/0017-fhirpath.md says what is left open there.
class PathExpression {
 public:
  /// Errors: base::Error kBadRequest with line:column, what was expected and found, and the nearest
  /// name for an unknown function or type. A name that no type has is no error: it finds nothing.
  static PathExpression Compile(std::string_view text);

  PathExpression(PathExpression&&) noexcept;
  PathExpression& operator=(PathExpression&&) noexcept;
  ~PathExpression();

  /// What it gives for `node` (%context). Nothing is copied; a simple path allocates its result
  /// only.
  /// Errors: kBadRequest with the place for what cannot be evaluated (several items where one is
  /// wanted, types that do not go together, an unknown variable), kNotImplemented for what needs
  /// profiles or a terminology that is not there, kTimeout and kTooLarge by `limits`.
  PathResult Evaluate(const Node& node, const PathEnvironment& environment = {}) const;
  PathResult Evaluate(std::span<const PathItem> input,
                      const PathEnvironment& environment = {}) const;
  /// As Evaluate, into `result`, whose memory is used again.
  void EvaluateInto(std::span<const PathItem> input, const PathEnvironment& environment,
                    PathResult& result) const;
  /// As a condition: nothing where it is empty; one item that is no Boolean is true.
  std::optional<bool> Test(const Node& node, const PathEnvironment& environment = {}) const;

  /// As it was compiled.
  std::string_view text() const;
  const PathProgram& program() const { return *program_; }

 private:
  explicit PathExpression(std::unique_ptr<const PathProgram> program);
  std::unique_ptr<const PathProgram> program_;
};

}  // namespace socle::fhir
