#include "fhir/path_evaluator.h"

#include <algorithm>

#include "base/nearest.h"
#include "fhir/ids.h"
#include "fhir/path_fault.h"

namespace socle::fhir {

void PathEvaluator::Run(std::span<const PathItem> input) {
  stack_.assign(input.begin(), input.end());
  context_ = {0, input.size()};
  const PathFocus focus{context_, -1, {}};
  Evaluate(program_.root(), focus);
  Remove(context_);
}

void PathEvaluator::Remove(const PathRange& range) {
  stack_.erase(stack_.begin() + static_cast<std::ptrdiff_t>(range.begin),
               stack_.begin() + static_cast<std::ptrdiff_t>(range.end));
}

base::Error PathEvaluator::TooMany() const {
  return base::Error(base::ErrorCode::kTooLarge, "FHIRPath: the expression makes more than " +
                                                     std::to_string(environment_.limits.items) +
                                                     " items");
}

base::Error PathEvaluator::TooLong() const {
  return base::Error(base::ErrorCode::kTimeout, "FHIRPath: the expression needs more than " +
                                                    std::to_string(environment_.limits.steps) +
                                                    " steps");
}

std::string_view PathEvaluator::Keep(std::string_view made) {
  Count(made.size() / 64);
  if (memory_.size() + made.size() > environment_.limits.text_bytes) {
    throw base::Error(base::ErrorCode::kTooLarge,
                      "FHIRPath: the expression makes more than " +
                          std::to_string(environment_.limits.text_bytes) + " bytes of text");
  }
  return memory_.Keep(made);
}

base::Instant PathEvaluator::Now() {
  if (!now_) now_ = environment_.now ? *environment_.now : base::Now();
  return *now_;
}

PathRange PathEvaluator::Evaluate(std::uint32_t index, const PathFocus& focus) {
  const PathOperation& operation = program_.operations[index];
  const std::size_t begin = stack_.size();
  Count(1);
  switch (operation.op) {
    case PathOp::kLiteral:
      Push(operation.literal);
      break;
    case PathOp::kEmpty:
      break;
    case PathOp::kThis:
      for (std::size_t i = focus.input.begin; i < focus.input.end; ++i) {
        Push(PathItem(stack_[i]));
      }
      break;
    case PathOp::kIndex:
      if (focus.index >= 0) Push(PathItem::Integer(focus.index));
      break;
    case PathOp::kTotal:
      for (std::size_t i = focus.total.begin; i < focus.total.end; ++i) {
        Push(PathItem(stack_[i]));
      }
      break;
    case PathOp::kExternal:
      External(operation);
      break;
    case PathOp::kHead:
      Head(operation, focus);
      break;
    case PathOp::kStep: {
      const PathRange left = Evaluate(operation.left, focus);
      for (std::size_t i = left.begin; i < left.end; ++i) {
        PushChildren(PathItem(stack_[i]), operation);
      }
      Remove(left);
      break;
    }
    case PathOp::kCall:
      Call(operation, focus);
      break;
    case PathOp::kIndexer:
      Indexer(operation, focus);
      break;
    default:
      EvaluateOperator(*this, operation, focus);
      break;
  }
  return {begin, stack_.size()};
}

void PathEvaluator::PushChildren(const PathItem& item, const PathOperation& step) {
  if (const Node* node = item.node()) {
    if (step.name == NameId::kNone) return;
    for (const Node* at = node->Child(step.name); at != nullptr && at->name == step.name;
         at = at->next_sibling) {
      Push(*at);
    }
  } else if (item.kind() == PathKind::kTypeInfo) {
    if (step.text == "name") Push(PathItem::String(item.type_name()));
    if (step.text == "namespace") Push(PathItem::String(item.type_namespace()));
  }
}

void PathEvaluator::Head(const PathOperation& operation, const PathFocus& focus) {
  const TypeId type = operation.type.fhir;
  for (std::size_t i = focus.input.begin; i < focus.input.end; ++i) {
    const PathItem item = stack_[i];
    const TypeId of_item = item.is_node()                       ? item.node()->type
                           : item.kind() == PathKind::kTypeOnly ? item.type()
                                                                : TypeId::kNone;
    if (type != TypeId::kNone && of_item != TypeId::kNone && IsA(of_item, type)) {
      Push(item);
    } else {
      PushChildren(item, operation);
    }
  }
}

void PathEvaluator::Indexer(const PathOperation& operation, const PathFocus& focus) {
  const PathRange left = Evaluate(operation.left, focus);
  const PathRange right = Evaluate(operation.right, focus);
  const auto index = Single(right, operation.place, "an index");
  Shrink(left.end);
  if (index && index->kind() != PathKind::kInteger) {
    throw PathFault(operation.place, "type", "an integer as index", DescribeItem(*index));
  }
  if (!index || index->integer() < 0 ||
      static_cast<std::uint64_t>(index->integer()) >= left.size()) {
    return Shrink(left.begin);
  }
  stack_[left.begin] = stack_[left.begin + static_cast<std::size_t>(index->integer())];
  Shrink(left.begin + 1);
}

void PathEvaluator::Call(const PathOperation& operation, const PathFocus& focus) {
  const std::size_t base = stack_.size();
  if (operation.left != PathOperation::kNone) {
    Evaluate(operation.left, focus);
  } else {
    for (std::size_t i = focus.input.begin; i < focus.input.end; ++i) Push(PathItem(stack_[i]));
  }
  PathCall call(*this, operation, focus, base);
  operation.function->run(call);
}

namespace {

const Node* ResourceAround(const Node* node) {
  while (node != nullptr && Get(node->type).kind != TypeKind::kResource) node = node->parent;
  return node;
}

}  // namespace

const Node* PathEvaluator::Resource() const {
  if (environment_.resource != nullptr) return environment_.resource;
  for (std::size_t i = context_.begin; i < context_.end; ++i) {
    if (const Node* node = stack_[i].node()) return ResourceAround(node);
  }
  return nullptr;
}

const Node* PathEvaluator::RootResource() const {
  if (environment_.root_resource != nullptr) return environment_.root_resource;
  const Node* resource = Resource();
  if (resource == nullptr || resource->parent == nullptr) return resource;
  return resource->name == name::kContained ? ResourceAround(resource->parent) : resource;
}

// Source: FHIRPath N1, Environment variables; FHIR R4, FHIRPath, Variables.
void PathEvaluator::External(const PathOperation& operation) {
  const std::string_view name = operation.text;
  for (const PathVariable& variable : environment_.variables) {
    if (variable.name != name) continue;
    for (const PathItem& item : variable.items) Push(item);
    return;
  }
  if (name == "context") {
    for (std::size_t i = context_.begin; i < context_.end; ++i) Push(PathItem(stack_[i]));
    return;
  }
  if (name == "resource" || name == "rootResource") {
    const Node* resource = name == "resource" ? Resource() : RootResource();
    if (resource != nullptr) Push(*resource);
    return;
  }
  if (name == "ucum") return Push(PathItem::String("http://unitsofmeasure.org"));
  if (name == "sct") return Push(PathItem::String("http://snomed.info/sct"));
  if (name == "loinc") return Push(PathItem::String("http://loinc.org"));
  if (name.starts_with("vs-")) {
    return PushString("http://hl7.org/fhir/ValueSet/" + std::string(name.substr(3)));
  }
  if (name.starts_with("ext-")) {
    return PushString("http://hl7.org/fhir/StructureDefinition/" + std::string(name.substr(4)));
  }
  std::vector<std::string_view> known = {"context", "resource", "rootResource",
                                         "ucum",    "sct",      "loinc"};
  for (const PathVariable& variable : environment_.variables) known.push_back(variable.name);
  const std::string_view nearest = base::Nearest(name, known);
  std::string expected = "a variable that is known here";
  if (!nearest.empty()) expected += " (did you mean %" + std::string(nearest) + "?)";
  throw PathFault(operation.place, "unknown_variable", expected, "%" + std::string(name));
}

std::optional<PathItem> PathEvaluator::Single(const PathRange& range, const PathPlace& place,
                                              std::string_view what) {
  if (range.size() > 1) {
    throw PathFault(place, "singleton", "one item as " + std::string(what),
                    std::to_string(range.size()) + " items");
  }
  if (range.size() == 0) return std::nullopt;
  return ToSystem(stack_[range.begin], memory_);
}

// Source: FHIRPath N1, Singleton Evaluation of Collections.
std::optional<bool> PathEvaluator::Truth(const PathRange& range, const PathPlace& place) {
  const auto value = Single(range, place, "a condition");
  if (!value) return std::nullopt;
  return value->kind() == PathKind::kBoolean ? value->boolean() : true;
}

std::optional<PathItem> PathCall::Input() {
  return machine.Single(input(), operation.place, "the input of " + std::string(operation.text));
}

std::optional<PathItem> PathCall::Argument(std::size_t index) {
  const PathRange range = Evaluate(index);
  auto value =
      machine.Single(range, operation.place, "an argument of " + std::string(operation.text));
  machine.Shrink(range.begin);
  return value;
}

std::optional<std::string_view> PathCall::StringInput() {
  const auto value = Input();
  if (!value) return std::nullopt;
  if (value->kind() != PathKind::kString) {
    throw Fault("a string as the input of " + std::string(operation.text), DescribeItem(*value));
  }
  return value->text();
}

std::optional<std::string_view> PathCall::StringArgument(std::size_t index) {
  const auto value = Argument(index);
  if (!value) return std::nullopt;
  if (value->kind() != PathKind::kString) {
    throw Fault("a string as an argument of " + std::string(operation.text), DescribeItem(*value));
  }
  return value->text();
}

std::optional<std::int64_t> PathCall::IntegerArgument(std::size_t index) {
  const auto value = Argument(index);
  if (!value) return std::nullopt;
  if (value->kind() != PathKind::kInteger) {
    throw Fault("an integer as an argument of " + std::string(operation.text),
                DescribeItem(*value));
  }
  return value->integer();
}

void PathCall::ReturnMaybe(const std::optional<bool>& value) {
  if (value) return Return(*value);
  ReturnNothing();
}

base::Error PathCall::Fault(std::string expected, std::string found) const {
  return PathFault(operation.place, "type", std::move(expected), std::move(found));
}

std::string DescribeItem(const PathItem& item) {
  switch (item.kind()) {
    case PathKind::kNode:
      return "a " + std::string(Get(item.node()->type).name);
    case PathKind::kTypeOnly:
      return "an unresolved " + std::string(Get(item.type()).name);
    case PathKind::kTypeInfo:
      return "a type";
    default:
      return "a value of System." + std::string(SystemName(item.kind()));
  }
}

}  // namespace socle::fhir
