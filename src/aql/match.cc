#include "aql/match.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "rm/ids.h"

namespace socle::aql {
namespace {

using bound::Containment;
using rm::Node;
namespace attribute = rm::attribute;
namespace type = rm::type;

/// The instances of `path` below `node`, in document order.
void Collect(const bound::Path& path, std::size_t at, const Node& node,
             const CorpusVersion* version, std::vector<Value>& out) {
  if (at == path.size()) {
    out.push_back(Value::Of(node, version));
    return;
  }
  const bound::Step& step = path[at];
  for (const Node* child = node.first_child; child; child = child->next_sibling) {
    if (child->attribute != step.attribute) continue;
    if (step.predicate && !Holds(*step.predicate, *child, version)) continue;
    Collect(path, at + 1, *child, version, out);
  }
}

std::vector<Value> Collect(const bound::Path& path, const Node& node,
                           const CorpusVersion* version) {
  std::vector<Value> values;
  Collect(path, 0, node, version, values);
  return values;
}

bool IsCode(const ast::TermCode& term, const Node& node) {
  if (node.Descend("name/defining_code/code_string") == nullptr) return false;
  if (node.Descend("name/defining_code/code_string")->text != term.code) return false;
  if (term.terminology.empty()) return true;
  const Node* const id = node.Descend("name/defining_code/terminology_id/value");
  if (id == nullptr) return false;
  // A terminology without a version means any version of it.
  const bool versioned = term.terminology.find('(') != std::string::npos;
  return (versioned ? id->text : id->text.substr(0, id->text.find('('))) == term.terminology;
}

bool NodeHolds(const bound::Predicate& predicate, const Node& node) {
  if (node.ChildText(attribute::kArchetypeNodeId) != predicate.node_id) return false;
  if (!predicate.name) return true;
  if (const auto* term = std::get_if<ast::TermCode>(&*predicate.name)) return IsCode(*term, node);
  const Node* const name = node.Descend("name/value");
  return name != nullptr && name->text == std::get<std::string>(*predicate.name);
}

bool ComparisonHolds(const bound::Predicate& predicate, const Node& node,
                     const CorpusVersion* version) {
  std::vector<Value> right;
  if (const auto* path = std::get_if<bound::Path>(&predicate.operand)) {
    right = Collect(*path, node, version);
  } else {
    right.push_back(Value::Of(std::get<ast::Literal>(predicate.operand)));
  }
  for (const Value& a : Collect(predicate.path, node, version)) {
    for (const Value& b : right) {
      if (Compare(a, predicate.comparison, b) == Truth::kTrue) return true;
    }
  }
  return false;
}

/// Enumerates what the classes of FROM stand for, and multiplies.
class Matcher {
 public:
  Matcher(const bound::Query& query, const Corpus& corpus, std::span<const std::string> scope,
          Ticker& ticker)
      : query_(query), corpus_(corpus), scope_(scope), ticker_(ticker) {}

  std::vector<Tuple> Match(const Containment& node, const Instance& within) {
    switch (node.kind) {
      case Containment::Kind::kAnd:
        return MatchAnd(node, within);
      case Containment::Kind::kOr:
        return MatchOr(node, within);
      default:
        return MatchClass(node, within);
    }
  }

 private:
  using Visit = std::function<void(const Instance&)>;

  std::vector<Tuple> MatchClass(const Containment& node, const Instance& within) {
    const bound::Source& source = query_.sources[node.source];
    std::vector<Tuple> tuples;
    Visit visit = [&](const Instance& instance) {
      ticker_.Tick();
      if (source.predicate && !Holds(*source.predicate, *instance.node, instance.version)) return;
      if (!node.contains) {
        tuples.push_back(With({}, node.source, instance));
        return;
      }
      std::vector<Tuple> inner = Match(*node.contains, instance);
      if (node.negated) {
        if (inner.empty()) tuples.push_back(With({}, node.source, instance));
        return;
      }
      for (Tuple& tuple : inner) tuples.push_back(With(std::move(tuple), node.source, instance));
    };
    Enumerate(source, within, visit);
    return tuples;
  }

  Tuple With(Tuple tuple, std::size_t source, const Instance& instance) const {
    tuple.resize(query_.sources.size());
    tuple[source] = instance;
    return tuple;
  }

  std::vector<Tuple> Multiply(const std::vector<Tuple>& a, const std::vector<Tuple>& b) {
    std::vector<Tuple> product;
    for (const Tuple& left : a) {
      for (const Tuple& right : b) {
        ticker_.Tick();
        Tuple both = left;
        for (std::size_t i = 0; i < right.size(); ++i) {
          if (right[i].kind != Instance::Kind::kNothing) both[i] = right[i];
        }
        product.push_back(std::move(both));
      }
    }
    return product;
  }

  std::vector<Tuple> MatchAnd(const Containment& node, const Instance& within) {
    std::vector<Tuple> product = Match(node.operands[0], within);
    for (std::size_t i = 1; i < node.operands.size() && !product.empty(); ++i) {
      product = Multiply(product, Match(node.operands[i], within));
    }
    return product;
  }

  std::vector<Tuple> MatchOr(const Containment& node, const Instance& within) {
    std::vector<Tuple> product;
    for (const Containment& operand : node.operands) {
      std::vector<Tuple> branch = Match(operand, within);
      if (branch.empty()) continue;
      product = product.empty() ? std::move(branch) : Multiply(product, branch);
    }
    return product;
  }

  // Instances

  bool IsInScope(const CorpusEhr& ehr) const {
    if (scope_.empty()) return ehr.queryable;
    return std::find(scope_.begin(), scope_.end(), ehr.ehr_id) != scope_.end();
  }

  void Enumerate(const bound::Source& source, const Instance& within, const Visit& visit) {
    if (source.type == type::kEhr) {
      if (within.kind != Instance::Kind::kStore) return;
      for (const CorpusEhr& ehr : corpus_.ehrs()) {
        if (!IsInScope(ehr)) continue;
        visit({Instance::Kind::kEhr, &ehr.tree.root(), &ehr, nullptr, nullptr});
      }
      return;
    }
    if (rm::IsA(source.type, type::kVersionedObject)) return Objects(source, within, visit);
    if (rm::IsA(source.type, type::kVersion)) return Versions(source, within, visit);
    Nodes(source, within, visit);
  }

  void EachObject(const Instance& within, const Visit& visit) const {
    const auto all = [&visit](const std::deque<CorpusObject>& objects, const CorpusEhr* ehr) {
      for (const CorpusObject& object : objects) {
        visit({Instance::Kind::kObject, &object.tree.root(), ehr, &object, nullptr});
      }
    };
    if (within.kind == Instance::Kind::kObject) visit(within);
    if (within.kind == Instance::Kind::kEhr) all(within.ehr->objects, within.ehr);
    if (within.kind != Instance::Kind::kStore) return;
    for (const CorpusEhr& ehr : corpus_.ehrs()) {
      if (IsInScope(ehr)) all(ehr.objects, &ehr);
    }
    if (scope_.empty()) all(corpus_.parties(), nullptr);
  }

  void Objects(const bound::Source& source, const Instance& within, const Visit& visit) const {
    if (within.kind == Instance::Kind::kObject) return;  // none lies in another
    EachObject(within, [&](const Instance& object) {
      if (rm::IsA(object.node->type, source.type)) visit(object);
    });
  }

  static Instance VersionOf(const Instance& object, const CorpusVersion& version) {
    return {Instance::Kind::kVersion, &version.tree.root(), object.ehr, object.object, &version};
  }

  void Versions(const bound::Source& source, const Instance& within, const Visit& visit) const {
    // A condition chooses among all versions, else it could never find an old one.
    const bool all = source.versions == bound::Versions::kAll ||
                     (source.versions == bound::Versions::kUnsaid && source.predicate);
    EachObject(within, [&](const Instance& object) {
      for (const CorpusVersion& version : object.object->versions) {
        if (!rm::IsA(version.tree.root().type, source.type)) continue;
        if (all || (version.latest && !version.deleted)) visit(VersionOf(object, version));
      }
    });
  }

  /// The nodes of a class in `top` and below it, `top` itself where it counts.
  static void Below(const bound::Source& source, Instance at, const Node& top, bool with_top,
                    const Visit& visit) {
    if (with_top && rm::IsA(top.type, source.type)) {
      at.node = &top;
      visit(at);
    }
    for (const Node* child = top.first_child; child; child = child->next_sibling) {
      Below(source, at, *child, true, visit);
    }
  }

  static void BelowVersion(const bound::Source& source, const Instance& version,
                           const Visit& visit) {
    const Node* const data = version.version->data();
    if (data == nullptr) return;
    Instance at = version;
    at.kind = Instance::Kind::kNode;
    Below(source, at, *data, true, visit);
  }

  void Nodes(const bound::Source& source, const Instance& within, const Visit& visit) const {
    if (within.kind == Instance::Kind::kVersion) return BelowVersion(source, within, visit);
    if (within.kind == Instance::Kind::kNode) {
      Below(source, within, *within.node, false, visit);
      if (within.node->type == type::kFolder) Referred(source, within, visit);
      return;
    }
    EachObject(within, [&](const Instance& object) {
      for (const CorpusVersion& version : object.object->versions) {
        if (version.latest && !version.deleted) {
          BelowVersion(source, VersionOf(object, version), visit);
        }
      }
    });
  }

  /// What the items of a folder and of its folders refer to, each once.
  static void Referred(const bound::Source& source, const Instance& folder, const Visit& visit) {
    if (folder.ehr == nullptr) return;
    std::set<const CorpusVersion*> seen;
    const bound::Source references{type::kObjectRef, {}, {}, {}};
    Below(references, folder, *folder.node, false, [&](const Instance& reference) {
      if (reference.node->attribute != attribute::kItems) return;
      const Node* const id = reference.node->Descend("id/value");
      if (id == nullptr) return;
      for (const CorpusObject& object : folder.ehr->objects) {
        for (const CorpusVersion& version : object.versions) {
          if (!IsMeant(id->text, object, version) || !seen.insert(&version).second) continue;
          const Instance found{Instance::Kind::kObject, nullptr, folder.ehr, &object, nullptr};
          BelowVersion(source, VersionOf(found, version), visit);
        }
      }
    });
  }

  /// A version's id means it, an object's id its latest version.
  static bool IsMeant(std::string_view id, const CorpusObject& object,
                      const CorpusVersion& version) {
    if (version.deleted) return false;
    if (id.find("::") == std::string_view::npos) return version.latest && object.uid == id;
    return version.tree.root().Descend("uid/value")->text == id;
  }

  const bound::Query& query_;
  const Corpus& corpus_;
  std::span<const std::string> scope_;
  Ticker& ticker_;
};

std::uint64_t Position(const Instance& instance) {
  return instance.version == nullptr ? 0 : instance.version->position;
}

}  // namespace

bool Holds(const bound::Predicate& predicate, const Node& node, const CorpusVersion* version) {
  const auto holds = [&](const bound::Predicate& operand) { return Holds(operand, node, version); };
  const auto& operands = predicate.operands;
  switch (predicate.kind) {
    case bound::Predicate::Kind::kAnd:
      return std::all_of(operands.begin(), operands.end(), holds);
    case bound::Predicate::Kind::kOr:
      return std::any_of(operands.begin(), operands.end(), holds);
    case bound::Predicate::Kind::kNode:
      return NodeHolds(predicate, node);
    case bound::Predicate::Kind::kComparison:
      return ComparisonHolds(predicate, node, version);
    default:
      break;
  }
  const auto values = Collect(predicate.path, node, version);
  return std::any_of(values.begin(), values.end(), [&](const Value& value) {
    return value.kind == Value::Kind::kString && predicate.pattern->Matches(value.text);
  });
}

std::vector<Tuple> MatchFrom(const bound::Query& query, const Corpus& corpus,
                             std::span<const std::string> scope, Ticker& ticker) {
  Matcher matcher(query, corpus, scope, ticker);
  std::vector<Tuple> tuples = matcher.Match(query.from, {Instance::Kind::kStore, {}, {}, {}, {}});
  std::stable_sort(tuples.begin(), tuples.end(), [](const Tuple& a, const Tuple& b) {
    return std::lexicographical_compare(
        a.begin(), a.end(), b.begin(), b.end(),
        [](const Instance& x, const Instance& y) { return Position(x) < Position(y); });
  });
  return tuples;
}

}  // namespace socle::aql
