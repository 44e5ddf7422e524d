#include "fhir/tree.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace socle::fhir {

static_assert(std::is_trivially_destructible_v<Node>, "nodes are dropped with their block");

/// Blocks that grow from 4 KiB to 1 MiB. Nodes are cut from the front of the free room, texts from
/// its back, so that nodes stay aligned without padding.
struct Tree::Memory {
  static constexpr std::size_t kFirstBlock = std::size_t{4} << 10;
  static constexpr std::size_t kLargestBlock = std::size_t{1} << 20;

  std::vector<std::unique_ptr<std::byte[]>> blocks;
  std::byte* front = nullptr;
  std::byte* back = nullptr;
  std::size_t next_size = kFirstBlock;

  void Grow(std::size_t needed) {
    const std::size_t size = std::max(needed, next_size);
    blocks.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    front = blocks.back().get();
    back = front + size;
    next_size = std::min(next_size * 2, kLargestBlock);
  }

  void* TakeNode() {
    if (static_cast<std::size_t>(back - front) < sizeof(Node)) Grow(sizeof(Node));
    void* at = front;
    front += sizeof(Node);
    return at;
  }

  char* TakeText(std::size_t size) {
    if (size > kLargestBlock / 4) {
      // A block of its own, which leaves the room of the current one in use.
      blocks.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
      return reinterpret_cast<char*>(blocks.back().get());
    }
    if (static_cast<std::size_t>(back - front) < size) Grow(size);
    back -= size;
    return reinterpret_cast<char*>(back);
  }
};

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
  Node* node = new (memory_->TakeNode()) Node;
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

std::string_view Tree::Intern(std::string_view text) {
  if (text.empty()) return "";
  char* at = memory_->TakeText(text.size());
  std::memcpy(at, text.data(), text.size());
  return {at, text.size()};
}

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
