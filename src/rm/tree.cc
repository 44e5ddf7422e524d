#include "rm/tree.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>
#include <type_traits>
#include <vector>

namespace socle::rm {

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
  Node* node = new (memory_->TakeNode()) Node;
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

std::string_view Tree::Intern(std::string_view text) {
  if (text.empty()) return "";
  char* at = memory_->TakeText(text.size());
  std::memcpy(at, text.data(), text.size());
  return {at, text.size()};
}

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
