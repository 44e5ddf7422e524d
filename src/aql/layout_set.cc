#include "aql/layout_set.h"

#include "rm/ids.h"

namespace socle::aql {
namespace {

using sql::Col;
using sql::ColumnDefinition;
using sql::Param;
using Rule = sql::ColumnDefinition::Rule;

std::vector<std::string> ColumnNames(const LayoutTable& table, std::size_t number) {
  std::vector<std::string> names = {"id", "ehr", "span", "up"};
  if (number == 0) names.emplace_back("slot");
  names.emplace_back("name");
  for (const LayoutColumn& column : table.columns) names.push_back(column.name);
  return names;
}

LayoutSet::TableStatements StatementsOf(const LayoutTable& table, std::size_t number) {
  return {
      sql::Query("aql.insert_" + table.name, sql::Insert(table.name, ColumnNames(table, number))),
      sql::Query("aql.erase_" + table.name,
                 sql::Delete(table.name).Where(sql::Between(Col("id"), Param(1), Param(2))))};
}

/// The column of the instant of the events whose rows the table holds; empty where it has none.
std::string EventTime(const LayoutNode& node, std::size_t table) {
  if (node.kind == LayoutNode::Kind::kAnchor && node.table == table) {
    if (!rm::IsA(node.type, rm::type::kEvent)) return {};
    for (const LayoutNode& child : node.children) {
      if (child.attribute == rm::attribute::kTime && !child.leaves.empty()) {
        return child.leaves.front().measure;
      }
    }
    return {};
  }
  for (const LayoutNode& child : node.children) {
    if (std::string found = EventTime(child, table); !found.empty()) return found;
  }
  return {};
}

}  // namespace

LayoutSet::LayoutSet(LayoutState state) : state_(std::move(state)) {
  for (std::size_t i = 0; i < state_.archetypes.size(); ++i) {
    const LayoutArchetype& archetype = state_.archetypes[i];
    by_id_.emplace(archetype.archetype_id, i);
    std::vector<TableStatements>& statements = statements_.emplace_back();
    for (std::size_t t = 0; t < archetype.tables.size(); ++t) {
      statements.push_back(StatementsOf(archetype.tables[t], t));
    }
  }
  for (std::size_t i = 0; i < state_.templates.size(); ++i) {
    template_numbers_.emplace(state_.templates[i], static_cast<std::int64_t>(i) + 1);
  }
}

const LayoutArchetype* LayoutSet::Find(std::string_view archetype_id) const {
  const auto found = by_id_.find(archetype_id);
  return found == by_id_.end() ? nullptr : &state_.archetypes[found->second];
}

std::int64_t LayoutSet::TemplateNumber(std::string_view template_id) const {
  const auto found = template_numbers_.find(template_id);
  return found == template_numbers_.end() ? 0 : found->second;
}

std::vector<sql::SchemaChange> CreationOf(const LayoutArchetype& archetype, std::size_t number) {
  const LayoutTable& table = archetype.tables[number];
  sql::CreateTable create{table.name,
                          {{"id", sql::Type::kInteger, Rule::kPrimaryKey},
                           {"ehr", sql::Type::kInteger, Rule::kNotNull},
                           {"span", sql::Type::kInteger, Rule::kNotNull},
                           {"up", sql::Type::kInteger, Rule::kNotNull}}};
  if (number == 0) create.columns.push_back({"slot", sql::Type::kInteger, Rule::kNotNull});
  create.columns.push_back({"name", sql::Type::kText});
  for (const LayoutColumn& column : table.columns) {
    create.columns.push_back({column.name, column.type});
  }
  std::vector<sql::SchemaChange> changes{std::move(create)};
  if (const std::string time = EventTime(archetype.root, number); !time.empty()) {
    changes.push_back(sql::CreateIndex{table.name + "_time", table.name, {time}});
  }
  return changes;
}

std::vector<sql::SchemaChange> GrowthOf(const LayoutArchetype& before,
                                        const LayoutArchetype& after) {
  std::vector<sql::SchemaChange> changes;
  for (std::size_t t = 0; t < after.tables.size(); ++t) {
    if (t >= before.tables.size()) {
      for (auto& change : CreationOf(after, t)) changes.push_back(std::move(change));
      continue;
    }
    const LayoutTable& table = after.tables[t];
    for (std::size_t c = before.tables[t].columns.size(); c < table.columns.size(); ++c) {
      changes.push_back(sql::AddColumn{table.name, {table.columns[c].name, table.columns[c].type}});
    }
  }
  return changes;
}

}  // namespace socle::aql
