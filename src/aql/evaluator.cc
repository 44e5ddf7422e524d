#include "aql/evaluator.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "aql/attribute_tree.h"
#include "aql/conditions.h"
#include "aql/match.h"
#include "aql/row_tail.h"

namespace socle::aql {
namespace {

class Evaluator {
 public:
  Evaluator(const bound::Query& query, const Corpus& corpus, const EvaluateOptions& options,
            RowTail& tail)
      : query_(query), corpus_(corpus), options_(options), tail_(tail), ticker_(options.check) {
    for (std::size_t i = 0; i < query.sources.size(); ++i) trees_.emplace_back(query, i);
  }

  bool Run() {
    for (const Tuple& tuple : MatchFrom(query_, corpus_, options_.ehr_ids, ticker_)) {
      if (!AddTuple(tuple)) return false;
    }
    return true;
  }

 private:
  /// Every choice of one row for each source.
  bool AddTuple(const Tuple& tuple) {
    std::vector<Row> rows(1, Row(query_.accesses.size()));
    std::vector<std::uint64_t> positions;
    for (std::size_t i = 0; i < tuple.size(); ++i) {
      positions.push_back(tuple[i].version == nullptr ? 0 : tuple[i].version->position);
      std::vector<Row> product;
      const std::vector<Row> bound = trees_[i].Bind(tuple[i], ticker_);
      for (const Row& row : rows) {
        for (const Row& own : bound) {
          ticker_.Tick();
          Row both = row;
          for (std::size_t k = 0; k < both.size(); ++k) {
            if (!own[k].is_null()) both[k] = own[k];
          }
          product.push_back(std::move(both));
        }
      }
      rows = std::move(product);
    }
    if (options_.by_version && !positions.empty()) {
      positions = {*std::max_element(positions.begin(), positions.end()), 0};
    }
    return std::all_of(rows.begin(), rows.end(), [&](const Row& row) {
      if (options_.by_version) positions.back() = number_++;
      return tail_.Add(row, positions);
    });
  }

  const bound::Query& query_;
  const Corpus& corpus_;
  const EvaluateOptions& options_;
  RowTail& tail_;
  Ticker ticker_;
  std::uint64_t number_ = 0;  // of the next row
  std::vector<AttributeTree> trees_;
};

}  // namespace

bool Evaluate(const bound::Query& query, const Corpus& corpus, const EvaluateOptions& options,
              RowTail& tail) {
  return Evaluator(query, corpus, options, tail).Run();
}

Result Evaluate(const bound::Query& query, const Corpus& corpus, const EvaluateOptions& options) {
  ResultSink sink;
  Conditions conditions(corpus.system_id(), options);
  RowTail tail(query, conditions, sink, {});
  Evaluate(query, corpus, options, tail);
  tail.Finish();
  return sink.Take();
}

}  // namespace socle::aql
