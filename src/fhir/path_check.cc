#include "fhir/path_check.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/nearest.h"
#include "fhir/path_ast.h"

namespace socle::fhir {
namespace {

/// What a collection may hold. `open`: anything.
struct Shape {
  bool open = false;
  bool ordered = true;
  std::vector<TypeId> types;
  std::vector<PathKind> values;

  static Shape Open() {
    Shape shape;
    shape.open = true;
    return shape;
  }
  static Shape Value(PathKind kind) {
    Shape shape;
    shape.values.push_back(kind);
    return shape;
  }
  void Add(TypeId type) {
    if (type == TypeId::kNone) return;
    // An abstract resource is any.
    if (Get(type).is_abstract) open = true;
    if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
  }
  void Add(const Shape& other) {
    open |= other.open;
    ordered &= other.ordered;
    for (const TypeId type : other.types) Add(type);
    values.insert(values.end(), other.values.begin(), other.values.end());
  }
};

/// What a function gives, by the kind of what it does.
enum class Gives { kInput, kBoolean, kInteger, kString, kArgument, kType, kOpen };

struct Rule {
  std::string_view name;
  Gives gives;
  bool needs_order = false;
  bool has_this = false;  // its arguments see each item of the input as $this
};

constexpr std::array<Rule, 37> kRules = {{
    {"where", Gives::kInput, false, true},
    {"select", Gives::kArgument, false, true},
    {"repeat", Gives::kOpen, false, true},
    {"exists", Gives::kBoolean, false, true},
    {"all", Gives::kBoolean, false, true},
    {"sort", Gives::kInput, false, true},
    {"aggregate", Gives::kOpen, false, true},
    {"trace", Gives::kInput, false, true},
    {"iif", Gives::kOpen, false, true},
    {"first", Gives::kInput, true},
    {"last", Gives::kInput, true},
    {"tail", Gives::kInput, true},
    {"skip", Gives::kInput, true},
    {"take", Gives::kInput, true},
    {"single", Gives::kInput},
    {"distinct", Gives::kInput},
    {"intersect", Gives::kInput},
    {"exclude", Gives::kInput},
    {"checkModifiers", Gives::kInput},
    {"as", Gives::kType},
    {"ofType", Gives::kType},
    {"is", Gives::kBoolean},
    {"not", Gives::kBoolean},
    {"empty", Gives::kBoolean},
    {"allTrue", Gives::kBoolean},
    {"anyTrue", Gives::kBoolean},
    {"allFalse", Gives::kBoolean},
    {"anyFalse", Gives::kBoolean},
    {"hasValue", Gives::kBoolean},
    {"matches", Gives::kBoolean},
    {"startsWith", Gives::kBoolean},
    {"isDistinct", Gives::kBoolean},
    {"count", Gives::kInteger},
    {"length", Gives::kInteger},
    {"toString", Gives::kString},
    {"substring", Gives::kString},
    {"replace", Gives::kString},
}};

const Rule* FindRule(std::string_view name) {
  const auto found = std::find_if(kRules.begin(), kRules.end(),
                                  [name](const Rule& rule) { return rule.name == name; });
  return found == kRules.end() ? nullptr : &*found;
}

class Checker {
 public:
  Checker(const PathProgram& program, TypeId context) : program_(program) { context_.Add(context); }

  std::vector<PathFinding> Run() {
    Infer(program_.root(), context_);
    return std::move(findings_);
  }

 private:
  void Report(const PathOperation& operation, std::string text) {
    findings_.push_back(
        {std::to_string(operation.place.line) + ':' + std::to_string(operation.place.column),
         std::move(text)});
  }

  Shape Infer(std::uint32_t index, const Shape& focus);
  Shape Head(const PathOperation& operation, const Shape& focus);
  Shape Step(const PathOperation& operation, const Shape& input);
  Shape Call(const PathOperation& operation, const Shape& focus);
  Shape Typed(const PathOperation& operation, const Shape& input);
  Shape Operator(const PathOperation& operation, const Shape& focus);

  const PathProgram& program_;
  Shape context_;
  std::vector<PathFinding> findings_;
};

Shape Checker::Infer(std::uint32_t index, const Shape& focus) {
  const PathOperation& operation = program_.operations[index];
  switch (operation.op) {
    case PathOp::kLiteral:
      return Shape::Value(operation.literal.kind());
    case PathOp::kEmpty:
      return {};
    case PathOp::kThis:
      return focus;
    case PathOp::kIndex:
      return Shape::Value(PathKind::kInteger);
    case PathOp::kTotal:
      return Shape::Open();
    case PathOp::kExternal:
      return operation.text == "context" ? context_ : Shape::Open();
    case PathOp::kHead:
      return Head(operation, focus);
    case PathOp::kStep:
      return Step(operation, Infer(operation.left, focus));
    case PathOp::kCall:
      return Call(operation, focus);
    case PathOp::kIs:
      Infer(operation.left, focus);
      return Shape::Value(PathKind::kBoolean);
    case PathOp::kAs:
      return Typed(operation, Infer(operation.left, focus));
    default:
      return Operator(operation, focus);
  }
}

Shape Checker::Head(const PathOperation& operation, const Shape& focus) {
  const TypeId named = operation.type.fhir;
  if (named == TypeId::kNone) return Step(operation, focus);
  Shape shape;
  for (const TypeId type : focus.types) {
    if (IsA(type, named)) shape.Add(type);
    if (IsA(named, type)) shape.Add(named);
  }
  if (!shape.types.empty() || focus.open) return shape.types.empty() ? Shape::Open() : shape;
  return Step(operation, focus);
}

Shape Checker::Step(const PathOperation& operation, const Shape& input) {
  Shape shape;
  shape.ordered = input.ordered;
  bool found = false;
  std::vector<std::string_view> names;
  for (const TypeId type : input.types) {
    const Element* element = FindElement(Get(type), operation.name);
    for (const Element& known : Get(type).elements) names.push_back(Name(known.name));
    if (element == nullptr || operation.name == NameId::kNone) continue;
    found = true;
    for (const TypeUse& use : element->types) shape.Add(use.type);
    if (element->types.empty()) shape.open = true;
  }
  if (found) return shape;
  if (input.open || (input.types.empty() && input.values.empty())) return Shape::Open();
  if (input.types.empty()) return Shape::Open();
  std::string text = "expected an element of ";
  text += Get(input.types.front()).name;
  const std::string_view nearest = base::Nearest(operation.text, names);
  if (!nearest.empty()) text += " (did you mean " + std::string(nearest) + "?)";
  Report(operation, text + ", found " + std::string(operation.text));
  return Shape::Open();
}

/// A type that the input cannot have is no fault: it selects nothing. Source: the official tests.
Shape Checker::Typed(const PathOperation& operation, const Shape& input) {
  Shape shape;
  shape.ordered = input.ordered;
  if (operation.type.fhir == TypeId::kNone) return Shape::Open();
  shape.Add(operation.type.fhir);
  return shape;
}

Shape Checker::Call(const PathOperation& operation, const Shape& focus) {
  const Shape input = operation.left == PathOperation::kNone ? focus : Infer(operation.left, focus);
  const Rule* rule = FindRule(operation.text);
  const Shape& inner = rule != nullptr && rule->has_this ? input : focus;
  Shape argument;
  for (std::uint32_t i = 0; i < operation.argument_count; ++i) {
    argument.Add(Infer(program_.arguments[operation.first_argument + i], inner));
  }
  if (rule == nullptr) {
    Shape shape = Shape::Open();
    if (operation.text == "extension") {
      shape.open = false;
      shape.Add(FindType("Extension"));
    }
    shape.ordered = operation.text != "children" && operation.text != "descendants";
    return shape;
  }
  if (rule->needs_order && !input.ordered) {
    Report(operation, "expected items with an order for " + std::string(operation.text) +
                          ", found what children() or descendants() gives");
  }
  switch (rule->gives) {
    case Gives::kInput:
      return input;
    case Gives::kBoolean:
      return Shape::Value(PathKind::kBoolean);
    case Gives::kInteger:
      return Shape::Value(PathKind::kInteger);
    case Gives::kString:
      return Shape::Value(PathKind::kString);
    case Gives::kArgument:
      return argument;
    case Gives::kType:
      return Typed(operation, input);
    case Gives::kOpen:
      return Shape::Open();
  }
  return Shape::Open();
}

Shape Checker::Operator(const PathOperation& operation, const Shape& focus) {
  Shape left = Infer(operation.left, focus);
  const Shape right =
      operation.right == PathOperation::kNone ? Shape() : Infer(operation.right, focus);
  switch (operation.op) {
    case PathOp::kIndexer:
      return left;
    case PathOp::kUnion:
      left.Add(right);
      return left;
    case PathOp::kPositive:
    case PathOp::kNegative:
    case PathOp::kMultiply:
    case PathOp::kDivide:
    case PathOp::kIntegerDivide:
    case PathOp::kModulo:
    case PathOp::kAdd:
    case PathOp::kSubtract:
      return Shape::Open();
    case PathOp::kConcatenate:
      return Shape::Value(PathKind::kString);
    default:
      return Shape::Value(PathKind::kBoolean);
  }
}

}  // namespace

std::vector<PathFinding> CheckPath(const PathExpression& expression, TypeId context) {
  return Checker(expression.program(), context).Run();
}

}  // namespace socle::fhir
