#include "aql/layout_catalogue.h"

#include <algorithm>
#include <array>
#include <map>

#include "aql/layout_leaves.h"
#include "base/error.h"

namespace socle::aql {
namespace {

using sql::Asc;
using sql::Col;
using sql::Param;
using sql::Query;
using sql::Select;
using Kind = LayoutNode::Kind;

constexpr std::array<std::string_view, 4> kKindNames = {"flat", "anchor", "archetype", "leaf"};
constexpr std::array<std::string_view, 4> kTypeNames = {"integer", "real", "text", "blob"};
constexpr std::string_view kMeasureRole = "measure";

struct Queries {
  Query generation, stale, reset, tables, all_templates, all_archetypes, all_tables, all_nodes,
      all_columns;
  Query set_layout, insert_template, insert_archetype, insert_table, insert_node, insert_column,
      insert_slot;
  std::vector<Query> erase_archetype, clear;
};

Query Clear(std::string_view table) {
  return Query("aql.clear_" + std::string(table), sql::Delete(table));
}

Query Erase(std::string_view table) {
  return Query("aql.erase_" + std::string(table),
               sql::Delete(table).Where(Col("archetype") == Param(1)));
}

sql::Insert InsertInto(std::string_view table, std::vector<std::string> columns) {
  return sql::Insert(table, std::move(columns));
}

Queries MakeQueries() {
  return {
      .generation =
          Query("aql.generation", Select({Col("generation"), Col("slots")}).From("aql_layout")),
      .stale = Query("aql.stale", Select({Col("stale")}).From("aql_layout")),
      .reset = Query("aql.reset", sql::Update("aql_layout")
                                      .Set("generation", sql::Int(0))
                                      .Set("slots", sql::Int(0))
                                      .Set("stale", sql::Int(0))),
      .tables = Query("aql.tables", Select({Col("name")})
                                        .From("aql_table")
                                        .OrderBy({Asc(Col("archetype")), Asc(Col("number"))})),
      .all_templates =
          Query("aql.templates",
                Select({Col("template_id")}).From("aql_template").OrderBy({Asc(Col("number"))})),
      .all_archetypes =
          Query("aql.archetypes",
                Select({Col("archetype_id")}).From("aql_archetype").OrderBy({Asc(Col("number"))})),
      .all_tables = Query("aql.all_tables",
                          Select({Col("archetype"), Col("name"), Col("name_value"), Col("parent")})
                              .From("aql_table")
                              .OrderBy({Asc(Col("archetype")), Asc(Col("number"))})),
      .all_nodes = Query(
          "aql.all_nodes",
          Select({Col("archetype"), Col("number"), Col("parent"), Col("kind"), Col("attribute"),
                  Col("node_id"), Col("type"), Col("name"), Col("table_number"), Col("slot")})
              .From("aql_node")
              .OrderBy({Asc(Col("archetype")), Asc(Col("number"))})),
      .all_columns = Query(
          "aql.all_columns",
          Select({Col("archetype"), Col("table_number"), Col("place"), Col("name"), Col("node"),
                  Col("type"), Col("part"), Col("role"), Col("sql_type"), Col("otherwise")})
              .From("aql_column")
              .OrderBy({Asc(Col("archetype")), Asc(Col("table_number")), Asc(Col("place"))})),
      .set_layout =
          Query("aql.set_layout",
                sql::Update("aql_layout").Set("generation", Param(1)).Set("slots", Param(2))),
      .insert_template =
          Query("aql.insert_template", InsertInto("aql_template", {"number", "ehr", "template_id"})
                                           .OnConflictDoNothing({"number"})),
      .insert_archetype = Query("aql.insert_archetype",
                                InsertInto("aql_archetype", {"number", "ehr", "archetype_id"})
                                    .OnConflictDoNothing({"number"})),
      .insert_table = Query(
          "aql.insert_table",
          InsertInto("aql_table", {"archetype", "number", "ehr", "name", "name_value", "parent"})),
      .insert_node = Query(
          "aql.insert_node",
          InsertInto("aql_node", {"archetype", "number", "ehr", "parent", "kind", "attribute",
                                  "node_id", "type", "name", "table_number", "slot", "path"})),
      .insert_column = Query("aql.insert_column",
                             InsertInto("aql_column", {"archetype", "table_number", "place", "ehr",
                                                       "table_name", "name", "path", "node", "type",
                                                       "part", "role", "sql_type", "otherwise"})),
      .insert_slot = Query("aql.insert_slot", InsertInto("aql_slot", {"slot", "ehr", "archetype",
                                                                      "path", "archetype_id"})),
      .erase_archetype = {Erase("aql_table"), Erase("aql_node"), Erase("aql_column"),
                          Erase("aql_slot")},
      .clear = {Clear("aql_template"), Clear("aql_archetype"), Clear("aql_table"),
                Clear("aql_node"), Clear("aql_column"), Clear("aql_slot")},
  };
}

const Queries& Sql() {
  static const Queries queries = MakeQueries();
  return queries;
}

constexpr std::int64_t kNobody = 0;  // `ehr` of the catalogue

template <class T>
std::int64_t ToInt(T value) {
  return static_cast<std::int64_t>(value);
}

std::string PathText(const std::vector<rm::AttributeId>& path) {
  std::string text;
  for (const rm::AttributeId id : path) {
    if (!text.empty()) text += '/';
    text += rm::AttributeName(id);
  }
  return text;
}

/// Writes the rows of one archetype.
class ArchetypeWriter {
 public:
  ArchetypeWriter(store::Session& session, const LayoutArchetype& archetype)
      : session_(session), archetype_(archetype) {}

  void Run() {
    for (const Query& query : Sql().erase_archetype) {
      session_.Prepare(query).Bind(1, archetype_.number).Run();
    }
    session_.Prepare(Sql().insert_archetype)
        .Bind(1, archetype_.number)
        .Bind(2, kNobody)
        .BindText(3, archetype_.archetype_id)
        .Run();
    for (std::size_t t = 0; t < archetype_.tables.size(); ++t) Table(t);
    Node(archetype_.root, -1, "");
  }

 private:
  void Table(std::size_t number) {
    const LayoutTable& table = archetype_.tables[number];
    store::Statement insert = session_.Prepare(Sql().insert_table);
    insert.Bind(1, archetype_.number).Bind(2, ToInt(number)).Bind(3, kNobody);
    insert.BindText(4, table.name).BindText(5, table.name_value).Bind(6, ToInt(table.parent));
    insert.Run();
  }

  void Node(const LayoutNode& node, std::int64_t parent, const std::string& path) {
    const std::int64_t number = next_++;
    store::Statement insert = session_.Prepare(Sql().insert_node);
    insert.Bind(1, archetype_.number).Bind(2, number).Bind(3, kNobody);
    if (parent >= 0) {
      insert.Bind(4, parent);
    } else {
      insert.BindNull(4);
    }
    insert.BindText(5, kKindNames[static_cast<std::size_t>(node.kind)]);
    insert.BindText(6, rm::AttributeName(node.attribute)).BindText(7, node.node_id);
    insert.BindText(8, rm::Class(node.type).name).BindText(9, node.name);
    insert.Bind(10, ToInt(node.table)).Bind(11, node.slot).BindText(12, path.empty() ? "/" : path);
    insert.Run();
    if (node.kind == Kind::kArchetype) Slot(node, path);
    for (const LayoutLeaf& leaf : node.leaves) Leaf(node, leaf, number, path);
    for (const LayoutNode& child : node.children) Node(child, number, PathBelow(path, child));
  }

  void Slot(const LayoutNode& node, const std::string& path) {
    store::Statement insert = session_.Prepare(Sql().insert_slot);
    insert.Bind(1, node.slot).Bind(2, kNobody).Bind(3, archetype_.number);
    insert.BindText(4, path).BindText(5, node.node_id).Run();
  }

  void Leaf(const LayoutNode& node, const LayoutLeaf& leaf, std::int64_t number,
            const std::string& path) {
    for (const LayoutPart& part : leaf.parts) {
      const std::string_view role = part.column == leaf.present ? "present" : "part";
      Column(node, leaf, number, path, part.place, part.path, role, part.otherwise);
    }
    const bool own = std::ranges::none_of(
        leaf.parts, [&](const LayoutPart& part) { return part.column == leaf.measure; });
    if (own && !leaf.measure.empty()) {
      Column(node, leaf, number, path, leaf.measure_place, {}, kMeasureRole, std::nullopt);
    }
  }

  void Column(const LayoutNode& node, const LayoutLeaf& leaf, std::int64_t number,
              const std::string& path, std::size_t place, const std::vector<rm::AttributeId>& part,
              std::string_view role, const std::optional<std::string>& otherwise) {
    const LayoutTable& table = archetype_.tables[node.table];
    const LayoutColumn& column = table.columns[place];
    const std::string part_text = PathText(part);
    store::Statement insert = session_.Prepare(Sql().insert_column);
    insert.Bind(1, archetype_.number).Bind(2, ToInt(node.table)).Bind(3, ToInt(place));
    insert.Bind(4, kNobody).BindText(5, table.name).BindText(6, column.name);
    insert.BindText(7, path + (part_text.empty() ? "" : "/" + part_text)).Bind(8, number);
    insert.BindText(9, rm::Class(leaf.type).name).BindText(10, part_text).BindText(11, role);
    insert.BindText(12, kTypeNames[static_cast<std::size_t>(column.type)]);
    if (otherwise) {
      insert.BindText(13, *otherwise);
    } else {
      insert.BindNull(13);
    }
    insert.Run();
  }

  store::Session& session_;
  const LayoutArchetype& archetype_;
  std::int64_t next_ = 0;
};

[[noreturn]] void Corrupt(std::string_view what) {
  throw base::Error(base::ErrorCode::kCorrupt,
                    "the catalogue of the archetype tables cannot be read: reindex makes it anew")
      .WithDetail(std::string(what));
}

template <std::size_t N>
std::size_t IndexOf(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) Corrupt(name);
  return static_cast<std::size_t>(found - names.begin());
}

rm::AttributeId AttributeOf(std::string_view name) {
  const rm::AttributeId id = rm::FindAttributeName(name);
  if (id == rm::AttributeId::kNone && !name.empty()) Corrupt(name);
  return id;
}

std::vector<rm::AttributeId> PartPath(std::string_view text) {
  std::vector<rm::AttributeId> path;
  while (!text.empty()) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    path.push_back(AttributeOf(text.substr(0, slash)));
    text.remove_prefix(std::min(slash + 1, text.size()));
  }
  return path;
}

/// Puts the stored rows together again.
class Loader {
 public:
  explicit Loader(store::Session& session) : session_(session) {}

  LayoutState Run() {
    store::Statement layout = session_.Prepare(Sql().generation);
    if (!layout.Step()) return {};
    state_.generation = layout.Int(0);
    state_.slots = layout.Int(1);
    Names();
    Tables();
    Columns();
    Nodes();
    return std::move(state_);
  }

 private:
  struct StoredColumn {
    std::size_t tab = 0, place = 0;
    rm::ClassId type = rm::ClassId::kNone;
    std::string part, role;
    std::optional<std::string> otherwise;
  };

  LayoutArchetype& At(std::int64_t number) {
    if (number < 1 || number > ToInt(state_.archetypes.size())) Corrupt("an archetype's number");
    return state_.archetypes[static_cast<std::size_t>(number - 1)];
  }

  void Names() {
    store::Statement templates = session_.Prepare(Sql().all_templates);
    while (templates.Step()) state_.templates.emplace_back(templates.Text(0));
    store::Statement archetypes = session_.Prepare(Sql().all_archetypes);
    while (archetypes.Step()) {
      LayoutArchetype& archetype = state_.archetypes.emplace_back();
      archetype.number = ToInt(state_.archetypes.size());
      archetype.archetype_id = std::string(archetypes.Text(0));
    }
  }

  void Tables() {
    store::Statement tables = session_.Prepare(Sql().all_tables);
    while (tables.Step()) {
      LayoutTable& table = At(tables.Int(0)).tables.emplace_back();
      table.name = std::string(tables.Text(1));
      table.name_value = std::string(tables.Text(2));
      table.parent = static_cast<std::size_t>(tables.Int(3));
    }
  }

  void Columns() {
    columns_.resize(state_.archetypes.size());
    store::Statement columns = session_.Prepare(Sql().all_columns);
    while (columns.Step()) {
      LayoutArchetype& archetype = At(columns.Int(0));
      StoredColumn column;
      column.tab = static_cast<std::size_t>(columns.Int(1));
      column.place = static_cast<std::size_t>(columns.Int(2));
      if (column.tab >= archetype.tables.size() ||
          column.place != archetype.tables[column.tab].columns.size()) {
        Corrupt("a column's place");
      }
      const auto type = static_cast<sql::Type>(IndexOf(kTypeNames, columns.Text(8)));
      archetype.tables[column.tab].columns.push_back({std::string(columns.Text(3)), type});
      column.type = rm::FindClass(columns.Text(5));
      column.part = std::string(columns.Text(6));
      column.role = std::string(columns.Text(7));
      if (!columns.IsNull(9)) column.otherwise = std::string(columns.Text(9));
      columns_[static_cast<std::size_t>(archetype.number - 1)].emplace(columns.Int(4),
                                                                       std::move(column));
    }
  }

  /// A leaf's columns stand one after another: a type that is another begins the next leaf.
  void Leaves(const LayoutArchetype& archetype, LayoutNode& node, std::int64_t number) {
    const auto& all = columns_[static_cast<std::size_t>(archetype.number - 1)];
    const auto [begin, end] = all.equal_range(number);
    for (auto it = begin; it != end; ++it) {
      const StoredColumn& column = it->second;
      const LayoutColumn& stored = archetype.tables[column.tab].columns[column.place];
      if (node.leaves.empty() || node.leaves.back().type != column.type) {
        if (LeafType(column.type) != column.type) Corrupt("a leaf's class");
        node.leaves.emplace_back().type = column.type;
      }
      LayoutLeaf& leaf = node.leaves.back();
      if (column.role == kMeasureRole) {
        leaf.measure = stored.name;
        leaf.measure_place = column.place;
        continue;
      }
      leaf.parts.push_back(
          {PartPath(column.part), stored.name, column.place, stored.type, column.otherwise});
      if (column.role == "present") leaf.present = stored.name;
      if (ShapeOf(leaf.type).measured == leaf.parts.size() - 1) {
        leaf.measure = stored.name;
        leaf.measure_place = column.place;
      }
    }
  }

  /// Nodes come in pre-order: `line` holds the numbers of the nodes that lead to the one before.
  void Nodes() {
    store::Statement nodes = session_.Prepare(Sql().all_nodes);
    std::vector<std::int64_t> line;
    while (nodes.Step()) {
      LayoutArchetype& archetype = At(nodes.Int(0));
      LayoutNode* node = &archetype.root;
      if (nodes.IsNull(2)) {
        line.clear();
      } else {
        while (line.size() > 1 && line.back() != nodes.Int(2)) line.pop_back();
        if (line.empty() || line.back() != nodes.Int(2)) Corrupt("a node's parent");
        for (std::size_t depth = 1; depth < line.size(); ++depth) node = &node->children.back();
        node = &node->children.emplace_back();
      }
      line.push_back(nodes.Int(1));
      node->kind = static_cast<Kind>(IndexOf(kKindNames, nodes.Text(3)));
      node->attribute = AttributeOf(nodes.Text(4));
      node->node_id = std::string(nodes.Text(5));
      node->type = rm::FindClass(nodes.Text(6));
      node->name = std::string(nodes.Text(7));
      node->table = static_cast<std::size_t>(nodes.Int(8));
      if (node->table >= std::max<std::size_t>(archetype.tables.size(), 1))
        Corrupt("a node's table");
      node->slot = nodes.Int(9);
      Leaves(archetype, *node, nodes.Int(1));
    }
  }

  store::Session& session_;
  LayoutState state_;
  std::vector<std::multimap<std::int64_t, StoredColumn>> columns_;  // by archetype and node
};

}  // namespace

std::string PathBelow(const std::string& parent, const LayoutNode& node) {
  std::string path = parent + "/" + std::string(rm::AttributeName(node.attribute));
  if (!node.node_id.empty()) path += "[" + node.node_id + "]";
  return path;
}

std::int64_t StoredGeneration(store::Session& session) {
  store::Statement statement = session.Prepare(Sql().generation);
  return statement.Step() ? statement.Int(0) : 0;
}

bool IsStale(store::Session& session) {
  store::Statement statement = session.Prepare(Sql().stale);
  return statement.Step() && statement.Int(0) != 0;
}

LayoutState LoadLayout(store::Session& session) { return Loader(session).Run(); }

void SaveLayout(store::Session& session, const LayoutState& state,
                const std::vector<std::size_t>& archetypes) {
  session.Prepare(Sql().set_layout).Bind(1, state.generation).Bind(2, state.slots).Run();
  for (std::size_t i = 0; i < state.templates.size(); ++i) {
    session.Prepare(Sql().insert_template)
        .Bind(1, ToInt(i) + 1)
        .Bind(2, kNobody)
        .BindText(3, state.templates[i])
        .Run();
  }
  for (const std::size_t index : archetypes) {
    ArchetypeWriter(session, state.archetypes[index]).Run();
  }
}

void ClearLayout(store::Session& session) {
  for (const Query& query : Sql().clear) session.Prepare(query).Run();
  session.Prepare(Sql().reset).Run();
}

std::vector<std::string> StoredTables(store::Session& session) {
  std::vector<std::string> names;
  store::Statement statement = session.Prepare(Sql().tables);
  while (statement.Step()) names.emplace_back(statement.Text(0));
  return names;
}

}  // namespace socle::aql
