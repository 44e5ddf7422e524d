// links: fhir
#include <benchmark/benchmark.h>

#include <string>

#include "fhir/json.h"
#include "fhir/path_expression.h"

// Expressions as invariants, search parameters and views have them, on one Patient.

namespace socle::fhir {
namespace {

const Node& Patient() {
  static const ReadResult read = ReadJson(
      R"({"resourceType":"Patient","id":"p","identifier":[)"
      R"({"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},)"
      R"("system":"urn:oid:1.2.36.146.595.217.0.1","value":"12345"},)"
      R"({"system":"http://hl7.org/fhir/sid/us-ssn","value":"999-99-1234"}],"active":true,)"
      R"("name":[{"use":"official","family":"Chalmers","given":["Peter","James"]},)"
      R"({"use":"usual","given":["Jim"]}],"telecom":[{"use":"home"},)"
      R"({"system":"phone","value":"(03) 5555 6473","use":"work","rank":1}],"gender":"male",)"
      R"("birthDate":"1974-12-25","deceasedBoolean":false,"contact":[{"name":{"family":"B"}}],)"
      R"("managingOrganization":{"reference":"Organization/1"}})");
  return read.tree.root();
}

void Evaluate(benchmark::State& state, const char* text) {
  const auto expression = PathExpression::Compile(text);
  const PathItem item(Patient());
  PathResult result;
  const PathEnvironment environment;
  for (auto _ : state) {
    expression.EvaluateInto(std::span(&item, 1), environment, result);
    benchmark::DoNotOptimize(result.size());
  }
}

void EvaluateFresh(benchmark::State& state, const char* text) {
  const auto expression = PathExpression::Compile(text);
  for (auto _ : state) benchmark::DoNotOptimize(expression.Evaluate(Patient()).size());
}

void Compile(benchmark::State& state, const char* text) {
  for (auto _ : state) benchmark::DoNotOptimize(PathExpression::Compile(text));
}

BENCHMARK_CAPTURE(Evaluate, path, "Patient.name.given");
BENCHMARK_CAPTURE(EvaluateFresh, path, "Patient.name.given");
BENCHMARK_CAPTURE(Evaluate, where_code, "Patient.name.where(use = 'official').family");
BENCHMARK_CAPTURE(Evaluate, exists, "Patient.telecom.exists(system = 'phone')");
BENCHMARK_CAPTURE(Evaluate, invariant_pat_1,
                  "name.exists() or telecom.exists() or address.exists() or organization.exists()");
BENCHMARK_CAPTURE(Evaluate, invariant_ele_1, "hasValue() or (children().count() > id.count())");
BENCHMARK_CAPTURE(Evaluate, search_deceased,
                  "Patient.deceased.exists() and Patient.deceased != false");
BENCHMARK_CAPTURE(Evaluate, date_comparison, "Patient.birthDate < @2020-01-01");
BENCHMARK_CAPTURE(Evaluate, arithmetic, "(1 + 2 * 3.5) / 2 = 4");
BENCHMARK_CAPTURE(Evaluate, descendants, "descendants().where(hasValue()).count()");
BENCHMARK_CAPTURE(Compile, where_code, "Patient.name.where(use = 'official').family");

}  // namespace
}  // namespace socle::fhir

BENCHMARK_MAIN();
