#include "aql/attribute_tree.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "rm/ids.h"

namespace socle::aql {
namespace {

/// What a predicate says about which node it means, however it says it.
struct NodeKey {
  std::string id, name;
};

void Read(const bound::Predicate& predicate, NodeKey& key) {
  if (predicate.kind == bound::Predicate::Kind::kAnd) {
    for (const bound::Predicate& operand : predicate.operands) Read(operand, key);
  } else if (predicate.kind == bound::Predicate::Kind::kNode) {
    key.id = predicate.node_id;
    if (!predicate.name) return;
    const auto* code = std::get_if<ast::TermCode>(&*predicate.name);
    key.name = code != nullptr ? "code " + code->terminology + "::" + code->code
                               : "name " + std::get<std::string>(*predicate.name);
  } else if (predicate.kind == bound::Predicate::Kind::kComparison &&
             predicate.comparison == ast::Comparison::kEqual) {
    const auto* literal = std::get_if<ast::Literal>(&predicate.operand);
    if (literal == nullptr) return;
    if (IsPath(predicate.path, {rm::attribute::kArchetypeNodeId})) key.id = literal->text;
    if (IsPath(predicate.path, {rm::attribute::kName, rm::attribute::kValue})) {
      key.name = "name " + literal->text;
    }
  }
}

/// `a` with what `b` knows.
void Overlay(Row& a, const Row& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!b[i].is_null()) a[i] = b[i];
  }
}

}  // namespace

AttributeTree::AttributeTree(const bound::Query& query, std::size_t source) : query_(query) {
  for (std::size_t i = 0; i < query.accesses.size(); ++i) {
    const bound::Access& access = query.accesses[i];
    if (access.source != source) continue;
    root_.members.push_back({i, access.predicate ? &*access.predicate : nullptr});
  }
  Grow(root_, 0);
}

std::vector<std::string> AttributeTree::Labels(const std::vector<Member>& members) {
  std::vector<std::string> labels(members.size());
  for (const Member& member : members) {
    if (member.predicate == nullptr) return labels;  // one variable for all
  }
  std::vector<NodeKey> keys(members.size());
  std::map<std::string, bool> all_named;  // by node id
  for (std::size_t i = 0; i < members.size(); ++i) {
    Read(*members[i].predicate, keys[i]);
    if (keys[i].id.empty()) keys[i].name = "text " + members[i].predicate->text;
    const auto [named, fresh] = all_named.emplace(keys[i].id, true);
    named->second = named->second && !keys[i].name.empty();
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    labels[i] = keys[i].id + (all_named[keys[i].id] ? '\n' + keys[i].name : "");
  }
  return labels;
}

void AttributeTree::Grow(Variable& variable, std::size_t depth) const {
  std::vector<std::pair<rm::AttributeId, std::vector<Member>>> attributes;  // as first named
  for (const Member& member : variable.members) {
    const bound::Path& path = query_.accesses[member.access].path;
    if (path.size() == depth) {
      variable.ends.push_back(member.access);
      continue;
    }
    const bound::Step& step = path[depth];
    auto at = std::find_if(attributes.begin(), attributes.end(),
                           [&](const auto& known) { return known.first == step.attribute; });
    if (at == attributes.end()) at = attributes.insert(at, {step.attribute, {}});
    at->second.push_back({member.access, step.predicate ? &*step.predicate : nullptr});
  }
  for (const auto& [attribute, members] : attributes) {
    std::map<std::string, std::size_t> children;  // by label
    const std::vector<std::string> labels = Labels(members);
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto [at, fresh] = children.emplace(labels[i], variable.children.size());
      if (fresh) variable.children.emplace_back().attribute = attribute;
      variable.children[at->second].members.push_back(members[i]);
    }
  }
  for (Variable& child : variable.children) Grow(child, depth + 1);
}

std::vector<bool> AttributeTree::Alive(const Variable& variable, const rm::Node& node,
                                       const CorpusVersion* version, const std::vector<bool>& live,
                                       bool& any) {
  std::vector<bool> alive(live.size());
  any = false;
  for (const Member& member : variable.members) {
    if (!live[member.access]) continue;
    if (member.predicate != nullptr && !Holds(*member.predicate, node, version)) continue;
    alive[member.access] = true;
    any = true;
  }
  return alive;
}

std::vector<Row> AttributeTree::ChildRows(const Variable& child, const rm::Node& node,
                                          const CorpusVersion* version,
                                          const std::vector<bool>& live, Ticker& ticker) const {
  std::vector<Row> rows;
  for (const rm::Node* item = node.first_child; item; item = item->next_sibling) {
    if (item->attribute != child.attribute) continue;
    bool any = false;
    const std::vector<bool> alive = Alive(child, *item, version, live, any);
    if (!any) continue;
    for (Row& row : Rows(child, *item, version, alive, ticker)) rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Row> AttributeTree::Rows(const Variable& variable, const rm::Node& node,
                                     const CorpusVersion* version, const std::vector<bool>& live,
                                     Ticker& ticker) const {
  std::vector<Row> rows(1, Row(live.size()));
  for (const std::size_t end : variable.ends) {
    if (live[end]) rows[0][end] = Value::Of(node, version);
  }
  for (const Variable& child : variable.children) {
    const std::vector<Row> below = ChildRows(child, node, version, live, ticker);
    if (below.empty()) continue;
    std::vector<Row> product;
    for (const Row& row : rows) {
      for (const Row& inner : below) {
        ticker.Tick();
        product.push_back(row);
        Overlay(product.back(), inner);
      }
    }
    rows = std::move(product);
  }
  return rows;
}

std::vector<Row> AttributeTree::Bind(const Instance& instance, Ticker& ticker) const {
  const std::vector<bool> all(query_.accesses.size(), true);
  if (instance.kind == Instance::Kind::kNothing) return std::vector<Row>(1, Row(all.size()));
  bool any = false;
  const std::vector<bool> live = Alive(root_, *instance.node, instance.version, all, any);
  return Rows(root_, *instance.node, instance.version, live, ticker);
}

}  // namespace socle::aql
