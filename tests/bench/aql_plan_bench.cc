// links: aql generate
// What a question costs before its statement runs: parse, bind, plan, print.
#include <benchmark/benchmark.h>

#include "aql/binder.h"
#include "aql/layout_set.h"
#include "aql/parser.h"
#include "aql/plan.h"
#include "aql/questions.h"
#include "generate/templates.h"
#include "sql/dialect.h"
#include "store/statement_cache.h"
#include "template/template.h"

namespace socle::aql {
namespace {

constexpr std::string_view kQuestion =
    "SELECT c/uid/value AS uid, o/data[at0001]/events[at0006]/time/value AS t, "
    "o/data[at0001]/events[at0006]/data[at0003]/items[at0004]/value/magnitude AS systolic, "
    "o/data[at0001]/events[at0006]/data[at0003]/items[at0005]/value/magnitude AS diastolic "
    "FROM EHR e CONTAINS COMPOSITION c CONTAINS "
    "OBSERVATION o[openEHR-EHR-OBSERVATION.blood_pressure.v2] "
    "WHERE o/data[at0001]/events[at0006]/data[at0003]/items[at0004]/value/magnitude > 100 "
    "ORDER BY o/data[at0001]/events[at0006]/time/value DESC LIMIT 10";

const Layout& OwnLayout() {
  static const LayoutSet layout = [] {
    LayoutState state;
    for (const generate::EmbeddedTemplate& own : generate::Templates()) {
      MergeTemplate(state, tmpl::Template::Parse(own.xml)->definition(), own.xml);
    }
    return LayoutSet(std::move(state));
  }();
  return layout;
}

PlanScope OnePatient() {
  PlanScope scope;
  scope.ehrs.emplace();
  scope.ehrs->push_back({record::EhrKey(1), record::EhrId("e"), "s", {}});
  return scope;
}

void ParseAndBind(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Bind(Parse(kQuestion), {}));
}
BENCHMARK(ParseAndBind);

void PlanOne(benchmark::State& state) {
  const bound::Query query = Bind(Parse(kQuestion), {});
  const PlanScope scope = OnePatient();
  for (auto _ : state) {
    const auto plan = MakePlan(query, OwnLayout(), scope);
    if (!std::holds_alternative<Plan>(plan)) state.SkipWithError("there is no plan");
    benchmark::DoNotOptimize(plan);
  }
}
BENCHMARK(PlanOne);

void PrintAndFind(benchmark::State& state) {
  const auto plan = MakePlan(Bind(Parse(kQuestion), {}), OwnLayout(), OnePatient());
  const sql::SqliteDialect dialect;
  store::StatementCache statements(dialect);
  for (auto _ : state)
    benchmark::DoNotOptimize(statements.Of("aql.plan", std::get<Plan>(plan).select));
}
BENCHMARK(PrintAndFind);

/// What the three cost for a query that was asked of late.
void FindAgain(benchmark::State& state) {
  const std::string aql(kQuestion);
  Questions questions;
  for (auto _ : state) {
    benchmark::DoNotOptimize(questions.Bound(aql, *questions.Parsed(aql), {}, {}, {}));
  }
}
BENCHMARK(FindAgain);

}  // namespace
}  // namespace socle::aql

BENCHMARK_MAIN();
