#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "aql/bound.h"
#include "aql/corpus.h"
#include "aql/value.h"

namespace socle::aql {

/// What a class expression of FROM matched, or nothing (a branch of OR that did not hold).
struct Instance {
  enum class Kind : std::uint8_t { kNothing, kStore, kEhr, kObject, kVersion, kNode };
  Kind kind = Kind::kNothing;
  const rm::Node* node = nullptr;  // the object's root, or the node
  const CorpusEhr* ehr = nullptr;
  const CorpusObject* object = nullptr;
  const CorpusVersion* version = nullptr;
};

/// One instance for each source of a query, in their order.
using Tuple = std::vector<Instance>;

/// Calls a function once in a while, which may throw: how a time limit ends a query.
class Ticker {
 public:
  explicit Ticker(std::function<void()> check) : check_(std::move(check)) {}
  void Tick() {
    if (++count_ % 1024 == 0 && check_) check_();
  }

 private:
  std::function<void()> check_;
  std::size_t count_ = 0;
};

/// Whether `predicate` holds for `node`. A path in it holds where one of its instances does.
bool Holds(const bound::Predicate& predicate, const rm::Node& node, const CorpusVersion* version);

/// The tuples of FROM, in the order of the commits that their instances come from, source after
/// source, then as they stand in their documents.
///
/// AND multiplies; OR multiplies the branches that match and leaves the others' aliases at
/// nothing; NOT CONTAINS holds where nothing matches, and leaves its aliases at nothing. An EHR
/// contains its directory, status and compositions, in their latest version unless it was deleted,
/// or the versions that VERSION names; a FOLDER contains its folders and what its items refer to.
/// `scope` are the EHRs to look at, queryable or not; empty: all queryable ones, and parties.
/// Source: openEHR QUERY 1.1.0, AQL, Containment; the project's rules 1, 6, 12.
std::vector<Tuple> MatchFrom(const bound::Query& query, const Corpus& corpus,
                             std::span<const std::string> scope, Ticker& ticker);

}  // namespace socle::aql
