// links: json rm template
// Parsing a template and validating a composition against it.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "json/document.h"
#include "rm/json.h"
#include "template/definition.h"
#include "template/template.h"
#include "template/test_files.h"

namespace socle {
namespace {

/// SOCLE_CORPUS names the folder of the corpora; without it there is nothing to measure.
std::filesystem::path Corpus() {
  const char* corpus = std::getenv("SOCLE_CORPUS");
  return corpus ? std::filesystem::path(corpus) / "openehr" : std::filesystem::path();
}

void ParseTemplate(benchmark::State& state, const std::string& file) {
  const std::string xml = tmpl::ReadFile(Corpus() / file);
  if (xml.empty()) return state.SkipWithError("set SOCLE_CORPUS to the corpora");
  for (auto _ : state) benchmark::DoNotOptimize(tmpl::Template::Parse(xml));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * xml.size()));
}

void Validate(benchmark::State& state, const std::string& opt, const std::string& composition) {
  const std::string xml = tmpl::ReadFile(Corpus() / opt);
  if (xml.empty()) return state.SkipWithError("set SOCLE_CORPUS to the corpora");
  const auto compiled = tmpl::Template::Parse(xml);
  const json::Document document = json::Document::Parse(tmpl::ReadFile(Corpus() / composition));
  const rm::Tree tree = rm::ReadJson(document.root(), "COMPOSITION");
  std::size_t violations = 0;
  for (auto _ : state) violations += compiled->Validate(tree.root()).size();
  state.counters["nodes"] = tree.root().last + 1;
  state.counters["violations"] =
      static_cast<double>(violations) / static_cast<double>(state.iterations());
}

BENCHMARK_CAPTURE(ParseTemplate, histopathology, "formats/templates/Histopathology Report.xml")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ParseTemplate, minimal, "templates/minimal_action.opt")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Validate, blood_pressure, "queries/opts/ehrbase_blood_pressure_simple.de.v0.opt",
                  "queries/compositions/ehrbase_blood_pressure_simple.de.v0.json")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(Validate, corona, "templates/Corona_Anamnese.opt",
                  "compositions/canonical_json/Corona_Anamnese.json")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(Validate, conformance_max, "queries/opts/conformance_ehrbase.de.v0.opt",
                  "queries/compositions/conformance_ehrbase.de.v0_max.json")
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace socle

BENCHMARK_MAIN();
