#include "aql/candidates.h"

#include <algorithm>
#include <utility>

#include "aql/plan_draft.h"

namespace socle::aql {

std::vector<sql::Select> SelectDoubtful(const Assumptions& assumptions, std::string_view column,
                                        Binds& binds) {
  std::vector<sql::Select> selects;
  if (!assumptions.oddities.empty()) {
    std::vector<sql::Expr> any;
    for (const auto& [archetype, oddity] : assumptions.oddities) {
      any.push_back(sql::Col("archetype") == binds.Add(archetype) &&
                    sql::Col("kind") == sql::Int(static_cast<std::int64_t>(oddity)));
    }
    selects.push_back(sql::Select({sql::OutputColumn(sql::Col(column))})
                          .From("aql_oddity")
                          .Where(sql::AnyOf(std::move(any))));
  }
  if (!assumptions.absent.empty()) {
    std::vector<sql::Expr> ids;
    for (const std::string& id : assumptions.absent) ids.push_back(binds.Add(id));
    selects.push_back(sql::Select({sql::OutputColumn(sql::Col(column))})
                          .From("aql_unlaid")
                          .Where(sql::In(sql::Col("archetype_id"), std::move(ids))));
  }
  return selects;
}

CandidateList::CandidateList(const Candidates& candidates, const PlanScope& scope,
                             store::StatementCache& statements) {
  if (!candidates.none) {
    auto [query, text] = statements.Of("aql.plan", candidates.select);
    listings_.push_back({std::move(query), candidates.binds});
    text_ = std::move(text);
  }
  AddDoubtful(candidates.assumptions, candidates.unit, scope, statements);
}

CandidateList::CandidateList(const Assumptions& assumptions, const PlanScope& scope,
                             store::StatementCache& statements) {
  AddDoubtful(assumptions, Candidates::Unit::kVersion, scope, statements);
}

void CandidateList::AddDoubtful(const Assumptions& assumptions, Candidates::Unit unit,
                                const PlanScope& scope, store::StatementCache& statements) {
  const std::string_view column = unit == Candidates::Unit::kVersion ? "id" : "ehr";
  const auto add = [&](const Assumptions& some) {
    Binds binds;
    for (sql::Select& select : SelectDoubtful(some, column, binds)) {
      if (scope.ehrs) {
        std::vector<sql::Expr> ehrs;
        for (const record::EhrInfo& ehr : *scope.ehrs) ehrs.push_back(binds.Add(ehr.ehr.value()));
        select.Where(sql::In(sql::Col("ehr"), std::move(ehrs)));
      }
      listings_.push_back({statements.Of("aql.plan", select).first, binds.Take()});
    }
  };
  add({assumptions.oddities, {}});
  add({{}, assumptions.absent});
}

std::vector<std::int64_t> CandidateList::Read(store::Session& session,
                                              const std::function<void()>& check) const {
  constexpr std::size_t kBetweenChecks = 4096;
  std::vector<std::int64_t> ids;
  for (const Listing& listing : listings_) {
    store::Statement statement = session.Prepare(listing.query);
    BindAll(statement, listing.binds);
    while (statement.Step()) {
      if (ids.size() % kBetweenChecks == 0) check();
      ids.push_back(statement.Int(0));
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace socle::aql
