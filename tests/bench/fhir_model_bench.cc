// links: fhir
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/compress.h"
#include "fhir/json.h"
#include "fhir/validate.h"

// The resources of a folder of gzipped bundles (SOCLE_FHIR_BUNDLES), each read, written, validated.
// Without the folder: one small Observation.

namespace socle::fhir {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kObservation =
    R"({"resourceType":"Observation","id":"a","status":"final","category":[{"coding":[{"system":)"
    R"("http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],)"
    R"("code":{"coding":[{"system":"http://loinc.org","code":"8302-2","display":"Body Height"}],)"
    R"("text":"Body Height"},"subject":{"reference":"Patient/1"},"encounter":{"reference":)"
    R"("Encounter/1"},"effectiveDateTime":"2011-10-02T23:37:54+00:00","issued":)"
    R"("2011-10-02T23:37:54.000+00:00","valueQuantity":{"value":182.1,"unit":"cm","system":)"
    R"("http://unitsofmeasure.org","code":"cm"}})";

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Resources {
  std::vector<std::string> texts;
  std::vector<ReadResult> trees;
  std::size_t bytes = 0;

  Resources() {
    const char* folder = std::getenv("SOCLE_FHIR_BUNDLES");
    if (folder == nullptr) {
      texts.emplace_back(kObservation);
    } else {
      for (const auto& file : fs::directory_iterator(folder)) AddBundle(file.path());
    }
    for (const std::string& text : texts) {
      trees.push_back(ReadJson(text));
      bytes += text.size();
    }
  }

  void AddBundle(const fs::path& path) {
    const ReadResult bundle = ReadJson(base::GzipDecompress(ReadFile(path), 256u << 20));
    for (const Node* entry = bundle.tree.root().Child("entry"); entry != nullptr;
         entry = entry->next_sibling) {
      const Node* resource = entry->Child("resource");
      if (resource != nullptr) WriteJson(*resource, texts.emplace_back());
    }
  }
};

const Resources& All() {
  static const Resources resources;
  return resources;
}

void Report(benchmark::State& state) {
  const auto rounds = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(rounds * static_cast<std::int64_t>(All().texts.size()));
  state.SetBytesProcessed(rounds * static_cast<std::int64_t>(All().bytes));
}

void Read(benchmark::State& state) {
  for (auto _ : state) {
    for (const std::string& text : All().texts) benchmark::DoNotOptimize(ReadJson(text));
  }
  Report(state);
}
BENCHMARK(Read);

void Write(benchmark::State& state) {
  std::string out;
  for (auto _ : state) {
    for (const ReadResult& result : All().trees) {
      out.clear();
      WriteJson(result.tree.root(), out);
    }
  }
  Report(state);
}
BENCHMARK(Write);

void Validates(benchmark::State& state) {
  const Validator validator;
  for (auto _ : state) {
    for (const ReadResult& result : All().trees) {
      benchmark::DoNotOptimize(validator.Validate(result.tree.root()));
    }
  }
  Report(state);
}
BENCHMARK(Validates);

}  // namespace
}  // namespace socle::fhir

BENCHMARK_MAIN();
