#include "fhir/path_patch.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "fhir/ids.h"
#include "fhir/patch_element.h"
#include "fhir/patch_operation.h"
#include "fhir/patch_result.h"
#include "fhir/path_ast.h"
#include "fhir/path_expression.h"

namespace socle::fhir {
namespace {

constexpr std::uint64_t kAllSteps = 10'000'000;  // of all paths together

std::size_t LevelOf(const Node& node) {
  std::size_t level = 1;
  for (const Node* at = node.parent; at != nullptr; at = at->parent) ++level;
  return level;
}

std::size_t DepthOf(const Node& node) {
  std::size_t deepest = 0;
  for (const Node* at = node.first_child; at != nullptr; at = at->next_sibling) {
    deepest = std::max(deepest, DepthOf(*at));
  }
  return deepest + 1;
}

/// The last step of a path that ends in a name, and the path before it; nothing of others.
struct LastStep {
  std::string before, name;
};
std::optional<LastStep> SplitLastStep(const PathExpression& expression) {
  const PathProgram& program = expression.program();
  const PathOperation& root = program.operations[program.root()];
  const std::string_view text = expression.text();
  if (root.op != PathOp::kStep || !text.ends_with(root.text)) return std::nullopt;
  std::string_view before = text.substr(0, text.size() - root.text.size());
  if (!before.ends_with('.')) return std::nullopt;
  before.remove_suffix(1);
  return LastStep{std::string(before), std::string(root.text)};
}

class PathPatcher {
 public:
  PathPatcher(const Node& resource, std::size_t operations)
      : steps_(kAllSteps / std::max<std::size_t>(operations, 1)) {
    tree_.SetRoot(tree_.Copy(resource));
    tree_.Number();
  }

  void Apply(const PathPatchOperation& operation) {
    operation_ = &operation;
    switch (operation.type) {
      case PathPatchType::kAdd:
        Add();
        break;
      case PathPatchType::kInsert:
        Insert();
        break;
      case PathPatchType::kDelete:
        Delete();
        break;
      case PathPatchType::kReplace:
        Replace();
        break;
      case PathPatchType::kMove:
        Move();
        break;
    }
    tree_.Number();
  }

  Tree Finish() {
    Prune(tree_.Mutable(tree_.root()));
    tree_.Number();
    return std::move(tree_);
  }

 private:
  PathExpression Compile(std::string_view path) const {
    try {
      return PathExpression::Compile(path);
    } catch (const base::Error& error) {
      throw operation_->Fault(error.code(), error.place() + ": " + error.message(),
                              *operation_->path);
    }
  }

  /// The elements that the path finds. Errors: kInvalid where it finds values.
  std::vector<const Node*> Find(const PathExpression& expression) const {
    PathEnvironment environment;
    environment.limits.steps = steps_;
    std::vector<const Node*> nodes;
    std::unordered_set<const Node*> known;
    try {
      for (const PathItem& item : expression.Evaluate(tree_.root(), environment)) {
        if (!item.is_node()) {
          throw operation_->Impossible("expected a path to an element, found one to a value");
        }
        if (known.insert(item.node()).second) nodes.push_back(item.node());
      }
    } catch (const base::Error& error) {
      if (error.code() == base::ErrorCode::kInvalid) throw;
      throw operation_->Fault(error.code(), error.place() + ": " + error.message(),
                              *operation_->path);
    }
    return nodes;
  }

  base::Error NotOne(std::size_t found) const {
    return operation_->Impossible("expected a path to one element, found " +
                                  (found == 0 ? "none" : std::to_string(found)));
  }

  Node* One(const PathExpression& expression) {
    const auto nodes = Find(expression);
    if (nodes.size() != 1) throw NotOne(nodes.size());
    return tree_.Mutable(*nodes[0]);
  }
  Node* OneBelowRoot() {
    Node* node = One(Compile(operation_->path_text));
    if (node->parent == nullptr) {
      throw operation_->Impossible("expected a path to an element, found one to the resource");
    }
    return node;
  }

  Node* Make(const PatchTarget& target, const Node& parent) {
    Node* made = MakePatchElement(target, *operation_->value, *operation_, tree_);
    if (LevelOf(parent) + DepthOf(*made) > kMostPatchLevels) {
      throw operation_->Impossible("expected a result of at most " +
                                   std::to_string(kMostPatchLevels) +
                                   " levels, found a deeper one");
    }
    return made;
  }

  void AddTo(Node* parent, std::string_view name, const Node& place) {
    const PatchTarget target = FindPatchTarget(parent->type, name, *operation_, place);
    const Element& element = Get(parent->type).elements[target.element];
    if (element.max == 1 && parent->Child(element.name) != nullptr) {
      throw operation_->Impossible("expected an element that is not there yet, found " +
                                       std::string(Name(element.name)) +
                                       ", which does not repeat; replace it",
                                   &place);
    }
    tree_.Insert(parent, Make(target, *parent));
  }

  void Add() {
    AddTo(One(Compile(operation_->path_text)), operation_->name_text, *operation_->name);
  }

  /// All items of the list that the path finds, in order. Errors: kInvalid where it finds other
  /// than one whole list.
  std::vector<Node*> List(const PathExpression& expression) {
    const auto nodes = Find(expression);
    std::vector<Node*> items;
    if (nodes.empty()) return items;
    const Node& first = *nodes[0];
    const bool repeats =
        first.parent != nullptr && Get(first.parent->type).elements[first.element].max != 1;
    for (const Node* at = repeats ? first.parent->Child(first.name) : nullptr;
         at != nullptr && at->name == first.name; at = at->next_sibling) {
      items.push_back(tree_.Mutable(*at));
    }
    if (!std::equal(items.begin(), items.end(), nodes.begin(), nodes.end())) {
      throw operation_->Impossible("expected a path to all items of one list, found another");
    }
    return items;
  }

  void CheckIndex(std::size_t index, std::size_t end, std::string_view what) const {
    if (index < end) return;
    throw operation_->Impossible("expected the " + std::string(what) + " below " +
                                 std::to_string(end) + ", found " + std::to_string(index));
  }

  void Insert() {
    const PathExpression expression = Compile(operation_->path_text);
    const std::vector<Node*> items = List(expression);
    CheckIndex(*operation_->index, items.size() + 1, "index");
    if (items.empty()) {
      const auto step = SplitLastStep(expression);
      if (!step) throw NotOne(0);
      AddTo(One(Compile(step->before)), step->name, *operation_->path);
      return;
    }
    Node* parent = tree_.Mutable(*items[0]->parent);
    Node* made = Make({parent->type, items[0]->element, TypeId::kNone}, *parent);
    if (*operation_->index < items.size()) {
      tree_.InsertBefore(*items[*operation_->index], made);
    } else {
      tree_.Insert(parent, made);
    }
  }

  void Delete() {
    const auto nodes = Find(Compile(operation_->path_text));
    if (nodes.size() > 1) throw NotOne(nodes.size());
    if (nodes.empty()) return;
    if (nodes[0]->parent == nullptr) {
      throw operation_->Impossible("the whole resource cannot be deleted");
    }
    tree_.Remove(tree_.Mutable(*nodes[0]));
  }

  void Replace() {
    Node* old = OneBelowRoot();
    const Node& parent = *old->parent;
    Node* made = Make({parent.type, old->element, TypeId::kNone}, parent);
    tree_.InsertBefore(*old, made);
    tree_.Remove(old);
  }

  // DEVIATION: docs/spec-issues.md, fhir-11.
  void Move() {
    std::vector<Node*> items = List(Compile(operation_->path_text));
    CheckIndex(*operation_->source, items.size(), "source");
    CheckIndex(*operation_->destination, items.size(), "destination");
    Node* moved = items[*operation_->source];
    Node* parent = tree_.Mutable(*moved->parent);
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(*operation_->source));
    if (items.empty()) return;
    tree_.Remove(moved);
    if (*operation_->destination < items.size()) {
      tree_.InsertBefore(*items[*operation_->destination], moved);
    } else {
      tree_.Insert(parent, moved);
    }
  }

  /// Takes out what has neither a value nor children. DEVIATION: docs/spec-issues.md, fhir-10.
  void Prune(Node* node) {
    for (const Node* at = node->first_child; at != nullptr;) {
      Node* child = tree_.Mutable(*at);
      at = at->next_sibling;
      if (child->first_child == nullptr) continue;
      Prune(child);
    }
    for (const Node* at = node->first_child; at != nullptr;) {
      Node* child = tree_.Mutable(*at);
      at = at->next_sibling;
      const bool is_empty = child->first_child == nullptr && !child->has_value &&
                            Get(child->type).kind != TypeKind::kResource;
      if (is_empty) tree_.Remove(child);
    }
  }

  Tree tree_;
  std::uint64_t steps_;  // that one path may take
  const PathPatchOperation* operation_ = nullptr;
};

}  // namespace

Tree ApplyPathPatch(const Node& resource, const Node& parameters) {
  if (parameters.type != type::kParameters) {
    throw base::Error(base::ErrorCode::kBadRequest,
                      "expected a FHIRPath Patch, which is a Parameters resource, found a " +
                          std::string(Get(parameters.type).name));
  }
  std::vector<PathPatchOperation> operations;
  for (const Node* at = parameters.Child(name::kParameter);
       at != nullptr && at->name == name::kParameter; at = at->next_sibling) {
    if (operations.size() == kMostPatchOperations) throw TooManyOperations();
    operations.push_back(ReadPathPatchOperation(*at, operations.size()));
  }
  PathPatcher patcher(resource, operations.size());
  for (const PathPatchOperation& operation : operations) patcher.Apply(operation);
  Tree patched = patcher.Finish();
  CheckIdentity(resource, patched.root());
  return patched;
}

}  // namespace socle::fhir
