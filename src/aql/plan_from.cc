#include <algorithm>

#include "aql/plan_draft.h"
#include "base/nearest.h"
#include "rm/ids.h"

namespace socle::aql {
namespace {

using bound::Containment;
namespace attribute = rm::attribute;
namespace type = rm::type;

/// The archetype id that a predicate asks for, and what else it asks.
struct SourcePredicate {
  std::string archetype_id;
  std::vector<const bound::Predicate*> others;  // comparisons
  std::vector<std::string> names;
};

void Read(const bound::Predicate& predicate, SourcePredicate& out) {
  using Kind = bound::Predicate::Kind;
  if (predicate.kind == Kind::kAnd) {
    for (const bound::Predicate& operand : predicate.operands) Read(operand, out);
    return;
  }
  if (predicate.kind == Kind::kComparison) {
    const auto* literal = std::get_if<ast::Literal>(&predicate.operand);
    if (literal == nullptr) throw Unplannable{"a predicate compares a path with a path"};
    out.others.push_back(&predicate);
    return;
  }
  if (predicate.kind != Kind::kNode) {
    throw Unplannable{"a predicate holds OR or a regular expression"};
  }
  if (!out.archetype_id.empty() && out.archetype_id != predicate.node_id) {
    throw Unplannable{"a predicate names two nodes"};
  }
  out.archetype_id = predicate.node_id;
  if (!predicate.name) return;
  const auto* name = std::get_if<std::string>(&*predicate.name);
  if (name == nullptr) throw Unplannable{"a predicate asks for the code of a name"};
  out.names.push_back(*name);
}

class FromDrafter {
 public:
  explicit FromDrafter(Draft& draft) : draft_(draft) {
    draft.source_rows.resize(draft.query.sources.size());
  }

  void Run() { Place(draft_.query.from, {}); }

 private:
  /// Runs `draft`. Where it has no plan and the draft is relaxed, all is as it was before: false.
  template <class Step>
  bool Attempt(const Step& step) {
    if (!draft_.relaxed) {
      step();
      return true;
    }
    const std::size_t rows = draft_.rows.size(), conditions = draft_.conditions.size();
    const std::size_t groups = draft_.groups, binds = draft_.binds.size();
    std::vector<std::vector<sql::Expr>> own;
    for (const DraftRow& row : draft_.rows) own.push_back(row.conditions);
    try {
      step();
      return true;
    } catch (const Unplannable&) {
      draft_.rows.resize(rows);
      draft_.conditions.resize(conditions);
      draft_.groups = groups;
      draft_.binds.Forget(binds);
      for (std::size_t i = 0; i < rows; ++i) draft_.rows[i].conditions = std::move(own[i]);
      for (auto& row : draft_.source_rows) {
        if (row && *row >= rows) row.reset();
      }
      return false;
    }
  }

  /// Where a class expression stands: the row that contains it, the composition's group.
  struct Within {
    std::optional<std::size_t> row;  // kComposition or kRoot
    std::optional<std::size_t> ehr;  // the source of the EHR
    std::optional<std::size_t> group;
    bool version = false;  // in a VERSION, whose composition row `row` is
  };

  void Place(const Containment& node, const Within& within) {
    switch (node.kind) {
      case Containment::Kind::kAnd:
        if (!within.ehr && !within.row) throw Unplannable{"FROM multiplies what no EHR joins"};
        for (const Containment& operand : node.operands) Place(operand, within);
        return;
      case Containment::Kind::kOr:
        Attempt([&] { PlaceOr(node, within); });
        return;
      default:
        return PlaceClass(node, within);
    }
  }

  void PlaceClass(const Containment& node, const Within& within) {
    const bound::Source& source = draft_.query.sources[node.source];
    Within inner = within;
    bool placed = true;
    if (source.type == type::kEhr) {
      PlaceEhr(node, within);
      inner.ehr = node.source;
    } else if (rm::IsA(source.type, type::kVersion)) {
      inner = PlaceVersion(node, within);
    } else if (source.type == type::kComposition) {
      inner = PlaceComposition(node, within);
    } else {
      placed = Attempt([&] {
        const std::size_t row = PlaceArchetype(node, within);
        if (draft_.impossible) return;
        inner.row = row;
        inner.group = draft_.rows[row].group;
      });
    }
    if (!node.contains || draft_.impossible) return;
    if (node.negated) {
      // What one that is passed over lacks, others around it may have.
      if (!placed) return;
      Attempt([&] { draft_.conditions.push_back({!Any(*node.contains, inner), inner.group}); });
      return;
    }
    Place(*node.contains, inner);
  }

  void PlaceEhr(const Containment& node, const Within& within) {
    if (within.ehr || within.row || ehr_placed_) throw Unplannable{"FROM names several EHRs"};
    if (draft_.query.sources[node.source].predicate && !draft_.relaxed) {
      throw Unplannable{"the EHR has a predicate that is not on its ehr_id"};
    }
    ehr_placed_ = true;
    DraftRow row;
    row.kind = DraftRow::Kind::kEhr;
    row.table = "ehr";
    draft_.source_rows[node.source] = draft_.AddRow(std::move(row));
  }

  Within PlaceVersion(const Containment& node, const Within& within) {
    const bound::Source& source = draft_.query.sources[node.source];
    if (within.row) throw Unplannable{"a VERSION stands in a composition"};
    if (source.versions == bound::Versions::kAll || source.predicate) {
      throw Unplannable{"FROM asks for versions that are not the latest"};
    }
    if (source.type != type::kVersion && source.type != rm::FindClass("ORIGINAL_VERSION")) {
      throw Unplannable{"FROM asks for imported versions"};
    }
    if (!node.contains || node.negated || node.contains->kind != Containment::Kind::kClass ||
        draft_.query.sources[node.contains->source].type != type::kComposition) {
      throw Unplannable{"a VERSION does not contain a COMPOSITION"};
    }
    Within inner = within;
    inner.version = true;
    inner.row = draft_.source_rows[node.source] = NewComposition();
    inner.group = draft_.rows[*inner.row].group;
    return inner;
  }

  std::size_t NewComposition() {
    DraftRow row;
    row.kind = DraftRow::Kind::kComposition;
    row.table = "aql_composition";
    row.group = draft_.groups++;
    return draft_.AddRow(std::move(row));
  }

  Within PlaceComposition(const Containment& node, const Within& within) {
    if (within.row && !within.version) throw Unplannable{"a COMPOSITION stands in another"};
    const std::size_t row = within.version ? *within.row : NewComposition();
    draft_.source_rows[node.source] = row;
    Within inner = within;
    inner.version = false;
    inner.row = row;
    inner.group = draft_.rows[row].group;
    const bound::Source& source = draft_.query.sources[node.source];
    if (source.predicate) Attempt([&] { RestrictComposition(source, row); });
    return inner;
  }

  void RestrictComposition(const bound::Source& source, std::size_t row) {
    SourcePredicate predicate;
    Read(*source.predicate, predicate);
    if (!predicate.archetype_id.empty()) {
      const LayoutArchetype* archetype = Require(predicate.archetype_id, source.type);
      if (archetype == nullptr) {
        draft_.impossible = true;
        return;
      }
      draft_.rows[row].archetype = archetype;
      draft_.rows[row].conditions.push_back(draft_.Column(row, "archetype") ==
                                            draft_.binds.Add(archetype->number));
    }
    AddOthers(row, predicate);
  }

  /// The archetype, or null where it cannot occur.
  const LayoutArchetype* Require(const std::string& id, rm::ClassId source_type) {
    if (id.find("-EHR-") == std::string::npos && id.find("openEHR-") == std::string::npos) {
      throw Unplannable{"a class of FROM has a node id that is no archetype's"};
    }
    const LayoutArchetype* archetype = draft_.layout.Find(id);
    draft_.plan.assumptions.absent.insert(id);
    if (archetype == nullptr) {
      Warn(id);
      return nullptr;
    }
    return rm::IsA(archetype->root.type, source_type) ? archetype : nullptr;
  }

  void Warn(const std::string& id) {
    std::vector<std::string_view> names;
    for (const LayoutArchetype& archetype : draft_.layout.archetypes()) {
      names.push_back(archetype.archetype_id);
    }
    const std::string_view nearest = base::Nearest(id, names);
    base::Issue issue;
    issue.rule = "unknown_archetype";
    issue.expected = "an archetype of an uploaded template";
    issue.found = id;
    issue.message = "No template has the archetype " + id + ".";
    if (!nearest.empty()) issue.message += " The nearest is " + std::string(nearest) + ".";
    draft_.plan.warnings.push_back(std::move(issue));
  }

  void AddOthers(std::size_t row, const SourcePredicate& predicate) {
    for (const std::string& name : predicate.names) {
      draft_.rows[row].conditions.push_back(draft_.Name(row) == draft_.binds.Add(name));
    }
    for (const bound::Predicate* other : predicate.others) {
      const auto access = DraftPath(draft_, row, other->path);
      if (!access) throw Unplannable{"a predicate's path has no column"};
      const DraftCondition condition = DraftComparison(draft_, *access, other->comparison,
                                                       std::get<ast::Literal>(other->operand));
      if (!condition.exact) throw Unplannable{"a predicate's comparison has no exact SQL"};
      draft_.rows[row].conditions.push_back(condition.sql);
    }
  }

  /// The archetype of a class within a composition, or null where it cannot occur there.
  const LayoutArchetype* RequireWithin(const std::string& id, rm::ClassId source_type) {
    const LayoutArchetype* const archetype = Require(id, source_type);
    if (archetype == nullptr || archetype->tables.empty()) return nullptr;
    // No composition lies in another.
    return rm::IsA(archetype->root.type, type::kComposition) ? nullptr : archetype;
  }

  DraftRow Root(const LayoutArchetype& archetype) const {
    DraftRow row;
    row.kind = DraftRow::Kind::kRoot;
    row.archetype = &archetype;
    row.table = archetype.tables.front().name;
    return row;
  }

  SourcePredicate ArchetypePredicate(const bound::Source& source) {
    SourcePredicate predicate;
    if (source.predicate) Read(*source.predicate, predicate);
    if (predicate.archetype_id.empty()) {
      throw Unplannable{"a class of FROM (" + std::string(rm::Class(source.type).name) +
                        ") names no archetype"};
    }
    return predicate;
  }

  /// The lists of an entry, which nothing else in it can hold: EVENT of OBSERVATION, ACTIVITY of
  /// INSTRUCTION.
  bool IsListOf(rm::ClassId cls, const Within& within) const {
    if (!within.row) return false;
    const DraftRow& outer = draft_.rows[*within.row];
    if (outer.kind != DraftRow::Kind::kRoot) return false;
    return (rm::IsA(cls, type::kEvent) &&
            rm::IsA(outer.archetype->root.type, type::kObservation)) ||
           (cls == type::kActivity && rm::IsA(outer.archetype->root.type, type::kInstruction));
  }

  static void FindAnchors(const LayoutNode& node, rm::ClassId cls,
                          std::vector<const LayoutNode*>& found) {
    for (const LayoutNode& child : node.children) {
      if (child.kind == LayoutNode::Kind::kAnchor &&
          (rm::IsA(child.type, cls) || rm::IsA(cls, child.type))) {
        found.push_back(&child);
      }
      FindAnchors(child, cls, found);
    }
  }

  std::size_t PlaceList(const Containment& node, const Within& within) {
    const bound::Source& source = draft_.query.sources[node.source];
    SourcePredicate predicate;
    if (source.predicate) Read(*source.predicate, predicate);
    const DraftRow& outer = draft_.rows[*within.row];
    const LayoutArchetype& archetype = *outer.archetype;
    std::vector<const LayoutNode*> nodes;
    FindAnchors(archetype.root, source.type, nodes);
    std::erase_if(nodes, [&](const LayoutNode* anchor) {
      return !predicate.archetype_id.empty() && anchor->node_id != predicate.archetype_id;
    });
    draft_.plan.assumptions.oddities.emplace(archetype.number, Oddity::kExtra);
    if (nodes.empty()) {
      draft_.impossible = true;
      return 0;
    }
    if (nodes.size() > 1) throw Unplannable{"FROM leaves open which list it means"};
    if (!rm::IsA(nodes.front()->type, source.type)) {
      throw Unplannable{"FROM asks for a class that tables do not tell"};
    }
    DraftRow row;
    row.kind = DraftRow::Kind::kAnchor;
    row.archetype = &archetype;
    row.table_index = nodes.front()->table;
    row.node = nodes.front();
    row.table = archetype.tables[row.table_index].name;
    row.in = within.row;
    row.group = outer.group;
    row.pinned = true;
    const std::size_t at = draft_.AddRow(std::move(row));
    draft_.source_rows[node.source] = at;
    AddOthers(at, predicate);
    return at;
  }

  std::size_t PlaceArchetype(const Containment& node, const Within& within) {
    const bound::Source& source = draft_.query.sources[node.source];
    if (IsListOf(source.type, within)) return PlaceList(node, within);
    if (!within.row && !rm::IsA(source.type, rm::FindClass("CONTENT_ITEM"))) {
      throw Unplannable{"a class of FROM stands outside compositions too"};
    }
    const SourcePredicate predicate = ArchetypePredicate(source);
    const LayoutArchetype* archetype = RequireWithin(predicate.archetype_id, source.type);
    if (archetype == nullptr) {
      draft_.impossible = true;
      return 0;
    }
    DraftRow row = Root(*archetype);
    row.in = within.row;
    row.group = within.group ? *within.group : draft_.groups++;
    const std::size_t at = draft_.AddRow(std::move(row));
    if (within.row)
      draft_.rows[*within.row].pinned |= draft_.rows[*within.row].kind == DraftRow::Kind::kRoot;
    draft_.source_rows[node.source] = at;
    AddOthers(at, predicate);
    return at;
  }

  /// Branches that are single classes within a composition: each may be missing, not all.
  void PlaceOr(const Containment& node, const Within& within) {
    if (!within.row) throw Unplannable{"OR stands outside a composition"};
    std::vector<sql::Expr> any;
    for (const Containment& operand : node.operands) {
      if (operand.kind != Containment::Kind::kClass || operand.contains) {
        throw Unplannable{"a branch of OR is more than a class"};
      }
      const std::size_t row = PlaceArchetype(operand, within);
      if (draft_.impossible) {
        draft_.impossible = false;  // this branch alone
        continue;
      }
      draft_.rows[row].optional = true;
      draft_.rows[row].used = true;
      any.push_back(sql::IsNotNull(draft_.Column(row, "id")));
    }
    if (any.empty()) draft_.impossible = true;
    draft_.rows[*within.row].pinned = true;
    draft_.conditions.push_back({sql::AnyOf(std::move(any))});
  }

  // NOT CONTAINS

  /// Whether something matches `node` within a row: a condition.
  sql::Expr Any(const Containment& node, const Within& within) {
    if (node.kind != Containment::Kind::kClass) {
      std::vector<sql::Expr> operands;
      for (const Containment& operand : node.operands) operands.push_back(Any(operand, within));
      return node.kind == Containment::Kind::kAnd ? sql::AllOf(std::move(operands))
                                                  : sql::AnyOf(std::move(operands));
    }
    if (!within.row) throw Unplannable{"an EHR is asked for what it does not contain"};
    if (node.contains) throw Unplannable{"NOT CONTAINS holds a nested CONTAINS"};
    const bound::Source& source = draft_.query.sources[node.source];
    const SourcePredicate predicate = ArchetypePredicate(source);
    const LayoutArchetype* archetype = RequireWithin(predicate.archetype_id, source.type);
    if (archetype == nullptr) return sql::AnyOf({});
    if (!predicate.others.empty()) throw Unplannable{"NOT CONTAINS holds a comparison"};
    const std::string alias = "n" + std::to_string(++negated_);
    const sql::Expr id = sql::Col(alias, "id");
    draft_.rows[*within.row].used = draft_.rows[*within.row].pinned = true;
    sql::Expr condition = draft_.Within(id, *within.row);
    for (const std::string& name : predicate.names) {
      condition = condition &&
                  NameOf(sql::Col(alias, "name"), archetype->tables[0]) == draft_.binds.Add(name);
    }
    return sql::Exists(sql::Select({sql::OutputColumn(sql::Int(1))})
                           .From(archetype->tables[0].name, alias)
                           .Where(condition));
  }

  Draft& draft_;
  bool ehr_placed_ = false;
  int negated_ = 0;
};

}  // namespace

std::size_t Draft::AddRow(DraftRow row) {
  row.alias = "t" + std::to_string(rows.size());
  rows.push_back(std::move(row));
  return rows.size() - 1;
}

sql::Expr Draft::Node(std::size_t row) const {
  if (rows[row].kind != DraftRow::Kind::kComposition) return Column(row, "id");
  return Column(row, "version") * sql::Int(kNodesInVersion);
}

sql::Expr NameOf(const sql::Expr& column, const LayoutTable& table) {
  return sql::Coalesce({column, sql::Text(table.name_value)});
}

sql::Expr Draft::Name(std::size_t row) const {
  const sql::Expr column = Column(row, "name");
  if (rows[row].kind == DraftRow::Kind::kComposition) return column;
  return NameOf(column, rows[row].archetype->tables[rows[row].table_index]);
}

sql::Expr Draft::Within(const sql::Expr& id, std::size_t outer) const {
  const sql::Expr node = Node(outer);
  if (rows[outer].kind == DraftRow::Kind::kComposition) {
    return id >= node && id < node + sql::Int(kNodesInVersion);
  }
  return id > node && id <= node + Column(outer, "span");
}

sql::Expr Draft::Version(std::size_t row) const {
  if (rows[row].kind == DraftRow::Kind::kComposition) return Column(row, "version");
  return Column(row, "id") / sql::Int(kNodesInVersion);
}

void DraftFrom(Draft& draft) { FromDrafter(draft).Run(); }

}  // namespace socle::aql
