#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "fhir/model.h"

namespace socle::fhir {

/// One element of a resource. A primitive with extensions is one node: its text, and its `id` and
/// `extension` as children. The items of a repeating element follow one another and share their
/// `name`.
struct Node {
  TypeId type =
      TypeId::kNone;  // concrete: of a choice the one taken; of a contained resource its own
  NameId name = NameId::kNone;  // in the parent ("value", not "valueQuantity"); kNone at the root
  std::uint16_t element = 0;    // index in the parent's Type::elements
  bool has_value = false;       // a primitive with a value (an empty text is not one)
  bool is_choice = false;
  std::uint32_t order = 0;  // pre-order number in the tree, from 0
  std::string_view
      text;  // primitives: unescaped, a number or boolean as written; xhtml: its markup
  const Node* parent = nullptr;
  const Node* first_child = nullptr;
  const Node* last_child = nullptr;
  const Node* next_sibling = nullptr;

  /// The first child of that name, or null; further items follow by `next_sibling` while `name`
  /// stays.
  const Node* Child(NameId id) const;
  const Node* Child(std::string_view name) const;
  /// The text of a primitive child, or empty.
  std::string_view ChildText(std::string_view name) const;
};

/// A resource with the memory of its nodes and texts. Children stand in the order of the
/// definition, whatever the order in which they came. Built once, immutable after; movable, nodes
/// stay where they are.
class Tree {
 public:
  Tree();
  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  const Node& root() const { return *root_; }
  bool empty() const { return root_ == nullptr; }

  // Building.
  Node* NewNode(TypeId type);
  /// Puts `child` behind the children of `parent` whose element does not come after its own.
  void Insert(Node* parent, Node* child);
  /// Puts `child` before `next`, an item of the same element.
  void InsertBefore(const Node& next, Node* child);
  void Remove(Node* child);
  void SetRoot(Node* root) { root_ = root; }
  /// A copy of `text` that lives as long as the tree.
  std::string_view Intern(std::string_view text);
  /// A deep copy of `node` (of this tree or another) as a node of this tree, without a parent.
  Node* Copy(const Node& node);
  /// Numbers `order` of all nodes. To be called once when the tree is whole.
  void Number();
  Node* Mutable(const Node& node) { return const_cast<Node*>(&node); }

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
  Node* root_ = nullptr;
};

}  // namespace socle::fhir
