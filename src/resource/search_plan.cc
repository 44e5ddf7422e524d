#include "resource/search_plan.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "resource/paired_rows.h"

namespace socle::resource {
namespace {

using sql::Col;
using sql::Expr;
using sql::Select;

constexpr int kFirstSort = 4;  // behind ehr, object, part, version
/// So large a part of the candidates out of order is looked at first of those in order.
constexpr std::uint64_t kPartToLookAt = 4;

Expr SameKey(const std::string& alias, const RowKey& key) {
  return Col(alias, "ehr") == key.ehr && Col(alias, "object") == key.object &&
         Col(alias, "part") == key.part;
}

Expr Bound(const SortValue& value, Binder& binder) {
  switch (value.kind) {
    case SortValue::Kind::kInteger:
      return binder.Int(value.integer);
    case SortValue::Kind::kReal:
      return binder.Real(value.real);
    case SortValue::Kind::kText:
      return binder.Text(value.bytes);
    default:
      return binder.Blob(value.bytes);
  }
}

/// That `column` comes behind `value`: nulls do, in both directions of a search. `back`: before it.
Expr Behind(const Expr& column, const SortValue& value, bool descending, bool back,
            Binder& binder) {
  if (value.kind == SortValue::Kind::kNull) {
    return back ? sql::IsNotNull(column) : sql::Bool(false);
  }
  const Expr bound = Bound(value, binder);
  const Expr passed = descending != back ? column < bound : column > bound;
  return back ? passed : sql::IsNull(column) || passed;
}

Expr Same(const Expr& column, const SortValue& value, Binder& binder) {
  return value.kind == SortValue::Kind::kNull ? sql::IsNull(column)
                                              : column == Bound(value, binder);
}

/// That the key comes behind that of `row`.
Expr KeyBehind(const RowKey& key, const FoundRow& row, bool descending, Binder& binder) {
  const auto behind = [&](const Expr& column, std::int64_t value) {
    return descending ? column < binder.Int(value) : column > binder.Int(value);
  };
  return behind(key.ehr, row.ehr) ||
         (key.ehr == binder.Int(row.ehr) &&
          (behind(key.object, row.object) ||
           (key.object == binder.Int(row.object) && behind(key.part, row.part))));
}

sql::OrderKey Directed(const Expr& value, bool descending) {
  return descending ? sql::Desc(value) : sql::Asc(value);
}

/// That the resource was there at the page's position: in its latest version, or in some. Those
/// changed since are looked up.
Expr WasThere(const std::string& resource, const PageRequest& page, Binder& binder) {
  if (page.position == 0) return {};
  const std::int64_t position = page.position;
  if (page.unchanged) return Col(resource, "version") <= binder.Int(position);
  const std::string version = binder.Alias();
  Select first({sql::Int(1)});
  first.From("version", version)
      .Where(Col(version, "ehr") == Col(resource, "ehr") &&
             Col(version, "object") == Col(resource, "object") &&
             Col(version, "number") == sql::Int(1) && Col(version, "id") <= binder.Int(position));
  return Col(resource, "version") <= binder.Int(position) || sql::Exists(std::move(first));
}

}  // namespace

PartPlan::PartPlan(std::int64_t type, const std::vector<Predicate>& predicates,
                   const std::vector<SortKey>& sort, Estimates& estimates, store::Session& session)
    : type_(type), predicates_(predicates), sort_(sort) {
  order_ = sort.empty() ? Order::kKey : Order::kSorted;
  for (const SortKey& key : sort) codes_.push_back(SortCodesOf(key, session));
  Choose(estimates, session);
}

PartPlan::PartPlan(const PartPlan& other, const Predicate& first, std::string explanation)
    : type_(other.type_),
      predicates_(other.predicates_),
      sort_(other.sort_),
      source_(*SourceOf(first)),
      explanation_(std::move(explanation)),
      pair_(other.pair_) {
  ProbeAllBut(&first);
}

void PartPlan::ProbeAllBut(const Predicate* first) {
  const bool is_pair = pair_ != nullptr && first == &pair_->both;
  for (const Predicate& condition : predicates_) {
    const bool is_met =
        is_pair ? &condition == pair_->code || &condition == pair_->value : &condition == first;
    if (!is_met) probes_.push_back(&condition);
  }
}

void PartPlan::FindPair(store::Session& session) {
  for (const Predicate& code : predicates_) {
    for (const Predicate& value : predicates_) {
      auto both = BothTogether(code, value);
      if (!both) continue;
      if (!HasPairedRows(session)) return;
      pair_ = std::make_shared<const Pair>(Pair{*std::move(both), &code, &value});
      return;
    }
  }
}

void PartPlan::Everything() {
  reads_resources_ = true;
  const bool by_updated = sort_.size() == 1 && sort_.front().kind == SortKey::Kind::kUpdated;
  if (by_updated) order_ = Order::kUpdated;
  source_ = {{[type = type_](Binder& binder) {
               const std::string alias = binder.Alias();
               return CandidatePath{{{"fhir_resource", alias, IsOfType(alias, type, binder)}},
                                    {Col(alias, "ehr"), Col(alias, "object"), Col(alias, "part")}};
             }},
             true};
}

void PartPlan::Choose(Estimates& estimates, store::Session& session) {
  struct Weighed {
    const Predicate* condition;
    CandidateSource source;
    std::uint64_t rows;
  };
  std::vector<Weighed> weighed;
  for (const Predicate& condition : predicates_) {
    auto source = SourceOf(condition);
    if (source) weighed.push_back({&condition, std::move(*source), 0});
  }
  // A lone criterion whose rows come in order needs no count.
  const bool obvious =
      weighed.size() == 1 && weighed.front().source.is_ordered && order_ == Order::kKey;
  if (!obvious) {
    for (Weighed& one : weighed) one.rows = estimates.Of(*one.condition, session);
  }
  FindPair(session);
  if (pair_ != nullptr) {
    weighed.push_back({&pair_->both, *SourceOf(pair_->both), estimates.Of(pair_->both, session)});
  }
  // Counts end at kMost for each range: of conditions with more, those in the order of resources
  // are best.
  const auto is_counted = [](const Weighed& one) { return one.rows < Estimates::kUnknown / 10; };
  const auto weight = [&](const Weighed& one) {
    return std::pair(is_counted(one) ? std::min(one.rows, Estimates::kMost) : one.rows,
                     !one.source.is_ordered);
  };
  const auto best =
      std::min_element(weighed.begin(), weighed.end(),
                       [&](const Weighed& a, const Weighed& b) { return weight(a) < weight(b); });
  const Predicate* first = nullptr;
  const Predicate* counted = nullptr;
  if (best != weighed.end() && is_counted(*best)) {
    const bool many = best->rows >= Estimates::kMost;
    const bool updated_order = sort_.size() == 1 && sort_.front().kind == SortKey::Kind::kUpdated;
    // So many that a page is full before most of them were read.
    const bool stop_early =
        many && ((order_ == Order::kKey && !best->source.is_ordered) || updated_order);
    // The pair's rows come in the order of values: looking others up for very many of them is
    // slower than for the code's, which come in the order of resources.
    const bool in_order = best->source.is_ordered && best->source.paths.size() == 1;
    if (many && pair_ != nullptr && (predicates_.size() == 2 || !in_order)) {
      counted = &pair_->both;
    } else if (stop_early) {
      counted = best->condition;
    }
    if (!stop_early) {
      first = best->condition;
      explanation_ = "candidates by a criterion, " +
                     (obvious ? std::string("not counted")
                              : std::to_string(best->rows) + (many ? " rows or more" : " rows"));
      source_ = std::move(best->source);
    }
  }
  if (first == nullptr) {
    Everything();
    explanation_ = "candidates are all resources of the type";
  }
  ProbeAllBut(first);
  if (counted != nullptr && counted != first) {
    counting_.reset(new PartPlan(*this, *counted, "counted by the rows of a criterion, or of two"));
  }
  const bool may_look = order_ == Order::kKey && first != nullptr && !source_.is_ordered &&
                        best->rows >= estimates.worth_a_look();
  if (!may_look) return;
  for (const Weighed& one : weighed) {
    if (!one.source.is_ordered || one.source.paths.size() != 1) continue;
    quick_.reset(new PartPlan(*this, *one.condition,
                              "candidates in order, as far as a page may be filled by them"));
    quick_rows_ = static_cast<std::int64_t>(best->rows / kPartToLookAt);
    return;
  }
}

Select PartPlan::CandidateBehind(std::int64_t count, Binder& binder) const {
  const CandidatePath path = source_.paths.front()(binder);
  Select select({path.key.ehr, path.key.object, path.key.part});
  ReadPath(path, select);
  select.OrderBy({sql::Asc(path.key.ehr), sql::Asc(path.key.object), sql::Asc(path.key.part)})
      .Limit(1)
      .Offset(binder.Int(count));
  return select;
}

Expr PartPlan::Probes(const RowKey& key, Binder& binder) const {
  Expr all;
  for (const Predicate* condition : probes_) all = all && Meets(*condition, key, binder);
  return all;
}

/// The candidates that meet all conditions: ehr, object, part, version; "r" is fhir_resource.
Select PartPlan::Candidates(const CandidatePath& path, Expr where, Binder& binder) const {
  const std::string resource = reads_resources_ ? path.steps.front().alias : "r";
  Select select({{path.key.ehr, "ehr"},
                 {path.key.object, "object"},
                 {path.key.part, "part"},
                 {Col(resource, "version"), "version"}});
  ReadPath(path, select);
  if (!reads_resources_) {
    select.JoinInOrder("fhir_resource", "r",
                       Col("r", "type") == binder.Int(type_) && SameKey("r", path.key));
  }
  select.Where(Probes(path.key, binder)).Where(where);
  return select;
}

std::size_t PartPlan::Statements(const PageRequest& page) const {
  // Behind a row the rest of its EHR is one range, the EHRs behind it another.
  const bool twice = order_ == Order::kKey && page.after.has_value();
  return source_.paths.size() * (twice ? 2 : 1);
}

Select PartPlan::Page(std::size_t number, const PageRequest& page, Binder& binder) const {
  switch (order_) {
    case Order::kKey:
      return ByKey(number, page, binder);
    case Order::kUpdated:
      return ByUpdated(page, binder);
    case Order::kSorted:
      break;
  }
  return Sorted(number, page, binder);
}

Select PartPlan::ByKey(std::size_t number, const PageRequest& page, Binder& binder) const {
  const std::size_t paths = source_.paths.size();
  const CandidatePath path = source_.paths[number % paths](binder);
  const RowKey& key = path.key;
  Expr where;
  if (page.after) {
    const FoundRow& row = *page.after;
    const Expr ehr = binder.Int(row.ehr);
    if (number < paths) {
      const Expr object = binder.Int(row.object), part = binder.Int(row.part);
      // The first two of these bound the range that is read.
      where = key.ehr == ehr && (page.back ? key.object <= object : key.object >= object) &&
              (page.back ? key.object < object || key.part < part
                         : key.object > object || key.part > part);
    } else {
      where = page.back ? key.ehr < ehr : key.ehr > ehr;
    }
  }
  if (page.until) {
    const Expr last = binder.Int(page.until->ehr);
    // The first of these bounds the range that is read.
    where = where && key.ehr <= last &&
            (key.ehr < last || key.object <= binder.Int(page.until->object));
  }
  const std::string resource = reads_resources_ ? path.steps.front().alias : "r";
  where = where && WasThere(resource, page, binder);
  Select select = Candidates(path, where, binder);
  if (!reads_resources_) select.Distinct();
  std::vector<sql::OrderKey> order{Directed(key.ehr, page.back), Directed(key.object, page.back)};
  // Of a path by objects it is a constant, which ORDER BY would take for a column's number.
  const bool has_part = !std::holds_alternative<sql::Constant>(key.part.node().value);
  if (has_part) order.push_back(Directed(key.part, page.back));
  select.OrderBy(std::move(order)).Limit(binder.Int(page.limit));
  return select;
}

Select PartPlan::ByUpdated(const PageRequest& page, Binder& binder) const {
  const CandidatePath path = source_.paths.front()(binder);
  const std::string& resource = path.steps.front().alias;
  const Expr updated = Col(resource, "updated");
  const bool down = Descending() != page.back;
  Expr where;
  if (page.after) {
    const SortValue& value = page.after->sort.front();
    const Expr bound = Bound(value, binder);
    where = (down ? updated <= bound : updated >= bound) &&
            (updated != bound || KeyBehind(path.key, *page.after, down, binder));
  }
  where = where && WasThere(resource, page, binder);
  Select select = Candidates(path, where, binder);
  select.Column(updated, "s0");
  select
      .OrderBy({Directed(updated, down), Directed(path.key.ehr, down),
                Directed(path.key.object, down), Directed(path.key.part, down)})
      .Limit(binder.Int(page.limit));
  return select;
}

Select PartPlan::Sorted(std::size_t number, const PageRequest& page, Binder& binder) const {
  const CandidatePath path = source_.paths[number](binder);
  const std::string resource = reads_resources_ ? path.steps.front().alias : "r";
  Select inner = Candidates(path, WasThere(resource, page, binder), binder);
  inner.Distinct();
  for (std::size_t i = 0; i < sort_.size(); ++i) {
    const std::string name = "s" + std::to_string(i);
    if (sort_[i].kind == SortKey::Kind::kUpdated) {
      inner.Column(Col(resource, "updated"), name);
    } else {
      AddSortColumn(sort_[i], codes_[i], path.key, name, inner, binder);
    }
  }
  return InSortOrder(std::move(inner), page, binder);
}

/// The rows of `inner`, whose columns s0, s1, … are the sort values, behind the row of `page`.
Select PartPlan::InSortOrder(Select inner, const PageRequest& page, Binder& binder) const {
  Select outer({Col("q", "ehr"), Col("q", "object"), Col("q", "part"), Col("q", "version")});
  std::vector<sql::OrderKey> order;
  const RowKey key{Col("q", "ehr"), Col("q", "object"), Col("q", "part")};
  std::vector<Expr> behind;
  Expr same;
  for (std::size_t i = 0; i < sort_.size(); ++i) {
    const Expr value = Col("q", "s" + std::to_string(i));
    outer.Column(value);
    const Expr is_absent = sql::Case({{sql::IsNull(value), sql::Int(1)}}, sql::Int(0));
    order.push_back(Directed(is_absent, page.back));
    order.push_back(Directed(value, sort_[i].descending != page.back));
    if (!page.after) continue;
    const SortValue& last = page.after->sort[i];
    behind.push_back(same && Behind(value, last, sort_[i].descending, page.back, binder));
    same = same && Same(value, last, binder);
  }
  const bool down = Descending() != page.back;
  for (const Expr& column : {key.ehr, key.object, key.part}) {
    order.push_back(Directed(column, down));
  }
  outer.From(std::move(inner), "q");
  if (page.after) {
    behind.push_back(same && KeyBehind(key, *page.after, down, binder));
    outer.Where(sql::AnyOf(std::move(behind)));
  }
  outer.OrderBy(std::move(order)).Limit(binder.Int(page.limit));
  return outer;
}

/// The keys of a path's candidates, each once as far as the path goes.
Select PartPlan::Counted(const CandidatePath& path, const PageRequest& page, Binder& binder) const {
  if (page.position != 0 || !path.is_indexed || reads_resources_) {
    const std::string resource = reads_resources_ ? path.steps.front().alias : "r";
    Select select = Candidates(path, WasThere(resource, page, binder), binder);
    if (!reads_resources_) select.Distinct();
    return select;
  }
  // Rows of the search tables belong to resources that are there: these need not be looked up.
  Select select({{path.key.ehr, "ehr"},
                 {path.key.object, "object"},
                 {path.key.part, "part"},
                 {sql::Int(0), "version"}});
  if (!path.is_once) select.Distinct();
  ReadPath(path, select);
  select.Where(Probes(path.key, binder));
  return select;
}

Select PartPlan::CountSteps(std::size_t way, Binder& binder, std::vector<Step>& steps) const {
  const CandidatePath path = source_.paths[way](binder);
  Select counts(std::vector<sql::OutputColumn>{});
  const auto add = [&](std::size_t tables, const Expr& where, Step step) {
    Select count({sql::CountRows()});
    ReadPath(path, count, tables);
    count.Where(where);
    counts.Column(sql::Value(std::move(count)));
    steps.push_back(std::move(step));
  };
  for (std::size_t i = 0; i < path.steps.size(); ++i) add(i + 1, {}, path.steps[i].table);
  Expr met;
  for (const Predicate* condition : probes_) {
    met = met && Meets(*condition, path.key, binder);
    add(path.steps.size(), met, static_cast<std::size_t>(condition - predicates_.data()));
  }
  return counts;
}

Select PartPlan::Count(const PageRequest& page, Binder& binder) const {
  std::optional<Select> all;
  for (const PathMaker& make : source_.paths) {
    Select one = Counted(make(binder), page, binder);
    if (all) {
      all->UnionAll(std::move(one));
    } else {
      all = std::move(one);
    }
  }
  Select count({sql::CountRows()});
  if (!all) {
    Select none({sql::Int(1)});
    none.From("fhir_resource").Where(sql::Bool(false));
    all = std::move(none);
  }
  if (source_.paths.size() > 1 && !source_.is_disjoint) {
    Select distinct({Col("u", "ehr"), Col("u", "object"), Col("u", "part")});
    distinct.Distinct().From(std::move(*all), "u");
    count.From(std::move(distinct), "c");
  } else {
    count.From(std::move(*all), "c");
  }
  return count;
}

FoundRow PartPlan::Read(const store::Statement& row) const {
  FoundRow found{row.Int(0), row.Int(1), row.Int(2), row.Int(3), {}};
  for (std::size_t i = 0; i < sort_.size(); ++i) {
    const int column = kFirstSort + static_cast<int>(i);
    SortValue& value = found.sort.emplace_back();
    if (row.IsNull(column)) continue;
    value.kind = SortKindOf(sort_[i]);
    switch (value.kind) {
      case SortValue::Kind::kInteger:
        value.integer = row.Int(column);
        break;
      case SortValue::Kind::kReal:
        value.real = row.Real(column);
        break;
      case SortValue::Kind::kText:
        value.bytes = row.Text(column);
        break;
      default:
        value.bytes = row.Blob(column);
        break;
    }
  }
  return found;
}

bool ComesBefore(const std::vector<SortKey>& sort, const FoundRow& a, const FoundRow& b) {
  for (std::size_t i = 0; i < sort.size(); ++i) {
    const bool a_null = a.sort[i].kind == SortValue::Kind::kNull;
    const bool b_null = b.sort[i].kind == SortValue::Kind::kNull;
    if (a_null != b_null) return b_null;
    const int order = CompareSortValues(a.sort[i], b.sort[i]);
    if (order != 0) return sort[i].descending ? order > 0 : order < 0;
  }
  const auto left = std::tuple(a.ehr, a.object, a.part),
             right = std::tuple(b.ehr, b.object, b.part);
  const bool down = !sort.empty() && sort.front().descending;
  return down ? right < left : left < right;
}

}  // namespace socle::resource
