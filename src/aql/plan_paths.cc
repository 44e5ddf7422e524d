#include <algorithm>
#include <utility>

#include "aql/plan_draft.h"
#include "rm/ids.h"

namespace socle::aql {
namespace {

namespace attribute = rm::attribute;
namespace type = rm::type;
using Family = DraftAccess::Family;
using Steps = std::vector<rm::AttributeId>;

/// The classes that `declared` may be, by attribute: whether one holds a list there, and what class
/// all of them hold.
struct AttributeUse {
  bool known = false, list = false;
  rm::ClassId type = rm::ClassId::kNone;
};

AttributeUse UseOf(rm::ClassId declared, rm::AttributeId name) {
  AttributeUse use;
  for (std::size_t i = 0; i < rm::ClassCount(); ++i) {
    const auto id = static_cast<rm::ClassId>(i);
    if (declared != rm::ClassId::kNone && !rm::IsA(id, declared)) continue;
    const rm::AttributeInfo* const info = rm::FindAttribute(id, name);
    if (info == nullptr) continue;
    use.list = use.list || info->container != rm::Container::kSingle;
    if (!use.known) use.type = info->type;
    if (use.type != info->type) use.type = type::kAny;
    use.known = true;
  }
  return use;
}

bool IsPlain(const bound::Path& path, std::size_t from) {
  return std::all_of(path.begin() + static_cast<std::ptrdiff_t>(from), path.end(),
                     [](const bound::Step& step) { return !step.predicate; });
}

Family TemporalFamily(rm::ClassId cls) {
  if (cls == type::kDvDate || cls == type::kDvDateTime) return Family::kInstant;
  if (cls == type::kDvTime) return Family::kTime;
  return cls == type::kDvDuration ? Family::kDuration : Family::kNone;
}

class PathDrafter {
 public:
  explicit PathDrafter(Draft& draft) : draft_(draft) {
    draft.accesses.resize(draft.query.accesses.size());
  }

  void Source(std::size_t source) {
    const AttributeTree tree(draft_.query, source);
    for (const AttributeTree::Member& member : tree.root().members) {
      if (member.predicate == nullptr) continue;
      if (draft_.relaxed) return;
      throw Unplannable{"an alias has a predicate of its own"};
    }
    const auto row = draft_.source_rows[source];
    if (!row && draft_.relaxed) return;
    if (!row) {
      for (const auto& member : tree.root().members) draft_.accesses[member.access] = Nothing();
      return;
    }
    if (draft_.rows[*row].kind == DraftRow::Kind::kEhr) return Ehr(tree, *row);
    if (rm::IsA(draft_.query.sources[source].type, type::kVersion)) return Version(tree, *row);
    const LayoutArchetype* const archetype = draft_.rows[*row].archetype;
    Place place;
    place.row = *row;
    place.archetype = archetype;
    place.node = NodeOf(draft_.rows[*row]);
    place.type = place.node == nullptr ? type::kComposition : place.node->type;
    Variable(tree.root(), place);
  }

  /// A path of a predicate of FROM.
  std::optional<DraftAccess> Single(std::size_t row, const bound::Path& path) {
    Place place;
    place.row = row;
    place.archetype = draft_.rows[row].archetype;
    place.node = NodeOf(draft_.rows[row]);
    place.type = place.node == nullptr ? type::kComposition : place.node->type;
    place.row_node = place.node;
    return Rest(path, place);
  }

 private:
  /// Where a variable's instances stand: a row, and a node of the layout at most once below it.
  struct Place {
    std::size_t row = 0;
    const LayoutArchetype* archetype = nullptr;
    const LayoutNode* node = nullptr;  // null: the layout does not know it
    const LayoutNode* row_node = nullptr;
    rm::ClassId type = rm::ClassId::kNone;
    std::size_t depth = 0;      // steps from the source
    std::size_t row_depth = 0;  // of them up to the row
  };

  static const LayoutNode* NodeOf(const DraftRow& row) {
    if (row.node != nullptr || row.archetype == nullptr) return row.node;
    return &row.archetype->root;
  }

  static DraftAccess Nothing() {
    DraftAccess access;
    access.cell.kind = PlanCell::Kind::kConstant;
    return access;
  }

  const bound::Path& PathOf(std::size_t access) const { return draft_.query.accesses[access].path; }

  void Assume(const Place& place, Oddity oddity) {
    if (place.archetype != nullptr) {
      draft_.plan.assumptions.oddities.emplace(place.archetype->number, oddity);
    }
  }

  // What paths end in

  DraftAccess Document(const Place& place, const bound::Path& path) {
    DraftAccess access;
    access.cell.kind = PlanCell::Kind::kDocument;
    access.cell.path.assign(path.begin() + static_cast<std::ptrdiff_t>(place.row_depth),
                            path.end());
    access.row = place.row;
    access.columns = {draft_.Node(place.row)};
    return access;
  }

  /// The value of a column of text.
  DraftAccess Text(std::size_t row, const sql::Expr& column) {
    DraftAccess access;
    access.cell.kind = PlanCell::Kind::kText;
    access.row = row;
    access.columns = {column};
    access.family = Family::kText;
    access.compared = access.text = access.present = column;
    return access;
  }

  /// The row that has the layout's columns: of a composition one of its archetype's table.
  std::size_t ColumnRow(const Place& place) {
    if (draft_.rows[place.row].kind != DraftRow::Kind::kComposition) return place.row;
    for (std::size_t i = 0; i < draft_.rows.size(); ++i) {
      if (draft_.rows[i].companion && draft_.rows[i].of == place.row) return i;
    }
    DraftRow row;
    row.kind = DraftRow::Kind::kAnchor;
    row.archetype = place.archetype;
    row.table = place.archetype->tables.front().name;
    row.of = place.row;
    row.group = draft_.rows[place.row].group;
    row.optional = row.companion = true;
    return draft_.AddRow(std::move(row));
  }

  /// The column that is not null exactly where `part` is there: of a code's terminology that of
  /// the code, which a text need not have.
  static const std::string& Beside(const LayoutLeaf& leaf, const LayoutPart& part) {
    for (const LayoutPart& other : leaf.parts) {
      const bool same = other.path.size() == 2 && part.path.size() > 2 &&
                        std::equal(other.path.begin(), other.path.end() - 1, part.path.begin());
      if (same) return other.column;
    }
    return leaf.present;
  }

  DraftAccess Part(Place place, const LayoutLeaf& leaf, const LayoutPart& part) {
    place.row = ColumnRow(place);
    sql::Expr column = draft_.Column(place.row, part.column);
    if (part.otherwise) {
      column = sql::Case({{sql::IsNotNull(draft_.Column(place.row, Beside(leaf, part))),
                           sql::Coalesce({column, sql::Text(*part.otherwise)})}});
    }
    DraftAccess access = Text(place.row, column);
    const bool value = part.path.empty() || part.path == Steps{attribute::kValue};
    if (value && TemporalFamily(leaf.type) != Family::kNone) {
      Assume(place, Oddity::kInexact);
      access.cell.temporal = leaf.type;
      access.family = TemporalFamily(leaf.type);
      access.compared = draft_.Column(place.row, leaf.measure);
      return access;
    }
    if (part.type == sql::Type::kText) return access;
    access.text = {};
    access.family = Family::kNumber;
    access.cell.kind =
        part.type == sql::Type::kReal ? PlanCell::Kind::kReal : PlanCell::Kind::kInteger;
    if (leaf.type == type::kDvBoolean || leaf.type == type::kBoolean) {
      access.family = Family::kBoolean;
      access.cell.kind = PlanCell::Kind::kBoolean;
    } else {
      Assume(place, Oddity::kInexact);
    }
    return access;
  }

  /// A whole data value: SELECT shows the object, comparisons look at its measure.
  DraftAccess WholeLeaf(Place place, const bound::Path& path) {
    DraftAccess access = Document(place, path);
    if (place.node->leaves.size() != 1) return access;
    place.row = ColumnRow(place);
    const LayoutLeaf& leaf = place.node->leaves.front();
    if (rm::Class(leaf.type).is_primitive) return Part(place, leaf, leaf.parts.front());
    if (leaf.type == type::kDvText || leaf.type == type::kDvCodedText) {
      access.text = draft_.Column(place.row, leaf.present);
    }
    if (leaf.measure.empty()) return access;
    access.family = TemporalFamily(leaf.type);
    if (access.family == Family::kNone) access.family = Family::kNumber;
    access.compared = draft_.Column(place.row, leaf.measure);
    access.units = leaf.type == type::kDvQuantity;
    Assume(place, Oddity::kInexact);
    Assume(place, Oddity::kUnread);  // it has a place in ORDER BY
    return access;
  }

  DraftAccess Whole(const Place& place, const bound::Path& path) {
    const bool leaf = place.node != nullptr && place.node->kind == LayoutNode::Kind::kLeaf;
    return leaf ? WholeLeaf(place, path) : Document(place, path);
  }

  // Paths that cannot fan out

  /// The columns that a row has beside the layout's; absent: none.
  std::optional<DraftAccess> RowPart(const bound::Path& path, const Place& place) {
    const DraftRow& row = draft_.rows[place.row];
    const std::size_t from = place.row_depth;
    if (bound::IsPath(path, {attribute::kName, attribute::kValue}, from)) return Name(place.row);
    if (row.kind != DraftRow::Kind::kComposition) return std::nullopt;
    const auto column = [&](std::string_view name) { return draft_.Column(place.row, name); };
    if (bound::IsPath(path, {attribute::kUid, attribute::kValue}, from)) return Uid(place.row);
    if (bound::IsPath(path, {attribute::kComposer, attribute::kName}, from)) {
      return Text(place.row, column("composer"));
    }
    const bool archetype =
        bound::IsPath(path, {attribute::kArchetypeNodeId}, from) ||
        bound::IsPath(
            path, {attribute::kArchetypeDetails, attribute::kArchetypeId, attribute::kValue}, from);
    if (archetype) {
      draft_.plan.assumptions.oddities.emplace(0, Oddity::kUnlaid);
      return Text(place.row, Lookup("aql_archetype", "archetype_id", column("archetype")));
    }
    if (bound::IsPath(path,
                      {attribute::kArchetypeDetails, attribute::kTemplateId, attribute::kValue},
                      from)) {
      draft_.plan.assumptions.oddities.emplace(0, Oddity::kExtra);
      return Text(place.row, Lookup("aql_template", "template_id", column("template")));
    }
    const bool text =
        bound::IsPath(path, {attribute::kContext, attribute::kStartTime, attribute::kValue}, from);
    if (!text && !bound::IsPath(path, {attribute::kContext, attribute::kStartTime}, from)) {
      return std::nullopt;
    }
    DraftAccess access = text ? Text(place.row, column("start_time")) : Document(place, path);
    if (text) access.cell.temporal = type::kDvDateTime;
    access.family = Family::kInstant;
    access.compared = column("start_instant");
    return access;
  }

  static sql::Expr Lookup(std::string_view table, std::string_view column,
                          const sql::Expr& number) {
    return sql::Value(sql::Select({sql::OutputColumn(sql::Col("k", column))})
                          .From(table, "k")
                          .Where(sql::Col("k", "number") == number));
  }

  DraftAccess Name(std::size_t row) {
    sql::Expr name = draft_.Name(row);
    if (draft_.rows[row].kind != DraftRow::Kind::kComposition) {
      // A row that is missing has no name.
      name = sql::Case({{sql::IsNotNull(draft_.Column(row, "id")), name}});
    }
    return Text(row, name);
  }

  /// The uid of a version: made of its object's, its system and its number.
  DraftAccess Uid(std::size_t row) {
    DraftAccess access;
    access.cell.kind = PlanCell::Kind::kUid;
    access.row = row;
    const sql::Expr object =
        sql::Value(sql::Select({sql::OutputColumn(sql::Col("o", "uid"))})
                       .From("object", "o")
                       .Where(sql::Col("o", "ehr") == draft_.Ehr(row) &&
                              sql::Col("o", "object") == draft_.Column(row, "object")));
    const sql::Expr system =
        sql::Value(sql::Select({sql::OutputColumn(sql::Col("n", "text"))})
                       .From("contribution", "b")
                       .Join("name", "n", sql::Col("n", "id") == sql::Col("b", "system"))
                       .Where(sql::Col("b", "position") == draft_.Version(row) / sql::Int(1024)));
    access.columns = {object, system, draft_.Column(row, "number")};
    access.present = draft_.Version(row);
    return access;
  }

  /// What `path` is from `place` on, where no attribute on the way is a list.
  std::optional<DraftAccess> Rest(const bound::Path& path, const Place& place) {
    if (IsPlain(path, place.row_depth)) {
      if (auto part = RowPart(path, place)) return part;
    }
    const LayoutNode* const node = place.node;
    if (node != nullptr && node->kind == LayoutNode::Kind::kLeaf && IsPlain(path, place.depth)) {
      Steps steps;
      for (std::size_t i = place.depth; i < path.size(); ++i) steps.push_back(path[i].attribute);
      std::optional<DraftAccess> found;
      for (const LayoutLeaf& leaf : node->leaves) {
        for (const LayoutPart& part : leaf.parts) {
          if (part.path != steps) continue;
          if (found) return SingleDocument(path, place);  // of several types
          found = Part(place, leaf, part);
        }
      }
      if (found && (node->leaves.size() == 1 || IsAlone(*node, steps))) return found;
    }
    return SingleDocument(path, place);
  }

  /// Whether of the types that a leaf may have, only one has something at `steps`.
  static bool IsAlone(const LayoutNode& node, const Steps& steps) {
    std::size_t count = 0;
    for (const LayoutLeaf& leaf : node.leaves)
      count += UseOf(leaf.type, steps.front()).known ? 1 : 0;
    return count == 1;
  }

  std::optional<DraftAccess> SingleDocument(const bound::Path& path, const Place& place) {
    rm::ClassId at = place.type;
    for (std::size_t i = place.depth; i < path.size(); ++i) {
      const AttributeUse use = UseOf(at, path[i].attribute);
      if (!use.known) return Nothing();  // no class has it
      if (use.list) return std::nullopt;
      at = use.type;
    }
    return Document(place, path);
  }

  // Variables

  void Variable(const AttributeTree::Variable& variable, Place place) {
    if (place.depth == place.row_depth) place.row_node = place.node;
    for (const std::size_t end : variable.ends) draft_.accesses[end] = Whole(place, PathOf(end));
    for (const AttributeTree::Variable& child : variable.children) {
      try {
        Child(child, place);
      } catch (const Unplannable&) {
        if (!draft_.relaxed) throw;
        for (const auto& member : child.members) draft_.accesses[member.access].reset();
      }
    }
  }

  void Child(const AttributeTree::Variable& variable, const Place& place) {
    std::vector<const LayoutNode*> known;
    if (place.node != nullptr && place.node->kind != LayoutNode::Kind::kLeaf) {
      for (const LayoutNode& node : place.node->children) {
        if (node.attribute == variable.attribute) known.push_back(&node);
      }
    }
    if (known.empty()) return Unknown(variable, place);
    Assume(place, Oddity::kExtra);
    const bool leaf = known.front()->kind == LayoutNode::Kind::kLeaf;
    if (!leaf && MayBeRoot(variable.members.front().predicate)) Assume(place, Oddity::kUnforeseen);
    const bool list = UseOf(place.type, variable.attribute).list;
    const auto chosen = Choose(variable, place, known, list);
    if (!chosen) return;
    Descend(variable, place, **chosen);
  }

  /// Paths into what the layout does not know: one by one, from the document.
  void Unknown(const AttributeTree::Variable& variable, const Place& place) {
    for (const AttributeTree::Member& member : variable.members) {
      const bound::Path& path = PathOf(member.access);
      auto access = Rest(path, place);
      if (!access && place.node != nullptr && IsNode(member.predicate)) {
        // A node that no template has: there is none, unless some document holds more than them.
        Assume(place, MayBeRoot(member.predicate) ? Oddity::kUnforeseen : Oddity::kExtra);
        access = Nothing();
      }
      if (!access) {
        throw Unplannable{"the path " + draft_.query.accesses[member.access].text +
                          " leads through a list that has no table"};
      }
      draft_.accesses[member.access] = std::move(*access);
    }
  }

  static bool IsNode(const bound::Predicate* predicate) {
    return predicate != nullptr && predicate->kind == bound::Predicate::Kind::kNode;
  }

  /// Whether a step with that predicate may lead to the root of an archetype.
  static bool MayBeRoot(const bound::Predicate* predicate) {
    return predicate == nullptr || !IsNode(predicate) ||
           predicate->node_id.find('-') != std::string::npos;
  }

  void SetNothing(const AttributeTree::Variable& variable) {
    for (const auto& member : variable.members) draft_.accesses[member.access] = Nothing();
  }

  /// The node of the layout whose instances `variable` runs over; absent: settled already.
  std::optional<const LayoutNode*> Choose(const AttributeTree::Variable& variable,
                                          const Place& place,
                                          const std::vector<const LayoutNode*>& known, bool list) {
    const bound::Predicate* const first = variable.members.front().predicate;
    for (const AttributeTree::Member& member : variable.members) {
      const bool same = (member.predicate == nullptr) == (first == nullptr) &&
                        (first == nullptr || member.predicate->text == first->text);
      if (!same) throw Unplannable{"paths put different predicates on one node"};
      if (first != nullptr && !IsNode(first)) {
        throw Unplannable{"a path's predicate is more than a node id and a name"};
      }
    }
    if (first == nullptr) {
      if (known.size() == 1) return known.front();
      if (list) throw Unplannable{"a path leaves open which node it means"};
      Unknown(variable, place);
      return std::nullopt;
    }
    for (const LayoutNode* node : known) {
      if (node->node_id == first->node_id) return node;
    }
    SetNothing(variable);
    return std::nullopt;
  }

  void Descend(const AttributeTree::Variable& variable, Place place, const LayoutNode& node) {
    const bound::Predicate* const predicate = variable.members.front().predicate;
    ++place.depth;
    // Values may be of classes that have no columns.
    const bool leaf = node.kind == LayoutNode::Kind::kLeaf;
    place.type = leaf ? UseOf(place.type, variable.attribute).type : node.type;
    const std::string* name = nullptr;
    if (predicate != nullptr && predicate->name) {
      name = std::get_if<std::string>(&*predicate->name);
      if (name == nullptr) throw Unplannable{"a path's predicate asks for the code of a name"};
    }
    if (node.kind == LayoutNode::Kind::kFlat || node.kind == LayoutNode::Kind::kLeaf) {
      if (name != nullptr) {
        if (node.name.empty()) throw Unplannable{"a path asks for the name of a node without one"};
        Assume(place, Oddity::kRenamed);
        if (node.name != *name) return SetNothing(variable);
      }
      place.node = &node;
      return Variable(variable, place);
    }
    DraftRow row;
    row.of = place.row;
    row.group = draft_.rows[place.row].group;
    row.optional = true;
    row.archetype = place.archetype;
    if (node.kind == LayoutNode::Kind::kArchetype) {
      row.kind = DraftRow::Kind::kRoot;
      row.archetype = draft_.layout.Find(node.node_id);
      row.slot = node.slot;
      if (row.archetype == nullptr || row.archetype->tables.empty()) return SetNothing(variable);
    } else {
      row.kind = DraftRow::Kind::kAnchor;
      row.table_index = node.table;
    }
    row.table = row.archetype->tables[row.table_index].name;
    place.archetype = row.archetype;
    place.node = node.kind == LayoutNode::Kind::kArchetype ? &row.archetype->root : &node;
    place.row = draft_.AddRow(std::move(row));
    place.row_depth = place.depth;
    if (name != nullptr) {
      draft_.rows[place.row].conditions.push_back(draft_.Name(place.row) ==
                                                  draft_.binds.Add(*name));
    }
    Variable(variable, place);
  }

  // EHR and VERSION

  void Ehr(const AttributeTree& tree, std::size_t row) {
    for (const AttributeTree::Member& member : tree.root().members) {
      auto access = OfEhr(PathOf(member.access), row);
      if (!access && draft_.relaxed) continue;
      if (!access) {
        throw Unplannable{"the path " + draft_.query.accesses[member.access].text +
                          " of the EHR has no column"};
      }
      draft_.accesses[member.access] = std::move(*access);
    }
  }

  std::optional<DraftAccess> OfEhr(const bound::Path& path, std::size_t row) {
    DraftAccess access;
    access.row = row;
    if (bound::IsPath(path, {attribute::kEhrId, attribute::kValue})) {
      if (draft_.ehr_id) {
        access.row.reset();
        access.is_ehr_id = true;
        access.cell.constant = Value::String(*draft_.ehr_id);
        access.cell.constant.origin = Value::Origin::kRecord;
        return access;
      }
      access.cell.kind = PlanCell::Kind::kEhrId;
      access.columns = {draft_.Column(row, "ehr_id")};
      access.present = access.columns.front();
      return access;
    }
    if (bound::IsPath(path, {attribute::kTimeCreated, attribute::kValue})) {
      return Instant(row, draft_.Column(row, "time_created"));
    }
    if (bound::IsPath(path, {attribute::kSystemId, attribute::kValue})) {
      return Text(row, sql::Value(sql::Select({sql::OutputColumn(sql::Col("n", "text"))})
                                      .From("name", "n")
                                      .Where(sql::Col("n", "id") == draft_.Column(row, "system"))));
    }
    if (path.empty() || path[0].attribute != attribute::kEhrStatus || path[0].predicate) {
      return std::nullopt;
    }
    const auto status = [&](std::string_view column) {
      return sql::Value(sql::Select({sql::OutputColumn(sql::Col("s", column))})
                            .From("aql_ehr", "s")
                            .Where(sql::Col("s", "ehr") == draft_.Ehr(row)));
    };
    constexpr rm::AttributeId kReference[] = {attribute::kSubject, attribute::kExternalRef};
    if (bound::IsPath(path, {kReference[0], kReference[1], attribute::kId, attribute::kValue}, 1)) {
      return Text(row, status("subject_id"));
    }
    if (bound::IsPath(path, {kReference[0], kReference[1], attribute::kNamespace}, 1)) {
      return Text(row, status("subject_namespace"));
    }
    const bool queryable = bound::IsPath(path, {attribute::kIsQueryable}, 1);
    if (!queryable && !bound::IsPath(path, {attribute::kIsModifiable}, 1)) return std::nullopt;
    access = Text(row, status(queryable ? "is_queryable" : "is_modifiable"));
    access.cell.kind = PlanCell::Kind::kBoolean;
    access.family = Family::kBoolean;
    access.text = {};
    return access;
  }

  /// A moment that the record keeps.
  static DraftAccess Instant(std::size_t row, const sql::Expr& column) {
    DraftAccess access;
    access.cell.kind = PlanCell::Kind::kInstant;
    access.cell.temporal = type::kDvDateTime;
    access.row = row;
    access.columns = {column};
    access.family = Family::kInstant;
    access.compared = access.present = column;
    return access;
  }

  void Version(const AttributeTree& tree, std::size_t row) {
    for (const AttributeTree::Member& member : tree.root().members) {
      const bound::Path& path = PathOf(member.access);
      if (bound::IsPath(path, {attribute::kUid, attribute::kValue})) {
        draft_.accesses[member.access] = Uid(row);
        continue;
      }
      if (!bound::IsPath(path,
                         {attribute::kCommitAudit, attribute::kTimeCommitted, attribute::kValue})) {
        if (draft_.relaxed) continue;
        throw Unplannable{"the path " + draft_.query.accesses[member.access].text +
                          " of the VERSION has no column"};
      }
      draft_.accesses[member.access] =
          Instant(row, sql::Value(sql::Select({sql::OutputColumn(sql::Col("b", "time"))})
                                      .From("contribution", "b")
                                      .Where(sql::Col("b", "position") ==
                                             draft_.Version(row) / sql::Int(1024))));
    }
  }

  Draft& draft_;
};

}  // namespace

std::optional<DraftAccess> DraftPath(Draft& draft, std::size_t row, const bound::Path& path) {
  return PathDrafter(draft).Single(row, path);
}

void DraftPaths(Draft& draft) {
  PathDrafter drafter(draft);
  for (std::size_t i = 0; i < draft.query.sources.size(); ++i) drafter.Source(i);
}

}  // namespace socle::aql
