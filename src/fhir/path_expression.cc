#include "fhir/path_expression.h"

#include "fhir/path_evaluator.h"
#include "fhir/path_parser.h"

namespace socle::fhir {

PathExpression PathExpression::Compile(std::string_view text) {
  return PathExpression(ParsePath(text));
}

PathExpression::PathExpression(std::unique_ptr<const PathProgram> program)
    : program_(std::move(program)) {}
PathExpression::PathExpression(PathExpression&&) noexcept = default;
PathExpression& PathExpression::operator=(PathExpression&&) noexcept = default;
PathExpression::~PathExpression() = default;

std::string_view PathExpression::text() const { return program_->text; }

void PathExpression::EvaluateInto(std::span<const PathItem> input,
                                  const PathEnvironment& environment, PathResult& result) const {
  result.memory_.Clear();
  PathEvaluator(*program_, environment, result.items_, result.memory_).Run(input);
}

PathResult PathExpression::Evaluate(std::span<const PathItem> input,
                                    const PathEnvironment& environment) const {
  PathResult result;
  constexpr std::size_t kUsual = 8;
  result.items_.reserve(input.size() + kUsual);
  EvaluateInto(input, environment, result);
  return result;
}

PathResult PathExpression::Evaluate(const Node& node, const PathEnvironment& environment) const {
  const PathItem item(node);
  return Evaluate(std::span(&item, 1), environment);
}

std::optional<bool> PathExpression::Test(const Node& node,
                                         const PathEnvironment& environment) const {
  PathResult result = Evaluate(node, environment);
  PathEvaluator evaluator(*program_, environment, result.items_, result.memory_);
  return evaluator.Truth({0, result.size()}, {});
}

}  // namespace socle::fhir
