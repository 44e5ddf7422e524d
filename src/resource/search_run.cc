#include "resource/search_run.h"

#include <algorithm>

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

}  // namespace

SearchRun::SearchRun(const SearchBase& base, const SearchRequest& request, const SearchQuery& query,
                     store::Session& session, const store::TimeLimits::Guard* guard)
    : base_(base),
      request_(request),
      query_(query),
      session_(session),
      guard_(guard),
      of_part_(query.parts.size()) {}

bool SearchRun::HasResources(fhir::TypeId type) {
  auto any = session_.Prepare(AnyOfType());
  any.Bind(1, TypeNumber(type));
  return any.Step();
}

SearchRun::Planned& SearchRun::Plan(std::size_t part) {
  if (of_part_[part] != nullptr) return *of_part_[part];
  Planned& planned = planned_.emplace_back();
  of_part_[part] = &planned;
  const SearchQuery::Part& asked = query_.parts[part];
  if (query_.parts.size() > 1 && !HasResources(asked.type)) return planned;
  PredicateBuilder builder(base_.parameters, session_);
  for (const Criterion& criterion : asked.criteria) {
    planned.predicates.push_back(builder.Build(asked.type, criterion));
  }
  if (request_.patient) {
    planned.predicates.push_back(builder.InCompartment(asked.type, *request_.patient));
  }
  for (const Predicate& predicate : planned.predicates) {
    if (predicate.kind == Predicate::Kind::kNothing) return planned;
  }
  planned.plan.emplace(asked.type, planned.predicates, asked.sort, base_.estimates, session_);
  return planned;
}

void SearchRun::Note(const std::string& what, const std::string& text, const Binder& binder,
                     std::size_t rows) {
  // The statement is explained with its values, which do not come into the text.
  std::string steps = what + "; rows: " + std::to_string(rows);
  for (const std::string& step : store::ExplainSteps(
           session_, text, [&](store::Statement& explained) { binder.Bind(explained); })) {
    steps += "\n" + step;
  }
  statements_.emplace_back(text, std::move(steps));
}

void SearchRun::Page(std::size_t part, const PageRequest& page, std::vector<PartRow>& rows) {
  const Planned& planned = Plan(part);
  if (!planned.plan) return;
  const PartPlan& plan = *planned.plan;
  const std::size_t begin = rows.size();
  for (std::size_t i = 0; i < plan.Statements(page); ++i) {
    if (guard_ != nullptr) guard_->Check();
    Binder binder;
    const auto [query, text] = base_.statements.Of("search.page", plan.Page(i, page, binder));
    auto statement = session_.Prepare(query);
    binder.Bind(statement);
    const std::size_t before = rows.size();
    while (statement.Step()) rows.push_back({part, plan.Read(statement)});
    if (request_.explain) Note(plan.Explanation(), text, binder, rows.size() - before);
  }
  const auto from = rows.begin() + static_cast<std::ptrdiff_t>(begin);
  std::sort(from, rows.end(),
            [&](const PartRow& a, const PartRow& b) { return plan.Before(a.row, b.row); });
  rows.erase(std::unique(from, rows.end(), SameRow), rows.end());
  const std::size_t most = begin + static_cast<std::size_t>(page.limit);
  if (rows.size() > most) rows.resize(most);
}

std::vector<PartRow> SearchRun::Matches(const PartRow* after, std::int64_t position,
                                        std::size_t limit) {
  std::vector<PartRow> rows;
  const bool sorted = !query_.parts.empty() && !query_.parts.front().sort.empty();
  for (std::size_t part = 0; part < query_.parts.size(); ++part) {
    if (after != nullptr && !sorted && part < after->part) continue;
    PageRequest page{{}, position, static_cast<std::int64_t>(limit)};
    // In a sorted search of several types, equals come in the order of their types.
    if (after != nullptr && (part == after->part || sorted)) page.after = after->row;
    if (!sorted) page.limit -= static_cast<std::int64_t>(rows.size());
    Page(part, page, rows);
    if (!sorted && rows.size() >= limit) break;
  }
  if (sorted && query_.parts.size() > 1) {
    std::stable_sort(rows.begin(), rows.end(), [&](const PartRow& a, const PartRow& b) {
      return Plan(a.part).plan->Before(a.row, b.row);
    });
    if (rows.size() > limit) rows.resize(limit);
  }
  return rows;
}

std::uint64_t SearchRun::Count(std::int64_t position) {
  std::uint64_t total = 0;
  for (std::size_t part = 0; part < query_.parts.size(); ++part) {
    const Planned& planned = Plan(part);
    if (!planned.plan) continue;
    if (guard_ != nullptr) guard_->Check();
    Binder binder;
    const auto [query, text] =
        base_.statements.Of("search.count", planned.plan->Count(position, binder));
    auto statement = session_.Prepare(query);
    binder.Bind(statement);
    if (statement.Step()) total += static_cast<std::uint64_t>(statement.Int(0));
    if (request_.explain) Note(planned.plan->Explanation(), text, binder, 1);
  }
  return total;
}

}  // namespace socle::resource
