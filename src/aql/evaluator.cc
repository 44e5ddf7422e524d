#include "aql/evaluator.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "aql/attribute_tree.h"
#include "aql/conditions.h"
#include "aql/match.h"
#include "aql/names.h"
#include "base/decimal.h"

namespace socle::aql {
namespace {

/// A row of the answer, and what it is ordered by beside its columns.
struct OutRow {
  std::vector<Value> columns;
  std::vector<Value> keys;
};

/// One aggregate over the rows of a group.
class Aggregate {
 public:
  explicit Aggregate(const bound::Call& call) : call_(call) {}

  void Add(const Value& value) {
    if (call_.star) {
      ++count_;
      return;
    }
    if (value.is_null()) return;
    if (call_.distinct && !seen_.insert(DistinctKey(value)).second) return;
    ++count_;
    switch (call_.function) {
      case ast::Function::kMin:
        if (Compare(value, value) && (best_.is_null() || Order(value, best_) < 0)) best_ = value;
        break;
      case ast::Function::kMax:
        if (Compare(value, value) && (best_.is_null() || Order(value, best_) > 0)) best_ = value;
        break;
      case ast::Function::kSum:
      case ast::Function::kAvg:
        AddNumber(value);
        break;
      default:
        break;
    }
  }

  Value Get() const {
    switch (call_.function) {
      case ast::Function::kCount:
        return Value::Number(std::to_string(count_));
      case ast::Function::kMin:
      case ast::Function::kMax:
        return best_;
      case ast::Function::kSum:
        if (numbers_ == 0) return {};
        return Value::Number(whole_ ? std::to_string(*whole_) : NumberText(sum_));
      default:
        if (numbers_ == 0) return {};
        return Value::Number(NumberText(sum_ / static_cast<double>(numbers_)));
    }
  }

 private:
  void AddNumber(const Value& value) {
    const auto text = NumberOf(value);
    if (!text) return;
    const auto decimal = base::Decimal::Parse(*text);
    ++numbers_;
    sum_ += decimal->ToDouble();
    std::int64_t next = 0;
    const auto whole = base::IsInteger(*text) ? decimal->ToInt64() : std::nullopt;
    if (!whole || !whole_ || __builtin_add_overflow(*whole_, *whole, &next)) {
      whole_.reset();
    } else {
      whole_ = next;
    }
  }

  const bound::Call& call_;
  std::int64_t count_ = 0, numbers_ = 0;
  std::optional<std::int64_t> whole_ = 0;  // the sum while it is of integers
  double sum_ = 0;
  Value best_;
  std::set<std::string> seen_;
};

class Evaluator {
 public:
  Evaluator(const bound::Query& query, const Corpus& corpus, const EvaluateOptions& options)
      : query_(query),
        corpus_(corpus),
        options_(options),
        conditions_(corpus, options),
        ticker_(options.check) {
    for (std::size_t i = 0; i < query.sources.size(); ++i) trees_.emplace_back(query, i);
  }

  Result Run() {
    if (query_.where) conditions_.Check(*query_.where, query_);
    if (query_.aggregated && !HasPlainColumn()) GroupOf(std::vector<Value>(query_.columns.size()));
    for (const Tuple& tuple : MatchFrom(query_, corpus_, options_.ehr_ids, ticker_))
      AddTuple(tuple);
    for (const Group& group : groups_) rows_.push_back(Finish(group));
    if (query_.distinct) KeepDistinct();
    Sort();
    Cut();
    return Answer();
  }

 private:
  struct Group {
    std::vector<Value> columns;  // the plain ones
    std::vector<Aggregate> aggregates;
  };

  bool HasPlainColumn() const {
    return std::any_of(query_.columns.begin(), query_.columns.end(),
                       [](const bound::Column& column) { return !column.aggregate; });
  }

  /// Every choice of one row for each source.
  void AddTuple(const Tuple& tuple) {
    std::vector<Row> rows(1, Row(query_.accesses.size()));
    for (std::size_t i = 0; i < tuple.size(); ++i) {
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
    for (const Row& row : rows) AddRow(row);
  }

  void AddRow(const Row& row) {
    if (query_.where && conditions_.TruthOf(*query_.where, row) != Truth::kTrue) return;
    std::vector<Value> columns;
    for (const bound::Column& column : query_.columns) {
      columns.push_back(column.aggregate ? Value{} : conditions_.ValueOf(column.expression, row));
    }
    if (query_.aggregated) {
      Group& group = GroupOf(std::move(columns));
      std::size_t at = 0;
      for (const bound::Column& column : query_.columns) {
        if (!column.aggregate) continue;
        const auto& call = std::get<bound::Call>(column.expression.value);
        group.aggregates[at++].Add(call.star ? Value{}
                                             : conditions_.ValueOf(call.arguments[0], row));
      }
      return;
    }
    OutRow out{std::move(columns), {}};
    for (const bound::Order& order : query_.order) {
      const auto* path = std::get_if<bound::PathUse>(&order.key);
      out.keys.push_back(path == nullptr ? Value{} : row[path->access]);
    }
    rows_.push_back(std::move(out));
  }

  static std::string Key(const std::vector<Value>& columns) {
    std::string key;
    for (const Value& value : columns) key += DistinctKey(value) + '\n';
    return key;
  }

  Group& GroupOf(std::vector<Value> columns) {
    const auto [at, fresh] = group_index_.emplace(Key(columns), groups_.size());
    if (fresh) {
      Group& group = groups_.emplace_back();
      group.columns = std::move(columns);
      for (const bound::Column& column : query_.columns) {
        if (!column.aggregate) continue;
        group.aggregates.emplace_back(std::get<bound::Call>(column.expression.value));
      }
    }
    return groups_[at->second];
  }

  OutRow Finish(const Group& group) const {
    OutRow out{group.columns, {}};
    out.columns.resize(query_.columns.size());
    std::size_t at = 0;
    for (std::size_t i = 0; i < query_.columns.size(); ++i) {
      if (query_.columns[i].aggregate) out.columns[i] = group.aggregates[at++].Get();
    }
    return out;
  }

  void KeepDistinct() {
    std::set<std::string> seen;
    std::vector<OutRow> kept;
    for (OutRow& row : rows_) {
      if (seen.insert(Key(row.columns)).second) kept.push_back(std::move(row));
    }
    rows_ = std::move(kept);
  }

  const Value& SortKey(const OutRow& row, std::size_t index) const {
    const auto* column = std::get_if<std::size_t>(&query_.order[index].key);
    return column != nullptr ? row.columns[*column] : row.keys[index];
  }

  void Sort() {
    std::stable_sort(rows_.begin(), rows_.end(), [this](const OutRow& a, const OutRow& b) {
      for (std::size_t i = 0; i < query_.order.size(); ++i) {
        const auto order = Order(SortKey(a, i), SortKey(b, i));
        if (order != 0) return query_.order[i].descending ? order > 0 : order < 0;
      }
      return false;
    });
  }

  void Cut() {
    const std::uint64_t size = rows_.size();
    std::uint64_t begin = std::min(query_.offset, size);
    std::uint64_t end = size;
    if (query_.limit && *query_.limit < size - begin) {
      if (query_.backward) {
        begin = size - *query_.limit;
      } else {
        end = begin + *query_.limit;
      }
    }
    const auto at = [this](std::uint64_t index) {
      return rows_.begin() + static_cast<std::ptrdiff_t>(index);
    };
    rows_.erase(at(end), rows_.end());
    rows_.erase(rows_.begin(), at(begin));
  }

  Result Answer() const {
    Result result;
    for (const bound::Column& column : query_.columns) {
      result.columns.push_back({column.name, column.path});
    }
    for (const OutRow& row : rows_) {
      std::vector<std::string>& cells = result.rows.emplace_back();
      for (const Value& value : row.columns) cells.push_back(CellJson(value));
    }
    result.warnings = query_.warnings;
    return result;
  }

  const bound::Query& query_;
  const Corpus& corpus_;
  const EvaluateOptions& options_;
  Conditions conditions_;
  Ticker ticker_;
  std::vector<AttributeTree> trees_;
  std::vector<OutRow> rows_;
  std::vector<Group> groups_;
  std::map<std::string, std::size_t> group_index_;
};

}  // namespace

Result Evaluate(const bound::Query& query, const Corpus& corpus, const EvaluateOptions& options) {
  return Evaluator(query, corpus, options).Run();
}

}  // namespace socle::aql
