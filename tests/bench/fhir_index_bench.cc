// links: resource
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/compress.h"
#include "base/uuid.h"
#include "fhir/json.h"
#include "record/record.h"
#include "resource/row_table.h"
#include "resource/search_index.h"
#include "resource/search_rows.h"

// The search rows of a folder of gzipped bundles (SOCLE_FHIR_BUNDLES), each a patient with an EHR,
// as a transaction would store them: how quickly they are made and written, and what a resource
// takes on disk, table by table.

namespace socle::resource {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kCommit = 200;  // versions

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Resource {
  std::string type, id, json;
  std::shared_ptr<const record::DocumentOf<fhir::Tree>> document;
};
using Bundle = std::vector<Resource>;

std::string Replaced(std::string text, const std::map<std::string, std::string>& names) {
  constexpr std::string_view kUrn = "\"urn:uuid:";
  constexpr std::size_t kLength = 45;
  for (std::size_t at = text.find(kUrn); at != std::string::npos; at = text.find(kUrn, at + 1)) {
    const auto found = names.find(text.substr(at + 1, kLength));
    if (found != names.end()) text.replace(at + 1, kLength, found->second);
  }
  return text;
}

Bundle ReadBundle(const fs::path& path) {
  const fhir::ReadResult read = fhir::ReadJson(base::GzipDecompress(ReadFile(path), 256U << 20));
  Bundle bundle;
  std::map<std::string, std::string> names;
  for (const fhir::Node* entry = read.tree.root().Child("entry"); entry != nullptr;
       entry = entry->next_sibling) {
    const fhir::Node* node = entry->Child("resource");
    Resource& resource = bundle.emplace_back();
    resource.type = fhir::Get(node->type).name;
    resource.id = base::Uuid::New().ToString();
    names[std::string(entry->ChildText("fullUrl"))] = resource.type + "/" + resource.id;
    fhir::WriteJson(*node, resource.json);
  }
  for (Resource& resource : bundle) {
    resource.json = Replaced(resource.json, names);
    resource.document =
        std::make_shared<record::DocumentOf<fhir::Tree>>(fhir::ReadJson(resource.json).tree);
  }
  return bundle;
}

struct Corpus {
  std::vector<Bundle> bundles;
  std::int64_t resources = 0;

  Corpus() {
    const char* folder = std::getenv("SOCLE_FHIR_BUNDLES");
    if (folder == nullptr) return;
    std::vector<fs::path> files(fs::directory_iterator(folder), fs::directory_iterator{});
    std::ranges::sort(files);
    const char* copies = std::getenv("SOCLE_FHIR_COPIES");
    for (int i = copies == nullptr ? 1 : std::atoi(copies); i > 0; --i) {
      for (const fs::path& file : files) {
        bundles.push_back(ReadBundle(file));
        resources += static_cast<std::int64_t>(bundles.back().size());
      }
    }
  }
};

const Corpus& All() {
  static const Corpus corpus;
  return corpus;
}

const std::shared_ptr<const SearchParameters>& Parameters() {
  static const auto parameters = BaseSearchParameters();
  return parameters;
}

void MakesRows(benchmark::State& state) {
  std::int64_t rows = 0;
  for (auto _ : state) {
    rows = 0;
    for (const Bundle& bundle : All().bundles) {
      for (const Resource& resource : bundle) {
        rows += static_cast<std::int64_t>(
            RowsOf(*Parameters(), resource.document->content().root()).size());
      }
    }
  }
  const auto rounds = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(rounds * All().resources);
  state.counters["rows_each"] =
      static_cast<double>(rows) / static_cast<double>(std::max<std::int64_t>(All().resources, 1));
}
BENCHMARK(MakesRows)->Unit(benchmark::kMillisecond);

void CompilesAllTypes(benchmark::State& state) {
  for (auto _ : state) {
    const auto parameters = BaseSearchParameters();
    for (const std::string_view type : fhir::ResourceTypes()) {
      benchmark::DoNotOptimize(parameters->Sources(fhir::FindType(type)).size());
    }
  }
}
BENCHMARK(CompilesAllTypes)->Unit(benchmark::kMillisecond);

record::NewVersion VersionOf(const Resource& resource, std::uint32_t preceding) {
  record::NewVersion version;
  version.kind = record::Kind("fhir." + resource.type);
  version.uid = record::ObjectUid(resource.id);
  version.preceding = preceding;
  version.body = resource.json;
  version.body_class = resource.type;
  version.document = resource.document;
  return version;
}

using Target = std::variant<record::EhrKey, record::CommitRequest::CreateEhr>;

/// The first versions of all resources, or those behind `preceding`. Gives their EHR.
record::EhrKey CommitBundle(record::Record& record, const Bundle& bundle, Target target,
                            std::uint32_t preceding) {
  static const record::Principal principal{"bench", "A benchmark"};
  const record::Access access{principal, record::Scope::Open(), "care"};
  for (std::size_t begin = 0; begin < bundle.size(); begin += kCommit) {
    record::CommitRequest request;
    request.target = target;
    request.audit.committer = "{}";
    request.audit.system_id = "bench";
    for (std::size_t i = begin; i < std::min(begin + kCommit, bundle.size()); ++i) {
      request.versions.push_back(VersionOf(bundle[i], preceding));
    }
    target = record.Commit(access, std::move(request)).ehr.ehr;
  }
  return std::get<record::EhrKey>(target);
}

/// Bytes on disk a resource, of each table and index.
void ReportSizes(benchmark::State& state, store::Store& store) {
  store::Reader reader = store.Read();
  auto sizes = reader->PrepareText("SELECT name, sum(pgsize) FROM dbstat GROUP BY name");
  double index = 0, all = 0;
  const auto resources = static_cast<double>(All().resources);
  while (sizes.Step()) {
    const std::string name(sizes.Text(0));
    const double each = static_cast<double>(sizes.Int(1)) / resources;
    all += each;
    if (!name.starts_with("fhir_")) continue;
    index += each;
    state.counters[name] = each;
  }
  state.counters["index_bytes"] = index;
  state.counters["all_bytes"] = all;
}

record::CommitRequest::CreateEhr NewEhr() {
  return {record::EhrId(base::Uuid::New().ToString()), "bench"};
}

/// A record in a folder that goes with it, with the search tables or without.
class Clinic {
 public:
  explicit Clinic(bool indexed)
      : folder_(fs::temp_directory_path() / ("socle-bench-" + base::Uuid::New().ToString())),
        index_(std::make_shared<StoredParameters>()) {
    fs::create_directories(folder_);
    std::vector<record::KindDefinition> kinds;
    for (const std::string_view type : fhir::ResourceTypes()) {
      kinds.push_back({record::Kind("fhir." + std::string(type)), {}});
    }
    std::vector<record::Indexer*> indexers;
    if (indexed) indexers.push_back(&index_);
    store_ = store::Store::Open("sqlite:" + (folder_ / "bench.db").string(), {},
                                record::Record::Migrations(indexers));
    record_ = std::make_unique<record::Record>(*store_, std::move(kinds), indexers);
  }
  ~Clinic() {
    record_.reset();
    store_.reset();
    fs::remove_all(folder_);
  }
  Clinic(const Clinic&) = delete;
  Clinic& operator=(const Clinic&) = delete;
  record::Record& record() { return *record_; }
  store::Store& store() { return *store_; }

 private:
  fs::path folder_;
  SearchIndex index_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
};

void Commits(benchmark::State& state) {
  for (auto _ : state) {
    Clinic clinic(state.range(0) != 0);
    for (const Bundle& bundle : All().bundles) CommitBundle(clinic.record(), bundle, NewEhr(), 0);
    ReportSizes(state, clinic.store());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * All().resources);
}
BENCHMARK(Commits)
    ->ArgName("index")
    ->Arg(0)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->UseRealTime();

/// New versions that say the same: what it costs to find that out.
void Updates(benchmark::State& state) {
  Clinic clinic(state.range(0) != 0);
  std::vector<record::EhrKey> ehrs;
  for (const Bundle& bundle : All().bundles) {
    ehrs.push_back(CommitBundle(clinic.record(), bundle, NewEhr(), 0));
  }
  std::uint32_t version = 1;
  for (auto _ : state) {
    for (std::size_t i = 0; i < ehrs.size(); ++i) {
      CommitBundle(clinic.record(), All().bundles[i], ehrs[i], version);
    }
    ++version;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * All().resources);
}
BENCHMARK(Updates)
    ->ArgName("index")
    ->Arg(0)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(2)
    ->UseRealTime();

}  // namespace
}  // namespace socle::resource

BENCHMARK_MAIN();
