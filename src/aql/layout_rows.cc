#include "aql/layout_rows.h"

#include <algorithm>
#include <array>
#include <bit>

#include "aql/layout_cells.h"
#include "aql/layout_leaves.h"
#include "base/error.h"
#include "rm/identifiers.h"
#include "rm/ids.h"

namespace socle::aql {
namespace {

using rm::ClassId;
using rm::Node;
namespace attribute = rm::attribute;
namespace type = rm::type;

/// Calls `each(child, number)` for the children of `node`, whose number is `number`, in the order
/// in which they are stored.
template <class Each>
void ForEachChild(const Node& node, std::int64_t number, const Each& each) {
  const rm::ClassInfo& cls = rm::Class(node.type);
  std::array<const Node*, 64> first;
  std::uint64_t present = 0;
  for (const Node* child = node.first_child; child != nullptr; child = child->next_sibling) {
    const rm::AttributeInfo* info = rm::FindAttribute(node.type, child->attribute);
    if (info == nullptr) continue;
    const auto place = static_cast<std::size_t>(info - cls.attributes.data());
    if ((present >> place & 1) == 0) first[place] = child;
    present |= std::uint64_t{1} << place;
  }
  std::int64_t next = number + 1;
  for (; present != 0; present &= present - 1) {
    const Node* item = first[static_cast<std::size_t>(std::countr_zero(present))];
    const rm::AttributeId id = item->attribute;
    for (; item != nullptr && item->attribute == id; item = item->next_sibling) {
      each(*item, next);
      next += std::int64_t{item->last} - item->order + 1;
    }
  }
}

/// Classes without a node id below which nodes with one may stand.
bool LeadsOn(ClassId cls) {
  static constexpr std::array kOthers = {type::kEventContext, type::kIsmTransition,
                                         type::kInstructionDetails, type::kFeederAudit,
                                         type::kFeederAuditDetails};
  return rm::IsA(cls, type::kLocatable) || std::ranges::find(kOthers, cls) != kOthers.end();
}

bool IsRootId(std::string_view node_id) {
  return node_id.find('-') != std::string_view::npos && rm::IsArchetypeId(node_id);
}

const LayoutNode* FindNode(const LayoutNode& parent, rm::AttributeId id, std::string_view node_id) {
  for (const LayoutNode& child : parent.children) {
    if (child.attribute == id && child.node_id == node_id) return &child;
  }
  return nullptr;
}

std::string_view NameOf(const Node& node) {
  const Node* name = node.Child(attribute::kName);
  return name == nullptr ? std::string_view() : name->ChildText(attribute::kValue);
}

/// Whether a path to a part of `leaf` may lead to something in a value of that class.
bool SharesPart(ClassId cls, const LayoutLeaf& leaf) {
  return std::ranges::any_of(leaf.parts, [cls](const LayoutPart& part) {
    return part.path.empty() || rm::FindAttribute(cls, part.path.front()) != nullptr;
  });
}

class RowMaker {
 public:
  explicit RowMaker(const LayoutSet& layout) : layout_(layout) {
    rows_.generation = layout.generation();
  }

  DocumentRows Run(const Node& composition) {
    if (std::int64_t{composition.last} - composition.order + 1 >= kNodesInVersion) {
      throw base::Error(base::ErrorCode::kTooLarge, "a composition has less than 1048576 nodes");
    }
    Composition(composition);
    Root(composition, 0, 0, 0);
    for (const LayoutRow& row : rows_.rows) {
      rows_.holds.insert(layout_.archetypes()[row.archetype].number);
    }
    return std::move(rows_);
  }

 private:
  static constexpr std::size_t kNoRow = SIZE_MAX;
  /// Where a node stands: in which archetype, below which row.
  struct Place {
    const LayoutArchetype* archetype = nullptr;
    std::size_t row = kNoRow;     // in rows_.rows
    std::int64_t row_number = 0;  // the number of that row's node
  };

  void Composition(const Node& root) {
    rows_.span = std::int64_t{root.last} - root.order;
    rows_.name = NameOf(root);
    if (const Node* id = root.Descend("archetype_details/template_id/value")) {
      rows_.template_number = layout_.TemplateNumber(id->text);
      if (rows_.template_number == 0) rows_.oddities.emplace(0, Oddity::kExtra);
    }
    const LayoutArchetype* archetype = layout_.Find(root.ChildText(attribute::kArchetypeNodeId));
    if (archetype != nullptr) rows_.archetype = archetype->number;
    if (const Node* time = root.Descend("context/start_time/value")) {
      rows_.start_time = time->text;
      rows_.start_instant = InstantOf(time->text);
      if (!rows_.start_instant) Odd(archetype, Oddity::kInexact);
    }
    if (const Node* name = root.Descend("composer/name")) rows_.composer = name->text;
  }

  void Odd(const LayoutArchetype* archetype, Oddity kind) {
    if (archetype != nullptr) rows_.oddities.emplace(archetype->number, kind);
  }

  /// An archetype's root. `above` is the number of the row that it stands below.
  void Root(const Node& node, std::int64_t number, std::int64_t above, std::int64_t slot) {
    const std::string_view id = node.ChildText(attribute::kArchetypeNodeId);
    Place place{.archetype = layout_.Find(id), .row = kNoRow, .row_number = above};
    if (place.archetype == nullptr) {
      rows_.unlaid.insert(id);
      rows_.oddities.emplace(0, Oddity::kUnlaid);
      return Children(node, number, nullptr, place);
    }
    const LayoutNode& root = place.archetype->root;
    if (!rm::IsA(node.type, root.type)) Odd(place.archetype, Oddity::kExtra);
    if (place.archetype->tables.empty()) {
      place.row_number = number;
    } else {
      AddRow(node, number, 0, slot, place);
    }
    Children(node, number, &root, place);
  }

  void AddRow(const Node& node, std::int64_t number, std::size_t table, std::int64_t slot,
              Place& place) {
    const LayoutTable& laid = place.archetype->tables[table];
    LayoutRow& row = rows_.rows.emplace_back();
    row.archetype = static_cast<std::size_t>(place.archetype->number - 1);
    row.table = table;
    row.node = number;
    row.span = std::int64_t{node.last} - node.order;
    row.up = number - place.row_number;
    row.slot = slot;
    if (const std::string_view name = NameOf(node); name != laid.name_value) row.name = name;
    row.cells.resize(laid.columns.size());
    place.row = rows_.rows.size() - 1;
    place.row_number = number;
  }

  /// The children of a node that `laid` describes; null: no template does.
  void Children(const Node& node, std::int64_t number, const LayoutNode* laid, const Place& place) {
    std::vector<bool> seen(laid == nullptr ? 0 : laid->children.size());
    ForEachChild(node, number, [&](const Node& child, std::int64_t at) {
      if (LeadsOn(child.type)) return Structure(child, at, laid, place, seen);
      if (laid != nullptr && !rm::Class(child.type).is_primitive) Value(child, *laid, place);
    });
  }

  void Structure(const Node& child, std::int64_t at, const LayoutNode* laid, const Place& place,
                 std::vector<bool>& seen) {
    const std::string_view id = child.ChildText(attribute::kArchetypeNodeId);
    const LayoutNode* match = laid == nullptr ? nullptr : FindNode(*laid, child.attribute, id);
    if (IsRootId(id)) {
      if (match == nullptr && laid != nullptr) Odd(place.archetype, Oddity::kUnforeseen);
      return Root(child, at, place.row_number, match == nullptr ? 0 : match->slot);
    }
    if (match == nullptr) {
      // A class without node ids is no node of an archetype: what stands below it may be.
      static const LayoutNode nowhere;
      const bool is_node = rm::IsA(child.type, type::kLocatable);
      if (is_node && laid != nullptr) Odd(place.archetype, Oddity::kExtra);
      return Children(child, at, is_node || laid == nullptr ? nullptr : &nowhere, place);
    }
    if (!rm::IsA(child.type, match->type)) Odd(place.archetype, Oddity::kExtra);
    if (match->kind == LayoutNode::Kind::kAnchor) {
      Place below = place;
      AddRow(child, at, match->table, 0, below);
      return Children(child, at, match, below);
    }
    const auto index = static_cast<std::size_t>(match - laid->children.data());
    if (seen[index]) {
      Odd(place.archetype, Oddity::kExtra);
      return Children(child, at, nullptr, place);
    }
    seen[index] = true;
    if (!match->name.empty() && !id.empty() && NameOf(child) != match->name) {
      Odd(place.archetype, Oddity::kRenamed);
    }
    Children(child, at, match, place);
  }

  void Value(const Node& value, const LayoutNode& laid, const Place& place) {
    const LayoutNode* match = FindNode(laid, value.attribute, {});
    if (match == nullptr || match->kind != LayoutNode::Kind::kLeaf) {
      const bool is_value =
          value.attribute == attribute::kValue && rm::IsA(value.type, type::kDataValue);
      if (is_value) Odd(place.archetype, Oddity::kUnread);
      return;
    }
    const ClassId leaf_type = LeafType(value.type);
    const auto leaf = std::ranges::find(match->leaves, leaf_type, &LayoutLeaf::type);
    if (leaf == match->leaves.end()) {
      const bool alone = std::ranges::none_of(
          match->leaves, [&](const LayoutLeaf& other) { return SharesPart(value.type, other); });
      return Odd(place.archetype, alone ? Oddity::kUnread : Oddity::kExtra);
    }
    const Fit fit = FillCells(*leaf, value, rows_.rows[place.row].cells);
    if (fit == Fit::kInexact) Odd(place.archetype, Oddity::kInexact);
    if (fit == Fit::kAbsent) Odd(place.archetype, Oddity::kExtra);
  }

  const LayoutSet& layout_;
  DocumentRows rows_;
};

void FindArchetypes(const Node& node, std::set<std::string_view>& found) {
  for (const Node* child = node.first_child; child != nullptr; child = child->next_sibling) {
    const std::string_view id = child->ChildText(attribute::kArchetypeNodeId);
    if (IsRootId(id)) found.insert(id);
    FindArchetypes(*child, found);
  }
}

}  // namespace

DocumentRows RowsOf(const LayoutSet& layout, const Node& composition) {
  return RowMaker(layout).Run(composition);
}

std::set<std::string_view> ArchetypesIn(const Node& root) {
  std::set<std::string_view> found;
  FindArchetypes(root, found);
  return found;
}

}  // namespace socle::aql
