#pragma once

#include <cstddef>
#include <vector>

#include "aql/bound.h"
#include "aql/match.h"
#include "aql/value.h"

namespace socle::aql {

/// The values of all paths of a query, by their index in Query::accesses.
using Row = std::vector<Value>;

/// The attribute tree of one source (the project's rule 1): all its paths, joined where they share
/// a prefix, so that a row binds one instance of each shared attribute.
///
/// A node is a variable that runs over the instances of an attribute. Where some path names the
/// attribute without a predicate, there is one variable for it, and the predicates of others are
/// filters: on an instance that one does not hold for, its path is null. Otherwise there is a
/// variable for each node id (with the name, if every path on that id gives one), which runs over
/// the instances that one of its predicates holds for. An attribute without instances is null.
/// Immutable; looks at the query, which must outlive it.
class AttributeTree {
 public:
  AttributeTree(const bound::Query& query, std::size_t source);

  /// A path through a variable: its index, and the predicate that it has there.
  struct Member {
    std::size_t access;
    const bound::Predicate* predicate;
  };
  struct Variable {
    rm::AttributeId attribute = rm::AttributeId::kNone;
    std::vector<Member> members;
    std::vector<std::size_t> ends;  // the paths that end here
    std::vector<Variable> children;
  };
  const Variable& root() const { return root_; }

  /// The rows of `instance`, at least one, in document order; paths of other sources are null.
  std::vector<Row> Bind(const Instance& instance, Ticker& ticker) const;

 private:
  /// Equal for the paths that share a variable of one attribute.
  static std::vector<std::string> Labels(const std::vector<Member>& members);
  void Grow(Variable& variable, std::size_t depth) const;
  std::vector<Row> Rows(const Variable& variable, const rm::Node& node,
                        const CorpusVersion* version, const std::vector<bool>& live,
                        Ticker& ticker) const;
  std::vector<Row> ChildRows(const Variable& child, const rm::Node& node,
                             const CorpusVersion* version, const std::vector<bool>& live,
                             Ticker& ticker) const;
  /// `live` without the members whose predicate does not hold for `node`; `any`: one is left.
  static std::vector<bool> Alive(const Variable& variable, const rm::Node& node,
                                 const CorpusVersion* version, const std::vector<bool>& live,
                                 bool& any);

  const bound::Query& query_;
  Variable root_;
};

}  // namespace socle::aql
