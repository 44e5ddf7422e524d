// links: resource
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/compress.h"
#include "base/uuid.h"
#include "fhir/json.h"
#include "record/record.h"
#include "resource/own_resources.h"
#include "resource/search_index.h"
#include "resource/table_search.h"

// Searches over the bundles of a folder (SOCLE_FHIR_BUNDLES, gzipped, each a patient), of which
// SOCLE_FHIR_COPIES with ids of their own are stored: Patients, Encounters, Conditions and
// Observations. Each benchmark is one search after another, of values that change, from its text to
// the resources' JSON; "ids" is the search without them.

namespace socle::resource {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kCommit = 500;  // versions

struct Entry {
  std::string type, id, json;
};

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<Entry> ReadBundle(const fs::path& path) {
  static const std::set<std::string> kTypes{"Patient", "Encounter", "Condition", "Observation"};
  const fhir::ReadResult read = fhir::ReadJson(base::GzipDecompress(ReadFile(path), 256U << 20));
  std::vector<Entry> entries;
  for (const fhir::Node* entry = read.tree.root().Child("entry"); entry != nullptr;
       entry = entry->next_sibling) {
    const fhir::Node* node = entry->Child("resource");
    const std::string type(fhir::Get(node->type).name);
    if (!kTypes.contains(type)) continue;
    Entry& one = entries.emplace_back();
    one.type = type;
    one.id = node->ChildText("id");
    fhir::WriteJson(*node, one.json);
  }
  return entries;
}

void ReplaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

/// The same entries with new ids; references to them are relative.
std::vector<Entry> Copy(const std::vector<Entry>& entries) {
  std::map<std::string, const Entry*> known;
  std::map<std::string, std::string> ids;
  for (const Entry& entry : entries) {
    known[entry.id] = &entry;
    ids[entry.id] = base::Uuid::New().ToString();
  }
  std::vector<Entry> copy = entries;
  for (Entry& entry : copy) {
    constexpr std::string_view kUrn = "urn:uuid:";
    for (std::size_t at = entry.json.find(kUrn); at != std::string::npos;
         at = entry.json.find(kUrn, at + 1)) {
      const auto found = known.find(entry.json.substr(at + kUrn.size(), 36));
      if (found == known.end()) continue;
      entry.json.replace(at, kUrn.size() + 36, found->second->type + "/" + ids[found->first]);
    }
    ReplaceAll(entry.json, "\"id\":\"" + entry.id + "\"", "\"id\":\"" + ids[entry.id] + "\"");
    entry.id = ids[entry.id];
  }
  return copy;
}

/// The store of all benchmarks.
class Clinic {
 public:
  Clinic()
      : folder_(fs::temp_directory_path() / ("socle-bench-" + base::Uuid::New().ToString())),
        parameters_(std::make_shared<StoredParameters>()),
        index_(parameters_) {
    fs::create_directories(folder_);
    const std::vector<record::Indexer*> indexers{&index_};
    store_ = store::Store::Open("sqlite:" + (folder_ / "bench.db").string(), {},
                                record::Record::Migrations(indexers));
    record_ = std::make_unique<record::Record>(*store_, ResourceKinds(), indexers);
    search_ = std::make_unique<TableSearch>(parameters_, source_, store_->dialect());
    Fill();
  }
  ~Clinic() {
    search_.reset();
    record_.reset();
    store_.reset();
    fs::remove_all(folder_);
  }
  Clinic(const Clinic&) = delete;
  Clinic& operator=(const Clinic&) = delete;

  static Clinic& The() {
    static Clinic clinic;
    return clinic;
  }

  record::Record& record() { return *record_; }
  TableSearch& search() { return *search_; }
  const std::vector<std::string>& patients() const { return patients_; }
  const std::vector<std::string>& codes() const { return codes_; }
  const std::vector<std::string>& families() const { return families_; }

 private:
  void Fill() {
    const char* folder = std::getenv("SOCLE_FHIR_BUNDLES");
    if (folder == nullptr) return;
    const char* copies = std::getenv("SOCLE_FHIR_COPIES");
    std::vector<fs::path> files(fs::directory_iterator(folder), fs::directory_iterator{});
    std::ranges::sort(files);
    std::map<std::string, std::size_t> types, codes;
    std::set<std::string> families;
    for (const fs::path& file : files) {
      const std::vector<Entry> bundle = ReadBundle(file);
      for (int i = copies == nullptr ? 1 : std::atoi(copies); i > 0; --i) {
        Commit(Copy(bundle), types, codes, families);
      }
    }
    for (const auto& [code, count] : codes) {
      if (count > 200) codes_.push_back(code);
    }
    families_.assign(families.begin(), families.end());
    for (const auto& [type, count] : types) std::cerr << type << " " << count << "\n";
    store::Reader reader = store_->Read();
    auto sizes = reader->PrepareText(
        "SELECT name, sum(pgsize) FROM dbstat WHERE name LIKE 'fhir_%' GROUP BY name");
    while (sizes.Step()) std::cerr << sizes.Text(0) << " " << sizes.Int(1) << "\n";
  }

  void Commit(const std::vector<Entry>& bundle, std::map<std::string, std::size_t>& types,
              std::map<std::string, std::size_t>& codes, std::set<std::string>& families) {
    static const record::Principal principal{"bench", "A benchmark"};
    const record::Access access{principal, record::Scope::Open(), "care"};
    std::variant<record::EhrKey, record::CommitRequest::CreateEhr> target =
        record::CommitRequest::CreateEhr{record::EhrId(base::Uuid::New().ToString()), "bench"};
    for (std::size_t begin = 0; begin < bundle.size(); begin += kCommit) {
      record::CommitRequest request;
      request.target = target;
      request.audit.committer = "{}";
      request.audit.system_id = "bench";
      for (std::size_t i = begin; i < std::min(begin + kCommit, bundle.size()); ++i) {
        const Entry& entry = bundle[i];
        NewResource resource;
        resource.type = fhir::FindType(entry.type);
        resource.id = ResourceId(entry.id);
        resource.document =
            std::make_shared<const ResourceDocument>(fhir::ReadJson(entry.json).tree);
        const fhir::Node& root = resource.document->content().root();
        ++types[entry.type];
        if (entry.type == "Patient") {
          patients_.push_back(entry.id);
          families.emplace(root.Child("name")->ChildText("family").substr(0, 4));
        } else if (entry.type == "Observation") {
          ++codes[std::string(root.Child("code")->Child("coding")->ChildText("code"))];
        }
        request.versions.push_back(source_.Write(resource));
      }
      target = record_->Commit(access, std::move(request)).ehr.ehr;
    }
  }

  fs::path folder_;
  std::shared_ptr<StoredParameters> parameters_;
  SearchIndex index_;
  OwnResources source_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
  std::unique_ptr<TableSearch> search_;
  std::vector<std::string> patients_, codes_, families_;
};

using Parameters = std::vector<std::pair<std::string, std::string>>;
using Make = Parameters (*)(std::size_t);

const std::string& Nth(const std::vector<std::string>& all, std::size_t n) {
  return all[n * 7919 % all.size()];
}
std::string Code(std::size_t n) { return "http://loinc.org|" + Nth(Clinic::The().codes(), n); }
std::string Patient(std::size_t n) { return Nth(Clinic::The().patients(), n); }
std::string Year(std::size_t n) { return "ge" + std::to_string(2000 + n % 20); }

void Runs(benchmark::State& state, const char* type, Make make) {
  Clinic& clinic = Clinic::The();
  if (clinic.patients().empty()) {
    state.SkipWithError("no bundles");
    return;
  }
  std::size_t n = 0, found = 0;
  for (auto _ : state) {
    SearchRequest request;
    request.type = fhir::FindType(type);
    request.parameters = make(n++);
    record::Snapshot snapshot = clinic.record().OpenSnapshot();
    const SearchAnswer answer = clinic.search().Run(snapshot, request);
    found += answer.entries.size();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
  state.counters["entries"] = static_cast<double>(found) / static_cast<double>(state.iterations());
}

void Ids(benchmark::State& state, const char* type, Make make) {
  Clinic& clinic = Clinic::The();
  std::size_t n = 0;
  for (auto _ : state) {
    SearchRequest request;
    request.type = fhir::FindType(type);
    request.parameters = make(n++);
    record::Snapshot snapshot = clinic.record().OpenSnapshot();
    benchmark::DoNotOptimize(clinic.search().Match(snapshot.session(), request, 20).size());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

BENCHMARK_CAPTURE(Runs, token, "Observation", [](std::size_t n) -> Parameters {
  return {{"code", Code(n)}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Ids, token, "Observation", [](std::size_t n) -> Parameters {
  return {{"code", Code(n)}};
});
BENCHMARK_CAPTURE(Runs, token_without_system, "Observation", [](std::size_t n) -> Parameters {
  return {{"code", Nth(Clinic::The().codes(), n)}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Runs, token_and_date, "Observation", [](std::size_t n) -> Parameters {
  return {{"code", Code(n)}, {"date", Year(n)}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Runs, token_and_quantity, "Observation", [](std::size_t n) -> Parameters {
  return {{"code", Code(n)}, {"value-quantity", "gt" + std::to_string(n % 200)}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Runs, patient_token_newest, "Observation", [](std::size_t n) -> Parameters {
  return {{"patient", Patient(n)}, {"code", Code(n)}, {"_sort", "-date"}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Runs, patient_since, "Observation", [](std::size_t n) -> Parameters {
  return {{"patient", Patient(n)}, {"date", Year(n)}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Runs, date, "Observation", [](std::size_t n) -> Parameters {
  return {{"date", Year(n)}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Runs, string, "Patient", [](std::size_t n) -> Parameters {
  return {{"family", Nth(Clinic::The().families(), n)}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Runs, chain, "Observation", [](std::size_t n) -> Parameters {
  return {{"code", Code(n)}, {"patient.gender", "female"}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Runs, chain_by_name, "Observation", [](std::size_t n) -> Parameters {
  return {{"patient.family", Nth(Clinic::The().families(), n)}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Runs, has, "Patient", [](std::size_t n) -> Parameters {
  return {{"_has:Observation:patient:code", Code(n)}, {"gender", "female"}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Runs, include, "Observation", [](std::size_t n) -> Parameters {
  return {{"code", Code(n)}, {"_include", "Observation:patient"}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Runs, newest_of_all, "Observation", [](std::size_t) -> Parameters {
  return {{"_sort", "-_lastUpdated"}, {"_count", "20"}};
});
BENCHMARK_CAPTURE(Runs, count_of_token, "Observation", [](std::size_t n) -> Parameters {
  return {{"code", Code(n)}, {"_summary", "count"}};
});
BENCHMARK_CAPTURE(Runs, count_of_token_and_date, "Observation", [](std::size_t n) -> Parameters {
  return {{"code", Code(n)}, {"date", Year(n)}, {"_summary", "count"}};
});
BENCHMARK_CAPTURE(Runs, ten_thousand_tokens, "Observation", [](std::size_t n) -> Parameters {
  std::string codes = Nth(Clinic::The().codes(), n);
  for (int i = 0; i < 10'000; ++i) codes += ",none-" + std::to_string(i);
  return {{"code", codes}, {"_count", "20"}};
});

}  // namespace
}  // namespace socle::resource

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
