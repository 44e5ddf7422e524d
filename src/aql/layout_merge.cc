#include "aql/layout_merge.h"

#include <algorithm>
#include <array>

#include "aql/layout_names.h"
#include "rm/ids.h"

namespace socle::aql {
namespace {

using rm::AttributeId;
using rm::ClassId;
using tmpl::Attribute;
using tmpl::Object;
using tmpl::ObjectKind;
namespace attribute = rm::attribute;
namespace type = rm::type;

/// SQLite takes 2000 columns, PostgreSQL 1600 if they are short; the rows' own are among them.
constexpr std::size_t kMostColumns = 900;
/// Deeper than any archetype; what a reference into itself would pass.
constexpr std::size_t kMostReferences = 8;

/// Of every row.
constexpr std::array<std::string_view, 6> kOwnColumns = {"id", "ehr", "span", "up", "slot", "name"};

/// Data values that have no columns: the roots' and rows' own, and what each document repeats.
bool IsLeftOut(AttributeId id) {
  static constexpr std::array kNot = {
      attribute::kName,     attribute::kCategory, attribute::kOrigin,  attribute::kStartTime,
      attribute::kEndTime,  attribute::kSetting,  attribute::kSubject, attribute::kTiming,
      attribute::kMappings, attribute::kLinks};
  return std::ranges::find(kNot, id) != kNot.end();
}

/// The classes below which nodes are looked for.
bool IsStructure(ClassId cls) {
  return rm::IsA(cls, type::kLocatable) || cls == type::kEventContext ||
         cls == type::kIsmTransition;
}

/// The nearest class that both are.
ClassId NearestAncestor(ClassId a, ClassId b) {
  if (rm::IsA(b, a)) return a;
  if (rm::IsA(a, b)) return b;
  ClassId best = ClassId::kNone;
  for (std::size_t i = 0; i < rm::ClassCount(); ++i) {
    const auto candidate = static_cast<ClassId>(i);
    if (!rm::IsA(a, candidate) || !rm::IsA(b, candidate)) continue;
    if (best == ClassId::kNone || rm::IsA(candidate, best)) best = candidate;
  }
  return best;
}

/// The child that holds `id` in `attribute_id`, or null.
LayoutNode* FindChild(LayoutNode& parent, AttributeId attribute_id, std::string_view id) {
  for (LayoutNode& child : parent.children) {
    if (child.attribute == attribute_id && child.node_id == id) return &child;
  }
  return nullptr;
}

/// The nodes below `node` that belong to the rows of `from` belong to those of `to`.
void Retag(LayoutArchetype& archetype, LayoutNode& node, std::size_t from, std::size_t to) {
  for (LayoutNode& child : node.children) {
    if (child.kind == LayoutNode::Kind::kAnchor) {
      if (archetype.tables[child.table].parent == from) archetype.tables[child.table].parent = to;
    } else {
      child.table = to;
      Retag(archetype, child, from, to);
    }
  }
}

/// Gives the leaves below `node` the places of their columns, in the order of the tree.
void Place(LayoutArchetype& archetype, LayoutNode& node) {
  for (LayoutLeaf& leaf : node.leaves) {
    std::vector<LayoutColumn>& columns = archetype.tables[node.table].columns;
    for (LayoutPart& part : leaf.parts) {
      part.place = columns.size();
      columns.push_back({part.column, part.type});
      if (part.column == leaf.measure) leaf.measure_place = part.place;
    }
    const LeafShape& shape = ShapeOf(leaf.type);
    if (shape.measure) {
      leaf.measure_place = columns.size();
      columns.push_back({leaf.measure, shape.measure->type});
    }
  }
  for (LayoutNode& child : node.children) Place(archetype, child);
}

}  // namespace

LayoutMerge::LayoutMerge(LayoutState& state, const tmpl::Definition& definition)
    : state_(state), definition_(definition) {
  for (const LayoutArchetype& archetype : state.archetypes) {
    for (const LayoutTable& table : archetype.tables) table_names_.insert(table.name);
  }
}

std::vector<LayoutChange> LayoutMerge::Changes() {
  std::vector<LayoutChange> changes;
  for (const auto& [index, change] : changes_) changes.push_back(change);
  return changes;
}

void LayoutMerge::Make(const Object& object) {
  LayoutArchetype& made = state_.archetypes.emplace_back();
  made.number = static_cast<std::int64_t>(state_.archetypes.size());
  made.archetype_id = std::string(object.archetype_id);
  made.root.kind = LayoutNode::Kind::kAnchor;
  made.root.node_id = made.archetype_id;
  made.root.type = object.type;
  made.root.name = std::string(definition_.NameOf(object));
}

void LayoutMerge::Open(const Object& object) {
  const auto found = std::ranges::find(
      state_.archetypes, object.archetype_id,
      [](const LayoutArchetype& a) -> std::string_view { return a.archetype_id; });
  const auto index = static_cast<std::size_t>(found - state_.archetypes.begin());
  const bool made = found == state_.archetypes.end();
  if (made) Make(object);
  change_ = &changes_.try_emplace(index, LayoutChange{.archetype = index}).first->second;
  change_->made = change_->made || made;
  if (made && !rm::IsA(object.type, type::kComposition)) RequireTable();
}

void LayoutMerge::Root(const Object& object) {
  Open(object);
  LayoutNode& root = archetype().root;
  root.type = NearestAncestor(root.type, object.type);
  targets_.clear();
  fresh_ = change_->made;
  Implied(root);
  Children(root, object);
}

/// The root's table is there.
void LayoutMerge::RequireTable() {
  LayoutArchetype& current = archetype();
  if (!current.tables.empty()) return;
  LayoutTable& table = current.tables.emplace_back();
  table.name = FreeName(TableNameOf(current.archetype_id), kLongestTableName,
                        [&](const std::string& name) { return !table_names_.contains(name); });
  table_names_.insert(table.name);
  table.name_value = current.root.name;
  if (!change_->made) change_->rebuilt = true;
}

void LayoutMerge::Children(LayoutNode& node, const Object& object) {
  for (const Attribute& attribute_of : definition_.AttributesOf(object)) {
    if (attribute_of.computed || IsLeftOut(attribute_of.id)) continue;
    const auto children = definition_.ChildrenOf(attribute_of);
    for (const Object& child : children) {
      const auto alike = std::ranges::count_if(children, [&](const Object& other) {
        return other.instance_id() == child.instance_id() && other.kind != ObjectKind::kSlot;
      });
      Child(node, attribute_of, child, static_cast<std::size_t>(alike));
    }
  }
}

void LayoutMerge::Child(LayoutNode& parent, const Attribute& attribute_of, const Object& object,
                        std::size_t alike) {
  if (object.kind == ObjectKind::kSlot) return;
  if (object.is_root()) return Nested(parent, attribute_of, object);
  const Object& target = definition_.Target(object);
  const ClassId cls = target.type == ClassId::kNone ? object.type : target.type;
  if (LeafType(cls) != ClassId::kNone) {
    if (!attribute_of.container) Value(parent, attribute_of.id, cls, HintsOf(target));
    return;
  }
  if (!IsStructure(cls)) return;
  const bool referred = &target != &object;
  const bool many = attribute_of.container && (object.occurrences.upper > 1 || alike > 1);
  const bool repeats = many || referred || rm::IsA(cls, type::kEvent);
  // Templates number alternatives of ISM_TRANSITION, whose instances have neither id nor name.
  const bool named = rm::IsA(cls, type::kLocatable);
  const Object& known = object.node_id.empty() ? target : object;
  const std::string_view id = named ? known.node_id : std::string_view();
  const bool is_new = FindChild(parent, attribute_of.id, id) == nullptr;
  LayoutNode& node = Structure(parent, attribute_of.id, id, cls,
                               named ? definition_.NameOf(known) : std::string_view(), repeats);
  // A reference may lead to an object around itself: its second round adds nothing.
  const bool again =
      targets_.size() >= kMostReferences || std::ranges::find(targets_, &target) != targets_.end();
  const bool around = fresh_;
  fresh_ = fresh_ || (is_new && named);
  Implied(node);
  if (referred) targets_.push_back(&target);
  if (!referred || !again) Children(node, target);
  if (referred) targets_.pop_back();
  fresh_ = around;
}

void LayoutMerge::Nested(LayoutNode& parent, const Attribute& attribute_of, const Object& object) {
  if (LayoutNode* known = FindChild(parent, attribute_of.id, object.archetype_id)) {
    known->type = NearestAncestor(known->type, object.type);
    return;
  }
  LayoutNode& node = parent.children.emplace_back();
  node.kind = LayoutNode::Kind::kArchetype;
  node.attribute = attribute_of.id;
  node.node_id = std::string(object.archetype_id);
  node.type = object.type;
  node.table = parent.table;
  node.slot = ++state_.slots;
  change_->wider = true;
}

LayoutNode& LayoutMerge::Structure(LayoutNode& parent, AttributeId attribute_id,
                                   std::string_view node_id, ClassId cls, std::string_view name,
                                   bool repeats) {
  LayoutNode* node = FindChild(parent, attribute_id, node_id);
  if (node == nullptr) {
    node = &parent.children.emplace_back();
    node->attribute = attribute_id;
    node->node_id = std::string(node_id);
    node->type = cls;
    node->name = std::string(name);
    node->table = parent.table;
    change_->wider = true;
    if (repeats) {
      RequireTable();
      node->table = AddTable(*node, parent.table);
      node->kind = LayoutNode::Kind::kAnchor;
    }
    return *node;
  }
  node->type = NearestAncestor(node->type, cls);
  if (repeats && node->kind == LayoutNode::Kind::kFlat) Promote(*node);
  return *node;
}

std::size_t LayoutMerge::AddTable(const LayoutNode& node, std::size_t parent) {
  LayoutArchetype& current = archetype();
  std::string slug = Slug(node.name);
  if (slug.empty()) slug = Slug(node.node_id);
  if (slug.empty()) slug = Slug(rm::AttributeName(node.attribute));
  LayoutTable table;
  table.name = FreeName(current.tables.front().name + "_" + slug, kLongestTableName,
                        [&](const std::string& name) { return !table_names_.contains(name); });
  table_names_.insert(table.name);
  table.name_value = node.name;
  table.parent = parent;
  current.tables.push_back(std::move(table));
  return current.tables.size() - 1;
}

void LayoutMerge::Promote(LayoutNode& node) {
  RequireTable();
  const std::size_t from = node.table;
  node.kind = LayoutNode::Kind::kAnchor;
  node.table = AddTable(node, from);
  LayoutArchetype& current = archetype();
  Retag(current, node, from, node.table);
  for (LayoutTable& table : current.tables) table.columns.clear();
  Place(current, current.root);
  change_->rebuilt = true;
}

void LayoutMerge::Implied(LayoutNode& node) {
  const LeafHints local{std::nullopt, "local"};
  if (rm::IsA(node.type, type::kEvent)) Value(node, attribute::kTime, type::kDvDateTime, {});
  if (node.type == type::kInstruction) Value(node, attribute::kNarrative, type::kDvText, local);
  if (node.type != type::kAction) return;
  Value(node, attribute::kTime, type::kDvDateTime, {});
  LayoutNode& ism = Structure(node, attribute::kIsmTransition, {}, type::kIsmTransition, {}, false);
  Value(ism, attribute::kCurrentState, type::kDvText, {std::nullopt, "openehr"});
  Value(ism, attribute::kCareflowStep, type::kDvText, local);
}

LayoutMerge::LeafHints LayoutMerge::HintsOf(const Object& object) const {
  LeafHints hints{std::nullopt, "local"};
  if (object.kind == ObjectKind::kQuantity && object.rule != tmpl::kNoIndex) {
    const auto& list = definition_.quantities[object.rule].list;
    if (list.size() == 1 && !list.front().units.empty()) {
      hints.units = std::string(list.front().units);
    }
  }
  const Attribute* code = definition_.FindAttribute(object, "defining_code");
  if (code == nullptr) return hints;
  for (const Object& phrase : definition_.ChildrenOf(*code)) {
    if (phrase.kind != ObjectKind::kCodePhrase || phrase.rule == tmpl::kNoIndex) continue;
    const std::string_view terminology = definition_.codes[phrase.rule].terminology;
    if (!terminology.empty()) hints.terminology = std::string(terminology);
  }
  return hints;
}

void LayoutMerge::Value(LayoutNode& parent, AttributeId attribute_id, ClassId cls,
                        const LeafHints& hints) {
  const ClassId leaf_type = LeafType(cls);
  LayoutNode* node = FindChild(parent, attribute_id, {});
  if (node != nullptr &&
      std::ranges::find(node->leaves, leaf_type, &LayoutLeaf::type) != node->leaves.end()) {
    return;
  }
  RequireTable();
  const bool fresh = node == nullptr;
  if (fresh) {
    node = &parent.children.emplace_back();
    node->kind = LayoutNode::Kind::kLeaf;
    node->attribute = attribute_id;
    node->table = parent.table;
  }
  node->type = fresh ? cls : NearestAncestor(node->type, cls);
  AddLeaf(parent, *node, leaf_type, hints);
  change_->wider = true;
  // A node and ELEMENT.value were looked at where no template spoke of them; other attributes of
  // nodes that were known were not.
  if (attribute_id != attribute::kValue && !fresh_) change_->everywhere = true;
}

void LayoutMerge::AddLeaf(const LayoutNode& parent, LayoutNode& node, ClassId leaf_type,
                          const LeafHints& hints) {
  LayoutTable& table = archetype().tables[node.table];
  const LeafShape& shape = ShapeOf(leaf_type);
  const std::size_t wanted = shape.columns.size() + (shape.measure ? 1 : 0);
  if (table.columns.size() + wanted > kMostColumns) return;
  std::string base;
  if (node.attribute == attribute::kValue || parent.type == type::kElement) {
    base = Slug(parent.name);
    if (base.empty()) base = Slug(parent.node_id);
  }
  if (node.attribute != attribute::kValue) {
    base += (base.empty() ? "" : "_") + std::string(rm::AttributeName(node.attribute));
  }
  if (!node.leaves.empty()) base += "_" + TypeSlug(leaf_type);
  const auto taken = [&](const std::string& name) {
    return std::ranges::find(kOwnColumns, name) != kOwnColumns.end() ||
           std::ranges::find(table.columns, name, &LayoutColumn::name) != table.columns.end();
  };
  base = FreeName(Slug(base), kLongestValueName, [&](const std::string& name) {
    if (shape.measure && taken(name + std::string(shape.measure->suffix))) return false;
    return std::ranges::none_of(shape.columns, [&](const LeafColumn& column) {
      return taken(name + std::string(column.suffix));
    });
  });
  LayoutLeaf& leaf = node.leaves.emplace_back();
  leaf.type = leaf_type;
  for (const LeafColumn& column : shape.columns) {
    LayoutPart& part = leaf.parts.emplace_back();
    part.path = column.path;
    part.column = base + std::string(column.suffix);
    part.type = column.type;
    part.place = table.columns.size();
    if (column.suffix == "_units") part.otherwise = hints.units;
    if (column.suffix == "_terminology") part.otherwise = hints.terminology;
    table.columns.push_back({part.column, part.type});
  }
  leaf.present = leaf.parts.front().column;
  if (shape.measured) {
    leaf.measure = leaf.parts[*shape.measured].column;
    leaf.measure_place = leaf.parts[*shape.measured].place;
  }
  if (!shape.measure) return;
  leaf.measure = base + std::string(shape.measure->suffix);
  leaf.measure_place = table.columns.size();
  table.columns.push_back({leaf.measure, shape.measure->type});
}

}  // namespace socle::aql
