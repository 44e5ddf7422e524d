#include "aql/path_warnings.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/nearest.h"

namespace socle::aql {
namespace {

/// The node id that `predicate` asks for, or empty.
std::string_view NodeId(const Box<bound::Predicate>& predicate);

std::string_view NodeId(const bound::Predicate& predicate) {
  using Kind = bound::Predicate::Kind;
  if (predicate.kind == Kind::kNode) return predicate.node_id;
  if (predicate.kind != Kind::kAnd) return {};
  for (const bound::Predicate& operand : predicate.operands) {
    if (const std::string_view id = NodeId(operand); !id.empty()) return id;
  }
  return {};
}

std::string_view NodeId(const Box<bound::Predicate>& predicate) {
  return predicate ? NodeId(*predicate) : std::string_view();
}

std::string StepText(rm::AttributeId attribute, std::string_view id) {
  std::string text = "/" + std::string(rm::AttributeName(attribute));
  if (!id.empty()) text += "[" + std::string(id) + "]";
  return text;
}

/// The paths to all nodes below `node` that have an id, without those of other archetypes.
void Collect(const LayoutNode& node, const std::string& path, std::vector<std::string>& paths) {
  for (const LayoutNode& child : node.children) {
    if (child.kind == LayoutNode::Kind::kLeaf) continue;
    const std::string own = path + StepText(child.attribute, child.node_id);
    if (!child.node_id.empty()) paths.push_back(own);
    Collect(child, own, paths);
  }
}

/// Of the paths below `root`: the nearest to `path` of those that end in its last step, else of
/// all; empty where none is near.
std::string NearestPath(const LayoutNode& root, const std::string& path, const std::string& step) {
  std::vector<std::string> all;
  Collect(root, {}, all);
  std::vector<std::string_view> alike, any(all.begin(), all.end());
  std::ranges::copy_if(any, std::back_inserter(alike),
                       [&](std::string_view known) { return known.ends_with(step); });
  if (alike.empty()) return std::string(base::Nearest(path, any));
  const std::string_view nearest = base::Nearest(path, alike);
  return std::string(nearest.empty() ? alike.front() : nearest);
}

/// Follows one path through the layout.
class Walk {
 public:
  Walk(const Layout& layout, const LayoutArchetype& archetype, std::string alias)
      : layout_(layout), root_(&archetype), before_(std::move(alias)), at_{&archetype.root} {}

  /// Whether the layout does not have the node id of this step; `at` then says nothing more.
  bool Misses(rm::AttributeId attribute, std::string_view id) {
    step_ = StepText(attribute, id);
    path_ += step_;
    const bool told = std::ranges::any_of(at_, [](const LayoutNode* node) {
      return std::ranges::any_of(node->children, [](const LayoutNode& child) {
        return child.kind != LayoutNode::Kind::kLeaf;
      });
    });
    std::vector<const LayoutNode*> next;
    for (const LayoutNode* node : at_) {
      for (const LayoutNode& child : node->children) {
        if (child.attribute != attribute || (!id.empty() && child.node_id != id)) continue;
        next.push_back(&child);
      }
    }
    at_ = std::move(next);
    if (at_.empty()) return told && !id.empty();
    Enter();
    return false;
  }
  /// Whether the layout says nothing of what lies further on.
  bool Lost() const { return at_.empty(); }

  std::string Path() const { return before_ + path_; }
  base::Issue Issue() const {
    base::Issue issue;
    issue.rule = "unknown_path";
    issue.expected = "a path of " + root_->archetype_id + " in an uploaded template";
    issue.found = Path();
    issue.message = "No template has " + Path() + ".";
    const std::string nearest = NearestPath(root_->root, path_, step_);
    if (!nearest.empty()) issue.message += " The nearest is " + before_ + nearest + ".";
    return issue;
  }

 private:
  /// Roots of other archetypes are nodes of theirs.
  void Enter() {
    const bool one = at_.size() == 1;
    for (const LayoutNode*& node : at_) {
      if (node->kind != LayoutNode::Kind::kArchetype) continue;
      const LayoutArchetype* const other = layout_.Find(node->node_id);
      if (other == nullptr) continue;
      node = &other->root;
      if (!one) continue;
      root_ = other;
      before_ += std::exchange(path_, {});
    }
  }

  const Layout& layout_;
  const LayoutArchetype* root_;  // whose paths are near
  std::string before_, path_;    // up to its root, and from there
  std::string step_;             // the last one
  std::vector<const LayoutNode*> at_;
};

}  // namespace

std::vector<base::Issue> UnknownPaths(const bound::Query& query, const Layout& layout) {
  std::vector<base::Issue> issues;
  std::set<std::string> known;
  for (const bound::Access& access : query.accesses) {
    const bound::Source& source = query.sources[access.source];
    const LayoutArchetype* const archetype = layout.Find(NodeId(source.predicate));
    if (archetype == nullptr) continue;
    Walk walk(layout, *archetype, source.alias);
    for (const bound::Step& step : access.path) {
      if (step.attribute == rm::AttributeId::kNone) break;
      if (walk.Misses(step.attribute, NodeId(step.predicate))) {
        if (!known.insert(walk.Path()).second) break;
        issues.push_back(walk.Issue());
        issues.back().path =
            std::to_string(step.place.line) + ':' + std::to_string(step.place.column);
      }
      if (walk.Lost()) break;
    }
  }
  return issues;
}

}  // namespace socle::aql
