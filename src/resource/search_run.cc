#include "resource/search_run.h"

#include <algorithm>

#include "resource/contained_search.h"
#include "resource/search_rows.h"
#include "resource/type_number.h"
#include "store/explain.h"

namespace socle::resource {
namespace {

using sql::Col;

const sql::Query& AnyOfType() {
  static const sql::Query query("search.any_of_type", sql::Select({sql::Int(1)})
                                                          .From("fhir_resource")
                                                          .Where(Col("type") == sql::Param(1))
                                                          .Limit(1));
  return query;
}

bool SameRow(const PartRow& a, const PartRow& b) {
  return a.part == b.part && a.row.ehr == b.row.ehr && a.row.object == b.row.object &&
         a.row.part == b.row.part;
}

/// Whether `a` comes before `b` in a page's direction.
bool ComesFirst(const std::vector<SortKey>& sort, bool back, const FoundRow& a, const FoundRow& b) {
  return back ? ComesBefore(sort, b, a) : ComesBefore(sort, a, b);
}

}  // namespace

SearchRun::SearchRun(const SearchBase& base, const SearchRequest& request, const SearchQuery& query,
                     store::Session& session, const store::TimeLimits::Guard& guard, State state)
    : base_(base),
      request_(request),
      query_(query),
      session_(session),
      guard_(guard),
      state_(state),
      of_part_(query.parts.size()) {}

bool SearchRun::HasResources(std::int64_t type) {
  auto any = session_.Prepare(AnyOfType());
  any.Bind(1, type);
  return any.Step();
}

std::vector<Predicate> SearchRun::Conditions(std::size_t part, PredicateBuilder::Systems systems) {
  const SearchQuery::Part& asked = query_.parts[part];
  // Those that the store has are not looked for among contained ones.
  if (asked.contained) systems = PredicateBuilder::Systems::kAny;
  PredicateBuilder builder(base_.parameters, session_, systems);
  std::vector<Predicate> all;
  for (const Criterion& criterion : asked.criteria) {
    all.push_back(builder.Build(asked.type, criterion));
  }
  if (request_.compartment) {
    all.push_back(builder.InCompartment(asked.type, *request_.compartment));
  }
  if (asked.contained) {
    for (Predicate& condition : all) condition = OfContained(std::move(condition));
  }
  return all;
}

SearchRun::Planned& SearchRun::Plan(std::size_t part) {
  if (of_part_[part] != nullptr) return *of_part_[part];
  Planned& planned = planned_.emplace_back();
  of_part_[part] = &planned;
  const SearchQuery::Part& asked = query_.parts[part];
  FindFormer(part, planned);
  const std::int64_t number = TypeNumber(asked.type);
  const std::int64_t type = asked.contained ? NumberOfContained(number) : number;
  if (query_.parts.size() > 1 && !HasResources(type)) return planned;
  planned.predicates = Conditions(part, PredicateBuilder::Systems::kFound);
  for (const Predicate& predicate : planned.predicates) {
    if (predicate.kind == Predicate::Kind::kNothing) return planned;
  }
  planned.plan.emplace(type, planned.predicates, asked.sort, base_.estimates, session_);
  return planned;
}

void SearchRun::FindFormer(std::size_t part, Planned& planned) {
  if (state_.former == nullptr) return;
  const SearchQuery::Part& asked = query_.parts[part];
  if (asked.contained) {
    as_it_is_ = as_it_is_ || state_.former->has_changes();
    return;
  }
  const auto changed = state_.former->Of(asked.type);
  if (!changed) {
    as_it_is_ = true;
    return;
  }
  planned.former.emplace();
  if (changed->empty()) return;
  const auto conditions = Conditions(part, PredicateBuilder::Systems::kAny);
  RowMatcher matcher(session_, base_.statements);
  for (const auto& former : *changed) {
    guard_.Check();
    const bool meets = std::all_of(
        conditions.begin(), conditions.end(),
        [&](const Predicate& condition) { return matcher.Meets(condition, former->subject); });
    if (!meets) continue;
    const ResourceKey& key = former->resource.key;
    PartRow row{part, {key.ehr.value(), key.object, key.part, 0, {}}, former};
    for (const SortKey& one : asked.sort) {
      row.row.sort.push_back(SortValueOf(one, former->subject));
    }
    planned.former->push_back(std::move(row));
  }
}

void SearchRun::Note(std::size_t part, const PartPlan& plan, std::optional<std::size_t> way,
                     const std::string& text, const Binder& binder, std::size_t rows) {
  // The statement is explained with its values, which do not come into the text.
  ExplainedStatement note{text, plan.Explanation(), {}};
  for (const std::string& step : store::ExplainSteps(
           session_, text, [&](store::Statement& explained) { binder.Bind(explained); })) {
    note.plan += "\n" + step;
  }
  for (std::size_t i = way.value_or(0); i < (way ? *way + 1 : plan.Ways()); ++i) {
    NoteSteps(part, plan, i, note);
  }
  note.steps.push_back({"rows of the statement", rows});
  statements_.push_back(std::move(note));
}

void SearchRun::NoteSteps(std::size_t part, const PartPlan& plan, std::size_t way,
                          ExplainedStatement& note) {
  guard_.Check();
  Binder binder;
  std::vector<PartPlan::Step> steps;
  const sql::Select select = plan.CountSteps(way, binder, steps);
  auto counts = session_.Prepare(base_.statements.Of("search.steps", select).first);
  binder.Bind(counts);
  counts.Step();
  const std::vector<Criterion>& criteria = query_.parts[part].criteria;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto* condition = std::get_if<std::size_t>(&steps[i]);
    std::string what;
    if (condition == nullptr) {
      what = (i == 0 ? "read " : "joined with ") + std::get<std::string>(steps[i]);
    } else {
      what = "of these meet " +
             (*condition < criteria.size() ? criteria[*condition].name : "the compartment");
    }
    note.steps.push_back(
        {std::move(what), static_cast<std::uint64_t>(counts.Int(static_cast<int>(i)))});
  }
}

void SearchRun::Page(std::size_t part, const PageRequest& page, std::vector<PartRow>& rows) {
  const Planned& planned = Plan(part);
  const std::size_t begin = rows.size();
  Read(part, planned, page, rows);
  const std::vector<SortKey>& sort = query_.parts[part].sort;
  if (planned.former) {
    for (const PartRow& row : *planned.former) {
      if (!page.after || ComesFirst(sort, page.back, *page.after, row.row)) rows.push_back(row);
    }
  }
  const auto from = rows.begin() + static_cast<std::ptrdiff_t>(begin);
  std::sort(from, rows.end(), [&](const PartRow& a, const PartRow& b) {
    return ComesFirst(sort, page.back, a.row, b.row);
  });
  rows.erase(std::unique(from, rows.end(), SameRow), rows.end());
  const std::size_t most = begin + static_cast<std::size_t>(page.limit);
  if (rows.size() > most) rows.resize(most);
}

/// What the plan's statements give.
void SearchRun::Read(std::size_t part, const Planned& planned, PageRequest page,
                     std::vector<PartRow>& rows) {
  if (!planned.plan) return;
  page.unchanged = planned.former.has_value();
  const PartPlan& plan = *planned.plan;
  if (ReadQuickly(part, plan, page, rows)) return;
  ReadStatements(part, plan, page, rows);
}

bool SearchRun::ReadQuickly(std::size_t part, const PartPlan& plan, PageRequest page,
                            std::vector<PartRow>& rows) {
  const PartPlan* const quick = plan.quick();
  if (quick == nullptr || page.after || page.position != 0) return false;
  Binder binder;
  const sql::Select behind = quick->CandidateBehind(plan.quick_rows(), binder);
  {
    auto last = session_.Prepare(base_.statements.Of("search.candidate_behind", behind).first);
    binder.Bind(last);
    if (last.Step()) page.until = FoundRow{last.Int(0), last.Int(1), last.Int(2), 0, {}};
  }
  const std::size_t before = rows.size();
  ReadStatements(part, *quick, page, rows);
  const bool is_full = rows.size() - before >= static_cast<std::size_t>(page.limit);
  if (is_full || !page.until) return true;
  rows.resize(before);
  return false;
}

void SearchRun::ReadStatements(std::size_t part, const PartPlan& plan, const PageRequest& page,
                               std::vector<PartRow>& rows) {
  for (std::size_t i = 0; i < plan.Statements(page); ++i) {
    guard_.Check();
    Binder binder;
    const auto [query, text] = base_.statements.Of("search.page", plan.Page(i, page, binder));
    auto statement = session_.Prepare(query);
    binder.Bind(statement);
    const std::size_t before = rows.size();
    while (statement.Step()) rows.push_back({part, plan.Read(statement), nullptr});
    if (request_.explain) Note(part, plan, i % plan.Ways(), text, binder, rows.size() - before);
  }
}

std::vector<PartRow> SearchRun::Matches(const PartRow* after, std::size_t limit,
                                        Direction direction) {
  std::vector<PartRow> rows;
  const bool sorted = !query_.parts.empty() && !query_.parts.front().sort.empty();
  const bool back = direction == Direction::kBack;
  for (std::size_t i = 0; i < query_.parts.size(); ++i) {
    const std::size_t part = back ? query_.parts.size() - 1 - i : i;
    const bool is_passed = after != nullptr && (back ? part > after->part : part < after->part);
    if (is_passed && !sorted) continue;
    PageRequest page{{}, state_.position, false, static_cast<std::int64_t>(limit), {}, back};
    // In a sorted search of several types, equals come in the order of their types.
    if (after != nullptr && (part == after->part || sorted)) page.after = after->row;
    if (!sorted) page.limit -= static_cast<std::int64_t>(rows.size());
    Page(part, page, rows);
    if (!sorted && rows.size() >= limit) break;
  }
  if (sorted && query_.parts.size() > 1) {
    const std::vector<SortKey>& sort = query_.parts.front().sort;
    std::stable_sort(rows.begin(), rows.end(), [&](const PartRow& a, const PartRow& b) {
      return ComesFirst(sort, back, a.row, b.row);
    });
    if (rows.size() > limit) rows.resize(limit);
  }
  return rows;
}

std::uint64_t SearchRun::Count() {
  std::uint64_t total = 0;
  for (std::size_t part = 0; part < query_.parts.size(); ++part) {
    const Planned& planned = Plan(part);
    if (planned.former) total += planned.former->size();
    if (!planned.plan) continue;
    guard_.Check();
    Binder binder;
    const PageRequest all{{}, state_.position, planned.former.has_value(), 0};
    const PartPlan& plan = planned.plan->ForCount();
    const auto [query, text] = base_.statements.Of("search.count", plan.Count(all, binder));
    auto statement = session_.Prepare(query);
    binder.Bind(statement);
    if (statement.Step()) total += static_cast<std::uint64_t>(statement.Int(0));
    if (request_.explain) Note(part, plan, {}, text, binder, 1);
  }
  return total;
}

}  // namespace socle::resource
