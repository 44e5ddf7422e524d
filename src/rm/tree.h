#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "rm/model.h"

namespace socle::rm {

/// One object of the reference model, or one primitive value. Children stand in document order;
/// the items of a container follow one another and share their `attribute`.
struct Node {
  ClassId type = ClassId::kNone;               // concrete class, or a primitive one
  AttributeId attribute = AttributeId::kNone;  // in the parent; kNone at the root
  std::uint32_t order = 0;                     // pre-order number in the tree, from 0
  std::uint32_t last = 0;                      // the greatest `order` below and including this node
  std::string_view text;  // primitives: a string unescaped, a number or boolean as written
  std::string_view key;   // items of a Container::kHash attribute: their key
  const Node* parent = nullptr;
  const Node* first_child = nullptr;
  const Node* last_child = nullptr;  // where Tree::Append goes on
  const Node* next_sibling = nullptr;

  /// The first child of that attribute, or null; the container's further items follow by
  /// `next_sibling` while `attribute` stays the same.
  const Node* Child(AttributeId id) const;
  const Node* Child(std::string_view name) const;
  /// The text of a primitive child, or empty. (`Child` tells absent from empty.)
  std::string_view ChildText(std::string_view name) const;
  std::string_view ChildText(AttributeId id) const;
  /// Follows "a/b/c" by attribute names, the first item of each; null where one is absent.
  const Node* Descend(std::string_view names) const;
  /// The number of items of that attribute.
  std::uint32_t Count(AttributeId id) const;
};

/// An instance of the reference model with the memory of its nodes and texts.
/// Built once, immutable after; movable, nodes stay where they are.
class Tree {
 public:
  Tree();
  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  const Node& root() const { return *root_; }
  bool empty() const { return root_ == nullptr; }

  // Building.
  Node* NewNode(ClassId type, AttributeId attribute);
  /// Appends `child` after the last child of `parent`. The items of one attribute are to be
  /// appended one after another.
  void Append(Node* parent, Node* child);
  void SetRoot(Node* root) { root_ = root; }
  /// A copy of `text` that lives as long as the tree.
  std::string_view Intern(std::string_view text);
  /// Puts the children of every node into the order of the model's attributes, in which canonical
  /// JSON is written: numbers are then those of the document as it is stored.
  void Arrange();
  /// Numbers `order` and `last` of all nodes. To be called once when the tree is whole.
  void Number();
  /// The node as it may be changed while building (setting a uid before a commit).
  Node* Mutable(const Node& node) { return const_cast<Node*>(&node); }

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
  Node* root_ = nullptr;
};

}  // namespace socle::rm
