#include "aql/row_tail.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace socle::aql {
namespace {

/// Rows beyond those of LIMIT that may wait before the ones behind are dropped.
constexpr std::size_t kSlack = 8192;
constexpr std::size_t kRowOverhead = 128;
/// Rows or comparisons between two looks at the clock.
constexpr std::size_t kTicks = 4096;
const Value kNothing;

}  // namespace

void BeginAnswer(const bound::Query& query, AnswerSink& sink) {
  std::vector<ResultColumn> columns;
  for (const bound::Column& column : query.columns) columns.push_back({column.name, column.path});
  sink.Begin(columns, query.warnings);
}

RowTail::RowTail(const bound::Query& query, Conditions& conditions, AnswerSink& sink,
                 const RowTailOptions& options)
    : query_(query),
      conditions_(conditions),
      sink_(sink),
      options_(options),
      values_(query.columns.size()),
      rooms_(query.columns.size()) {
  if (query.where) conditions.Check(*query.where, query);
  waits_ = !options.in_order || (!query.order.empty() && !options.sorted) || query.backward;
  BeginAnswer(query, sink);
  if (query.aggregated && !query.HasPlainColumn()) {
    NewGroup({});
    group_index_.emplace(std::string(), 0);
  }
}

bool RowTail::Add(const Row& row, std::span<const std::uint64_t> positions) {
  if (query_.where && !options_.filtered &&
      conditions_.TruthOf(*query_.where, row) != Truth::kTrue) {
    return true;
  }
  ++passed_;
  if (query_.aggregated) {
    AddToGroup(row, positions);
    return true;
  }
  for (std::size_t i = 0; i < values_.size(); ++i) {
    values_[i] = &conditions_.Look(query_.columns[i].expression, row, rooms_[i]);
  }
  if (query_.distinct) {
    key_.clear();
    for (const Value* value : values_) {
      AppendDistinctKey(*value, key_);
      key_ += '\n';
    }
    // The first in order counts, which may come later: DISTINCT then waits for the sort.
    if (options_.in_order) {
      if (!distinct_.insert(key_).second) return true;
      weight_ += key_.size() + kRowOverhead;
    }
  }
  if (!waits_) {
    WriteCells(passing_);
    return HandOn(passing_);
  }
  OutRow out;
  WriteCells(out);
  out.positions.assign(positions.begin(), positions.end());
  out.number = number_++;
  if (query_.distinct && !options_.in_order) out.distinct = key_;
  out.keys.reserve(query_.order.size());
  for (const bound::Order& order : query_.order) {
    const auto* path = std::get_if<bound::PathUse>(&order.key);
    out.keys.push_back(SortKeyOf(path == nullptr ? *values_[std::get<std::size_t>(order.key)]
                                                 : row[path->access]));
  }
  Keep(std::move(out));
  return true;
}

void RowTail::WriteCells(OutRow& out) const {
  out.cells.resize(values_.size());
  for (std::size_t i = 0; i < values_.size(); ++i) {
    out.cells[i].clear();
    AppendCellJson(*values_[i], out.cells[i]);
  }
}

void RowTail::Keep(OutRow row) {
  Weigh(row);
  rows_.push_back(std::move(row));
  if (!query_.limit || query_.backward || (query_.distinct && !options_.in_order)) return;
  const std::uint64_t wanted = query_.offset + *query_.limit;
  if (wanted < query_.offset || rows_.size() < wanted + kSlack || rows_.size() < 2 * wanted) {
    return;
  }
  SortRows();
  rows_.resize(wanted);
  weight_ = 0;
  for (const OutRow& kept : rows_) Weigh(kept);
}

void RowTail::Weigh(const OutRow& row) {
  weight_ += kRowOverhead;
  for (const std::string& cell : row.cells) weight_ += cell.size() + sizeof(std::string);
  weight_ += row.distinct.size();
  weight_ += row.keys.size() * sizeof(SortKey);
  if (weight_ <= options_.memory) return;
  throw base::Error(base::ErrorCode::kTooLarge,
                    "The answer needs more memory than one query may use: add LIMIT, or conditions "
                    "that leave fewer rows.");
}

bool RowTail::HandOn(const OutRow& row) {
  if (!options_.cut) {
    if (query_.limit && given_ >= *query_.limit) return false;
    if (skipped_ < query_.offset) {
      ++skipped_;
      return true;
    }
  }
  sink_.Row(row.cells);
  ++given_;
  return options_.cut || !query_.limit || given_ < *query_.limit;
}

void RowTail::Tick() {
  if (++ticks_ % kTicks == 0) conditions_.LookAtClock();
}

RowTail::Group& RowTail::NewGroup(std::span<const std::uint64_t> positions) {
  Group& group = groups_.emplace_back();
  group.first.cells.resize(query_.columns.size());
  group.first.positions.assign(positions.begin(), positions.end());
  group.first.number = number_++;
  for (const bound::Column& column : query_.columns) {
    if (column.aggregate)
      group.aggregates.emplace_back(std::get<bound::Call>(column.expression.value));
  }
  return group;
}

void RowTail::AddToGroup(const Row& row, std::span<const std::uint64_t> positions) {
  key_.clear();
  Value room;
  for (const bound::Column& column : query_.columns) {
    if (column.aggregate) continue;
    AppendDistinctKey(conditions_.Look(column.expression, row, room), key_);
    key_ += '\n';
  }
  const auto [at, fresh] = group_index_.try_emplace(key_, groups_.size());
  if (fresh) {
    Group& group = NewGroup(positions);
    for (std::size_t i = 0; i < query_.columns.size(); ++i) {
      if (query_.columns[i].aggregate) continue;
      group.first.cells[i] = CellJson(conditions_.ValueOf(query_.columns[i].expression, row));
    }
    group.first.keys.resize(query_.columns.size());
    for (const bound::Order& order : query_.order) {
      const std::size_t column = std::get<std::size_t>(order.key);
      if (query_.columns[column].aggregate) continue;
      group.first.keys[column] =
          SortKeyOf(conditions_.ValueOf(query_.columns[column].expression, row));
    }
    Weigh(group.first);
  }
  Group& group = groups_[at->second];
  std::size_t index = 0;
  for (const bound::Column& column : query_.columns) {
    if (!column.aggregate) continue;
    const auto& call = std::get<bound::Call>(column.expression.value);
    group.aggregates[index++].Add(call.star ? kNothing
                                            : conditions_.Look(call.arguments[0], row, room));
  }
  if (!options_.in_order &&
      std::lexicographical_compare(positions.begin(), positions.end(),
                                   group.first.positions.begin(), group.first.positions.end())) {
    group.first.positions.assign(positions.begin(), positions.end());
  }
}

void RowTail::FinishGroups() {
  for (Group& group : groups_) {
    Tick();
    OutRow out = std::move(group.first);
    std::vector<SortKey> by_column = std::move(out.keys);
    by_column.resize(query_.columns.size());
    out.keys.clear();
    std::size_t index = 0;
    for (std::size_t i = 0; i < query_.columns.size(); ++i) {
      if (!query_.columns[i].aggregate) continue;
      out.cells[i] = group.aggregates[index].Cell();
      by_column[i] = group.aggregates[index++].Key();
    }
    for (const bound::Order& order : query_.order) {
      out.keys.push_back(by_column[std::get<std::size_t>(order.key)]);
    }
    rows_.push_back(std::move(out));
  }
}

bool RowTail::Comes(const OutRow& a, const OutRow& b) const {
  for (std::size_t i = 0; i < query_.order.size(); ++i) {
    const auto order = Order(a.keys[i], b.keys[i]);
    if (order != 0) return query_.order[i].descending ? order > 0 : order < 0;
  }
  if (!options_.in_order && a.positions != b.positions) return a.positions < b.positions;
  return a.number < b.number;
}

void RowTail::SortRows() {
  std::sort(rows_.begin(), rows_.end(), [this](const OutRow& a, const OutRow& b) {
    Tick();
    return Comes(a, b);
  });
}

void RowTail::Finish() {
  if (query_.aggregated) FinishGroups();
  if (rows_.empty()) return;
  SortRows();
  if (query_.distinct && (query_.aggregated || !options_.in_order)) {
    std::unordered_set<std::string> seen;
    std::erase_if(rows_, [&](OutRow& row) {
      Tick();
      if (query_.aggregated) {
        for (const std::string& cell : row.cells) row.distinct += cell + '\n';
      }
      return !seen.insert(std::move(row.distinct)).second;
    });
  }
  std::size_t begin = 0;
  // TOP n BACKWARD gives the last rows.
  if (query_.backward && query_.limit && rows_.size() > *query_.limit) {
    begin = rows_.size() - static_cast<std::size_t>(*query_.limit);
  }
  for (std::size_t i = begin; i < rows_.size(); ++i) {
    Tick();
    if (!HandOn(rows_[i])) break;
  }
  rows_.clear();
}

}  // namespace socle::aql
