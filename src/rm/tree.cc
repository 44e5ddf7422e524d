#include "rm/tree.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/node_arena.h"

namespace socle::rm {

struct Tree::Memory : base::NodeArena<Node> {};

const Node* Node::Child(AttributeId id) const {
  const Node* child = first_child;
  while (child != nullptr && child->attribute != id) child = child->next_sibling;
  return child;
}

const Node* Node::Child(std::string_view name) const { return Child(FindAttributeName(name)); }

std::string_view Node::ChildText(std::string_view name) const {
  const Node* child = Child(name);
  return child == nullptr ? std::string_view() : child->text;
}

std::string_view Node::ChildText(AttributeId id) const {
  const Node* child = Child(id);
  return child == nullptr ? std::string_view() : child->text;
}

const Node* Node::Descend(std::string_view names) const {
  const Node* at = this;
  while (at != nullptr && !names.empty()) {
    const std::size_t slash = std::min(names.find('/'), names.size());
    at = at->Child(names.substr(0, slash));
    names.remove_prefix(std::min(slash + 1, names.size()));
  }
  return at;
}

std::uint32_t Node::Count(AttributeId id) const {
  std::uint32_t count = 0;
  for (const Node* child = Child(id); child != nullptr && child->attribute == id;
       child = child->next_sibling) {
    ++count;
  }
  return count;
}

Tree::Tree() : memory_(std::make_unique<Memory>()) {}
Tree::Tree(Tree&& other) noexcept
    : memory_(std::move(other.memory_)), root_(std::exchange(other.root_, nullptr)) {}
Tree& Tree::operator=(Tree&& other) noexcept {
  memory_ = std::move(other.memory_);
  root_ = std::exchange(other.root_, nullptr);
  return *this;
}
Tree::~Tree() = default;

Node* Tree::NewNode(ClassId type, AttributeId attribute) {
  Node* node = memory_->New();
  node->type = type;
  node->attribute = attribute;
  return node;
}

void Tree::Append(Node* parent, Node* child) {
  child->parent = parent;
  if (parent->last_child == nullptr) {
    parent->first_child = child;
  } else {
    Mutable(*parent->last_child)->next_sibling = child;
  }
  parent->last_child = child;
}

std::string_view Tree::Intern(std::string_view text) { return memory_->Intern(text); }

namespace {

std::size_t PlaceOf(const Node& node, const Node& child) {
  const AttributeInfo* const info = FindAttribute(node.type, child.attribute);
  const auto& attributes = Class(node.type).attributes;
  if (info == nullptr) return attributes.size();
  return static_cast<std::size_t>(info - attributes.data());
}

bool IsArranged(const Node& node) {
  std::size_t last = 0;
  for (const Node* child = node.first_child; child != nullptr; child = child->next_sibling) {
    const std::size_t place = PlaceOf(node, *child);
    if (place < last) return false;
    last = place;
  }
  return true;
}

/// The node behind `at` in pre-order; null at the end.
const Node* After(const Node* at, const Node* root) {
  if (at->first_child != nullptr) return at->first_child;
  while (at != root && at->next_sibling == nullptr) at = at->parent;
  return at == root ? nullptr : at->next_sibling;
}

}  // namespace

void Tree::Arrange() {
  std::vector<Node*> children;
  for (const Node* at = root_; at != nullptr; at = After(at, root_)) {
    if (IsArranged(*at)) continue;
    children.clear();
    for (const Node* child = at->first_child; child != nullptr; child = child->next_sibling) {
      children.push_back(Mutable(*child));
    }
    std::stable_sort(children.begin(), children.end(), [&](const Node* a, const Node* b) {
      return PlaceOf(*at, *a) < PlaceOf(*at, *b);
    });
    for (std::size_t i = 0; i < children.size(); ++i) {
      children[i]->next_sibling = i + 1 < children.size() ? children[i + 1] : nullptr;
    }
    Mutable(*at)->first_child = children.front();
    Mutable(*at)->last_child = children.back();
  }
}

void Tree::Number() {
  std::uint32_t next = 0;
  const Node* at = root_;
  while (at != nullptr) {
    Mutable(*at)->order = next++;
    if (at->first_child != nullptr) {
      at = at->first_child;
      continue;
    }
    Mutable(*at)->last = next - 1;
    while (at != root_ && at->next_sibling == nullptr) {
      at = at->parent;
      Mutable(*at)->last = next - 1;
    }
    if (at == root_) break;
    at = at->next_sibling;
  }
}

}  // namespace socle::rm
