// links: record generate
#include <benchmark/benchmark.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "generate/hospital.h"
#include "record/record.h"
#include "store/store.h"

/// The record alone: vital signs of the demonstration hospital, with no validation and no index.
namespace socle::record {
namespace {

const Kind kComposition{"bench.composition"};
const Principal kPrincipal{"bench", "Bench"};
Access Bench() { return {kPrincipal, Scope::Open(), "care"}; }

struct Item {
  base::Uuid ehr, uid;
  base::Instant time;
  std::string committer, body;
};

/// Vital signs of `patients` made-up patients, in the order in which a hospital sees them.
std::vector<Item> VitalSigns(std::uint32_t patients) {
  const generate::Hospital hospital({.patients = patients, .years = 10, .seed = 7});
  std::vector<Item> items;
  for (std::uint32_t i = 0; i < patients; ++i) {
    generate::Record record = hospital.Generate(i);
    for (generate::Composition& composition : record.compositions) {
      if (composition.template_id != "socle_vital_signs.v1") continue;
      const std::string uid = R"({"uid":{"_type":"OBJECT_VERSION_ID","value":")" +
                              composition.uid.ToString() +
                              "::" + std::string(hospital.system_id()) + R"(::1"},)";
      items.push_back(
          {record.ehr_id, composition.uid, composition.committed,
           R"({"_type":"PARTY_IDENTIFIED","name":")" + composition.committer->name + "\"}",
           uid + composition.json.substr(1)});
    }
  }
  std::sort(items.begin(), items.end(),
            [](const Item& a, const Item& b) { return a.time < b.time; });
  return items;
}

/// A store in a folder of its own, under SOCLE_BENCH_DIR or the working directory: on a disk, not
/// in memory, so that fsync means what it means.
class Site {
 public:
  explicit Site(std::uint32_t patients) : items_(VitalSigns(patients)) {
    const char* folder = std::getenv("SOCLE_BENCH_DIR");
    folder_ = std::filesystem::path(folder == nullptr ? "." : folder) /
              ("record_bench_" + base::Uuid::New().ToString());
    std::filesystem::create_directories(folder_);
    Open();
  }
  ~Site() {
    record_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Open() {
    store_ = store::Store::Open("sqlite:" + (folder_ / "record.db").string(), {},
                                Record::Migrations({}));
    record_ = std::make_unique<Record>(*store_, std::vector<KindDefinition>{{kComposition, {}}},
                                       std::vector<Indexer*>{});
  }

  /// The bytes on disk, with the log written back.
  std::uintmax_t Bytes() {
    record_.reset();
    store_.reset();
    std::uintmax_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder_)) bytes += file.file_size();
    Open();
    return bytes;
  }

  CommitRequest Request(const Item& item) {
    CommitRequest request;
    const EhrId id(item.ehr.ToString());
    {
      std::lock_guard lock(mutex_);
      const auto found = ehrs_.find(item.ehr);
      if (found == ehrs_.end()) {
        request.target = CommitRequest::CreateEhr{id, "bench.system"};
      } else {
        request.target = found->second;
      }
    }
    request.audit = {.time = {},
                     .committer = item.committer,
                     .system_id = "bench.system",
                     .change_type = ChangeType::kCreation,
                     .description = {}};
    NewVersion& version = request.versions.emplace_back();
    version.kind = kComposition;
    version.uid = ObjectUid(item.uid.ToString());
    version.body = item.body;
    version.body_class = "socle_vital_signs.v1";
    return request;
  }
  void Learn(const CommitReceipt& receipt) {
    std::lock_guard lock(mutex_);
    ehrs_.emplace(*base::Uuid::Parse(receipt.ehr.id.value()), receipt.ehr.ehr);
  }

  /// Makes all EHRs, each with a first object, so that commits meet only existing ones.
  void CreateEhrs() {
    for (const Item& item : items_) {
      if (ehrs_.contains(item.ehr)) continue;
      Item first = item;
      first.uid = base::Uuid::New();
      first.body = "{}";
      Learn(record_->Commit(Bench(), Request(first)));
    }
  }

  const std::vector<Item>& items() const { return items_; }
  Record& record() { return *record_; }
  store::Store& store() { return *store_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::vector<Item> items_;
  std::filesystem::path folder_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Record> record_;
  std::mutex mutex_;
  std::unordered_map<base::Uuid, EhrKey> ehrs_;
};

double ThreadSeconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Commits every item, many under way at once, as an import does.
class Loading {
 public:
  explicit Loading(Site& site) : site_(site) {}

  void Run() {
    const double begin = ThreadSeconds();
    for (const Item& item : site_.items()) {
      {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] { return under_way_ < 2000; });
        ++under_way_;
      }
      plain_bytes_ += item.body.size();
      site_.record().CommitAsync(Bench(), site_.Request(item),
                                 [this](CommitReceipt*, std::exception_ptr error) { Done(error); });
    }
    caller_seconds_ = ThreadSeconds() - begin;
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return under_way_ == 0; });
  }

  double writer_seconds() const { return writer_end_ - writer_begin_; }
  double caller_seconds() const { return caller_seconds_; }
  std::uint64_t plain_bytes() const { return plain_bytes_; }

 private:
  void Done(const std::exception_ptr& error) {
    if (error != nullptr) std::abort();
    if (writer_begin_ == 0) writer_begin_ = ThreadSeconds();
    writer_end_ = ThreadSeconds();
    std::lock_guard lock(mutex_);
    --under_way_;
    room_.notify_one();
  }

  Site& site_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::size_t under_way_ = 0;
  double writer_begin_ = 0, writer_end_ = 0, caller_seconds_ = 0;
  std::uint64_t plain_bytes_ = 0;
};

/// Loading, and the bytes that each composition takes on disk.
void Load(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    Site site(static_cast<std::uint32_t>(state.range(0)));
    site.CreateEhrs();
    const std::uintmax_t before = site.Bytes();
    Loading loading(site);
    state.ResumeTiming();
    loading.Run();
    state.PauseTiming();
    const auto count = static_cast<double>(site.items().size());
    state.counters["compositions"] = count;
    state.counters["compositions/s"] = benchmark::Counter(count, benchmark::Counter::kIsRate);
    state.counters["plain_bytes"] = static_cast<double>(loading.plain_bytes()) / count;
    state.counters["writer_us"] = loading.writer_seconds() * 1e6 / count;
    state.counters["caller_us"] = loading.caller_seconds() * 1e6 / count;
    state.counters["disk_bytes"] = static_cast<double>(site.Bytes() - before) / count;
    state.ResumeTiming();
  }
}
BENCHMARK(Load)->Arg(200)->Arg(1000)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

/// An export read into an empty store, every digest checked.
void Import(benchmark::State& state) {
  Site from(static_cast<std::uint32_t>(state.range(0)));
  from.CreateEhrs();
  Loading(from).Run();
  const std::filesystem::path directory = from.folder() / "export";
  from.record().Export(Bench(), directory.string(), {});
  for (auto _ : state) {
    state.PauseTiming();
    Site into(1);
    state.ResumeTiming();
    into.record().Import(directory.string(), {});
    state.PauseTiming();
    state.counters["disk_bytes"] =
        static_cast<double>(into.Bytes()) / static_cast<double>(from.items().size());
    state.ResumeTiming();
  }
  state.counters["compositions/s"] = benchmark::Counter(
      static_cast<double>(from.items().size()) * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate);
}
BENCHMARK(Import)->Arg(200)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Re-reads everything.
void Verify(benchmark::State& state) {
  Site site(static_cast<std::uint32_t>(state.range(0)));
  site.CreateEhrs();
  Loading(site).Run();
  for (auto _ : state) {
    if (!site.record().Verify({}).empty()) std::abort();
  }
  state.counters["compositions/s"] = benchmark::Counter(
      static_cast<double>(site.items().size()) * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate);
}
BENCHMARK(Verify)->Arg(200)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

std::unique_ptr<Site> shared_site;
std::atomic<std::size_t> next_item{0};

/// One durable commit after another, from each of the threads.
void Commit(benchmark::State& state) {
  if (state.thread_index() == 0) {
    shared_site = std::make_unique<Site>(100u);
    shared_site->CreateEhrs();
  }
  Item item;
  std::uint64_t commits_before = 0;
  for (auto _ : state) {
    Site& site = *shared_site;
    if (commits_before == 0) commits_before = site.store().Statistics().commits;
    item = site.items()[next_item++ % site.items().size()];
    item.uid = base::Uuid::New();
    site.record().Commit(Bench(), site.Request(item));
  }
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) {
    state.counters["fsyncs"] =
        static_cast<double>(shared_site->store().Statistics().commits - commits_before);
    shared_site.reset();
  }
}
BENCHMARK(Commit)->Threads(1)->Threads(16)->Unit(benchmark::kMicrosecond)->UseRealTime();

/// The read of `GET composition`, its trail entry included.
void Read(benchmark::State& state) {
  if (state.thread_index() == 0) {
    shared_site = std::make_unique<Site>(100u);
    shared_site->CreateEhrs();
    Loading(*shared_site).Run();
  }
  for (auto _ : state) {
    const Item& item = shared_site->items()[next_item++ * 7919 % shared_site->items().size()];
    bool found = false;
    auto read = shared_site->record().Read(Bench(), EhrId(item.ehr.ToString()), kComposition,
                                           ObjectUid(item.uid.ToString()), {}, &found);
    if (!read.has_value()) std::abort();
    benchmark::DoNotOptimize(read);
  }
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) shared_site.reset();
}
BENCHMARK(Read)->Threads(1)->Threads(2)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace socle::record

BENCHMARK_MAIN();
