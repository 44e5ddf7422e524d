#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "aql/aggregate.h"
#include "aql/answer_sink.h"
#include "aql/attribute_tree.h"
#include "aql/bound.h"
#include "aql/conditions.h"

namespace socle::aql {

/// How rows come to a RowTail.
struct RowTailOptions {
  /// In the order that rows have without ORDER BY; else `positions` of Add puts them there.
  bool in_order = true;
  /// Sorted as ORDER BY says already, or WHERE tested, or OFFSET and LIMIT applied already.
  bool sorted = false, filtered = false, cut = false;
  /// Bytes of cells and keys that may wait in memory.
  std::size_t memory = std::size_t{512} << 20;
};

/// Tells `sink` the columns and warnings of `query`.
void BeginAnswer(const bound::Query& query, AnswerSink& sink);

/// What becomes of the rows that FROM and the paths give: WHERE, grouping, DISTINCT, ORDER BY,
/// LIMIT, and the cells of the answer. Rows that need not wait are handed on at once. Keeps nothing
/// of the records that rows came from. One thread at a time.
class RowTail {
 public:
  /// All outlive the tail. Errors: kBadRequest of Conditions::Check. Begins the answer.
  RowTail(const bound::Query& query, Conditions& conditions, AnswerSink& sink,
          const RowTailOptions& options);

  /// Takes the next row; `positions`: those of the commits that its instances come from, as FROM
  /// names them. False: no further row can change the answer. Errors: kTooLarge (more rows wait
  /// than memory may hold), and what the sink throws.
  bool Add(const Row& row, std::span<const std::uint64_t> positions = {});
  /// Hands on what waited. Looks at the clock now and then (Conditions::LookAtClock). Errors:
  /// kTimeout, and what the sink throws; the tail is then of no more use.
  void Finish();

  /// Rows that passed WHERE, rows handed on.
  std::uint64_t passed() const { return passed_; }
  std::uint64_t given() const { return given_; }

 private:
  struct OutRow {
    std::vector<std::string> cells;
    std::vector<SortKey> keys;  // as ORDER BY names them
    std::vector<std::uint64_t> positions;
    std::string distinct;      // what DISTINCT compares, where it waits for the sort
    std::uint64_t number = 0;  // in the order of coming
  };
  struct Group {
    OutRow first;  // its plain columns, and where its first row stands
    std::vector<Aggregate> aggregates;
  };

  bool Comes(const OutRow& a, const OutRow& b) const;
  void AddToGroup(const Row& row, std::span<const std::uint64_t> positions);
  Group& NewGroup(std::span<const std::uint64_t> positions);
  void WriteCells(OutRow& out) const;
  void Keep(OutRow row);
  bool HandOn(const OutRow& row);
  void FinishGroups();
  void SortRows();
  void Weigh(const OutRow& row);
  void Tick();

  const bound::Query& query_;
  Conditions& conditions_;
  AnswerSink& sink_;
  const RowTailOptions options_;
  std::vector<const Value*> values_;  // of the row at hand, by column
  std::vector<Value> rooms_;          // where they are no values of the row itself
  OutRow passing_;                    // what need not wait
  std::vector<OutRow> rows_;
  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t> group_index_;
  std::unordered_set<std::string> distinct_;
  std::string key_;
  bool waits_ = false;
  std::size_t weight_ = 0, ticks_ = 0;
  std::uint64_t number_ = 0, passed_ = 0, skipped_ = 0, given_ = 0;
};

}  // namespace socle::aql
