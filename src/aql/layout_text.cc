#include "aql/layout_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "aql/layout_catalogue.h"
#include "json/writer.h"

namespace socle::aql {
namespace {

constexpr std::array<std::string_view, 4> kTypes = {"integer", "real", "text", "blob"};

/// A column as it is shown.
struct ShownColumn {
  std::string path;
  rm::ClassId leaf = rm::ClassId::kNone;
  std::string_view role;
  std::optional<std::string> otherwise;
};

/// A table as it is shown: where its rows stand, what its columns hold, by their places.
struct ShownTable {
  std::string path = "/";
  std::vector<ShownColumn> columns;
};

void ShowLeaf(const LayoutLeaf& leaf, const std::string& path, ShownTable& table) {
  const auto at = [&](std::size_t place) -> ShownColumn& {
    if (table.columns.size() <= place) table.columns.resize(place + 1);
    return table.columns[place];
  };
  for (const LayoutPart& part : leaf.parts) {
    std::string full = path;
    for (const rm::AttributeId id : part.path) full += "/" + std::string(rm::AttributeName(id));
    const bool present = part.column == leaf.present;
    at(part.place) = {std::move(full), leaf.type, present ? "present" : "part", part.otherwise};
  }
  const bool own = std::ranges::none_of(
      leaf.parts, [&](const LayoutPart& part) { return part.column == leaf.measure; });
  if (own && !leaf.measure.empty()) at(leaf.measure_place) = {path, leaf.type, "measure", {}};
}

void ShowNode(const LayoutNode& node, const std::string& path, std::vector<ShownTable>& tables) {
  if (node.kind == LayoutNode::Kind::kAnchor && !path.empty()) tables[node.table].path = path;
  for (const LayoutLeaf& leaf : node.leaves) ShowLeaf(leaf, path, tables[node.table]);
  for (const LayoutNode& child : node.children) ShowNode(child, PathBelow(path, child), tables);
}

std::vector<ShownTable> TablesOf(const LayoutArchetype& archetype) {
  std::vector<ShownTable> tables(archetype.tables.size());
  ShowNode(archetype.root, "", tables);
  return tables;
}

std::string_view TypeName(sql::Type type) { return kTypes[static_cast<std::size_t>(type)]; }

void Pad(std::string& text, std::size_t begin, std::size_t width) {
  const std::size_t length = text.size() - begin;
  text.append(length < width ? width - length : 1, ' ');
}

void AppendText(std::string& text, const LayoutArchetype& archetype) {
  constexpr std::size_t kNameWidth = 46, kTypeWidth = 9;
  text += archetype.archetype_id + "\n";
  const std::vector<ShownTable> tables = TablesOf(archetype);
  for (std::size_t t = 0; t < tables.size(); ++t) {
    const LayoutTable& table = archetype.tables[t];
    text += "  " + table.name + "  at " + tables[t].path + "\n";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const ShownColumn& column = tables[t].columns[c];
      const std::size_t begin = text.size();
      text += "    " + table.columns[c].name;
      Pad(text, begin, kNameWidth);
      text += TypeName(table.columns[c].type);
      Pad(text, begin, kNameWidth + kTypeWidth);
      text += column.path;
      if (column.role == "measure") text += "  (as a number)";
      if (column.otherwise) text += "  (null: " + *column.otherwise + ")";
      text += "\n";
    }
  }
}

void AppendJson(json::Writer& writer, const LayoutArchetype& archetype) {
  writer.BeginObject().Member("archetype_id", archetype.archetype_id);
  writer.Key("tables").BeginArray();
  const std::vector<ShownTable> tables = TablesOf(archetype);
  for (std::size_t t = 0; t < tables.size(); ++t) {
    const LayoutTable& table = archetype.tables[t];
    writer.BeginObject().Member("name", table.name).Member("path", tables[t].path);
    if (t > 0) writer.Member("parent", archetype.tables[table.parent].name);
    writer.Key("columns").BeginArray();
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const ShownColumn& column = tables[t].columns[c];
      writer.BeginObject().Member("name", table.columns[c].name);
      writer.Member("type", TypeName(table.columns[c].type)).Member("path", column.path);
      writer.Member("class", rm::Class(column.leaf).name).Member("role", column.role);
      if (column.otherwise) writer.Member("otherwise", *column.otherwise);
      writer.EndObject();
    }
    writer.EndArray().EndObject();
  }
  writer.EndArray().EndObject();
}

bool IsAsked(const LayoutArchetype& archetype, std::string_view archetype_id) {
  return archetype_id.empty() || archetype.archetype_id == archetype_id;
}

}  // namespace

std::string LayoutText(const Layout& layout, std::string_view archetype_id) {
  std::string text;
  for (const LayoutArchetype& archetype : layout.archetypes()) {
    if (IsAsked(archetype, archetype_id)) AppendText(text, archetype);
  }
  return text;
}

std::string LayoutJson(const Layout& layout, std::string_view archetype_id) {
  std::string text;
  json::Writer writer(text);
  // A text: its 63 bits are more than many readers of JSON keep of a number.
  writer.BeginObject().Member("generation", std::to_string(layout.generation()));
  writer.Key("archetypes").BeginArray();
  for (const LayoutArchetype& archetype : layout.archetypes()) {
    if (IsAsked(archetype, archetype_id)) AppendJson(writer, archetype);
  }
  writer.EndArray().EndObject();
  return text;
}

}  // namespace socle::aql
