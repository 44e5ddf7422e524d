#include "fhir/tree.h"

#include <utility>

#include "base/node_arena.h"

namespace socle::fhir {

struct Tree::Memory : base::NodeArena<Node> {};

const Node* Node::Child(NameId id) const {
  const Node* child = first_child;
  while (child != nullptr && child->name != id) child = child->next_sibling;
  return child;
}

const Node* Node::Child(std::string_view child) const { return Child(FindName(child)); }

std::string_view Node::ChildText(std::string_view child) const {
  const Node* found = Child(child);
  return found == nullptr ? std::string_view() : found->text;
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

Node* Tree::NewNode(TypeId type) {
  Node* node = memory_->New();
  node->type = type;
  return node;
}

void Tree::Insert(Node* parent, Node* child) {
  child->parent = parent;
  Node* before = parent->last_child == nullptr ? nullptr : Mutable(*parent->last_child);
  if (before != nullptr && before->element > child->element) {
    before = nullptr;
    for (const Node* at = parent->first_child; at->element <= child->element;
         at = at->next_sibling) {
      before = Mutable(*at);
    }
  }
  const Node*& link = before == nullptr ? parent->first_child : before->next_sibling;
  child->next_sibling = link;
  link = child;
  if (child->next_sibling == nullptr) parent->last_child = child;
}

void Tree::InsertBefore(const Node& next, Node* child) {
  Node* parent = Mutable(*next.parent);
  child->parent = parent;
  child->next_sibling = &next;
  if (parent->first_child == &next) {
    parent->first_child = child;
    return;
  }
  const Node* before = parent->first_child;
  while (before->next_sibling != &next) before = before->next_sibling;
  Mutable(*before)->next_sibling = child;
}

void Tree::Remove(Node* child) {
  Node* parent = Mutable(*child->parent);
  Node* before = nullptr;
  for (const Node* at = parent->first_child; at != child; at = at->next_sibling) {
    before = Mutable(*at);
  }
  (before == nullptr ? parent->first_child : before->next_sibling) = child->next_sibling;
  if (parent->last_child == child) parent->last_child = before;
  child->parent = nullptr;
  child->next_sibling = nullptr;
}

std::string_view Tree::Intern(std::string_view text) { return memory_->Intern(text); }

Node* Tree::Copy(const Node& node) {
  Node* copy = NewNode(node.type);
  copy->name = node.name;
  copy->element = node.element;
  copy->has_value = node.has_value;
  copy->is_choice = node.is_choice;
  copy->text = Intern(node.text);
  for (const Node* child = node.first_child; child != nullptr; child = child->next_sibling) {
    Insert(copy, Copy(*child));
  }
  return copy;
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
    while (at != root_ && at->next_sibling == nullptr) at = at->parent;
    at = at == root_ ? nullptr : at->next_sibling;
  }
}

}  // namespace socle::fhir
