#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "faults/fault_vfs.h"
#include "store/store.h"

namespace socle::faults {
namespace {

using base::Error;
using base::ErrorCode;
using sql::Col;
using store::Session;
using store::Store;

constexpr store::Migration kSchema[] = {
    {"pair", 1, "first",
     "CREATE TABLE body (id INTEGER NOT NULL PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;"
     "CREATE TABLE head (id INTEGER NOT NULL PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;"}};

// A body that its id determines: some fill several pages.
std::string BodyOf(std::int64_t id) {
  std::mt19937_64 random(static_cast<std::uint64_t>(id));
  std::string body(random() % (id % 7 == 0 ? 30000 : 700), '\0');
  for (char& c : body) c = static_cast<char>(random());
  return body;
}

// One job: two rows that belong together.
void PutPair(Session& session, std::int64_t id) {
  static const sql::Query head("pair.head", sql::Insert("head", {"id", "size"}));
  static const sql::Query body("pair.body", sql::Insert("body", {"id", "body"}));
  const std::string bytes = BodyOf(id);
  session.Prepare(head).Bind(1, id).Bind(2, static_cast<std::int64_t>(bytes.size())).Run();
  session.Prepare(body).Bind(1, id).BindBlob(2, bytes).Run();
}

// The ids that are there, each checked to be whole.
std::set<std::int64_t> WholePairs(Store& store) {
  store::Reader reader = store.Read();
  std::set<std::int64_t> ids;
  store::Statement rows = reader->PrepareText(
      "SELECT head.id, size, body FROM head LEFT JOIN body ON body.id = head.id");
  while (rows.Step()) {
    EXPECT_FALSE(rows.IsNull(2)) << "half a job: " << rows.Int(0);
    EXPECT_EQ(rows.Blob(2), BodyOf(rows.Int(0)));
    ids.insert(rows.Int(0));
  }
  store::Statement count = reader->PrepareText("SELECT count(*) FROM body");
  count.Step();
  EXPECT_EQ(count.Int(0), static_cast<std::int64_t>(ids.size())) << "half a job";
  return ids;
}

// A folder in memory where there is one: the fsyncs of the real files prove nothing here.
std::filesystem::path TestFolder() {
  const std::filesystem::path memory = "/dev/shm";
  return std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
}

class FaultTest : public testing::Test {
 protected:
  FaultTest() {
    FaultVfs::Instance().Reset();
    folder_ = TestFolder() / ("faults_test_" + std::to_string(::getpid()) + "_" +
                              testing::UnitTest::GetInstance()->current_test_info()->name());
    Clear();
  }
  ~FaultTest() override { std::filesystem::remove_all(folder_); }

  void Clear() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "before");
    std::filesystem::create_directories(folder_ / "after");
  }
  std::unique_ptr<Store> Open() {
    return Store::Open("sqlite:" + (folder_ / "before/a.db").string() + "?vfs=faults", {}, kSchema);
  }
  std::unique_ptr<Store> OpenSurvivor() {
    for (const auto& [path, content] : FaultVfs::Instance().Survivors()) {
      std::ofstream out(folder_ / "after" / std::filesystem::path(path).filename(),
                        std::ios::binary);
      out << content;
    }
    return Store::Open("sqlite:" + (folder_ / "after/a.db").string(), {}, kSchema);
  }

  std::filesystem::path folder_;
};

// Threads that write until the power goes; what was answered before it went is in `answered`.
class Load {
 public:
  explicit Load(Store& store) : store_(store) {}

  void Run(int threads, std::int64_t jobs_each) {
    std::vector<std::jthread> running;
    for (int i = 0; i < threads; ++i) {
      running.emplace_back([this, i, jobs_each] {
        for (std::int64_t k = 0; k < jobs_each && !FaultVfs::Instance().IsCut(); ++k) {
          if (!Job(i * 1000000 + k)) return;
        }
      });
    }
  }

  std::set<std::int64_t> answered;

 private:
  bool Job(std::int64_t id) {
    try {
      std::mutex mutex;
      std::condition_variable finished;
      bool done = false;
      store_.Submit({[id](Session& session) { PutPair(session, id); },
                     [&](std::exception_ptr error) {
                       // An answer that the client has is one given while there was power.
                       if (error == nullptr && !FaultVfs::Instance().IsCut()) Answered(id);
                       std::lock_guard lock(mutex);
                       done = true;
                       finished.notify_one();
                     }});
      std::unique_lock lock(mutex);
      finished.wait(lock, [&] { return done; });
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  void Answered(std::int64_t id) {
    std::lock_guard lock(mutex_);
    answered.insert(id);
  }

  Store& store_;
  std::mutex mutex_;
};

// Checkpoints at any moment: those of the store itself come once in megabytes.
class Checkpoints {
 public:
  Checkpoints(const std::string& path, std::uint64_t seed)
      : thread_([this, path, seed](std::stop_token stop) { Run(path, seed, stop); }) {}

 private:
  void Run(const std::string& path, std::uint64_t seed, const std::stop_token& stop) {
    sqlite3* db = nullptr;
    sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, "socle-faults");
    std::mt19937_64 random(seed);
    while (!stop.stop_requested()) {
      const int mode = random() % 3 == 0 ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
      sqlite3_wal_checkpoint_v2(db, "main", mode, nullptr, nullptr);
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
    }
    sqlite3_close_v2(db);
  }

  std::jthread thread_;
};

TEST_F(FaultTest, PowerCutKeepsWhatWasAnsweredAndNothingHalf) {
  constexpr int kRounds = 150;
  std::size_t all_answered = 0, rounds_with_answers = 0;
  for (std::uint64_t seed = 0; seed < kRounds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Clear();
    FaultVfs& faults = FaultVfs::Instance();
    faults.Reset();
    std::mt19937_64 random(seed);
    // Some cuts fall into the making of the store.
    faults.CutAfter(random() % (seed % 5 == 0 ? 40 : 1200), seed);
    std::set<std::int64_t> answered;
    try {
      auto store = Open();
      std::optional<Checkpoints> checkpoints;
      if (seed % 2 == 0) checkpoints.emplace((folder_ / "before/a.db").string(), seed);
      Load load(*store);
      load.Run(3, 300);
      faults.Cut(seed);
      answered = std::move(load.answered);
    } catch (const Error&) {
      ASSERT_TRUE(faults.IsCut());
    }
    auto store = OpenSurvivor();
    const auto found = WholePairs(*store);
    EXPECT_TRUE(std::includes(found.begin(), found.end(), answered.begin(), answered.end()))
        << answered.size() << " answered, " << found.size() << " found";
    for (const base::Issue& issue : store->VerifyFile()) {
      ADD_FAILURE() << issue.path << ": " << issue.rule << ", " << issue.message;
    }
    if (testing::Test::HasFailure()) return;
    all_answered += answered.size();
    rounds_with_answers += answered.empty() ? 0 : 1;
  }
  EXPECT_GT(rounds_with_answers, kRounds / 2U);
  EXPECT_GT(all_answered, 1000U);
}

TEST_F(FaultTest, FullDiskFailsItsJobsAndTheStoreGoesOn) {
  FaultVfs& faults = FaultVfs::Instance();
  auto store = Open();
  std::set<std::int64_t> answered;
  std::mt19937_64 random(1);
  int refused = 0;
  for (std::int64_t id = 0; id < 400; ++id) {
    if (id % 20 == 0) faults.FillDiskAfter(random() % 200000);
    if (id % 20 == 15) faults.Heal();
    try {
      store->Write([id](Session& session) { PutPair(session, id); });
      answered.insert(id);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kStorageFull) << error.what() << error.detail();
      EXPECT_LT(id % 20, 15) << "the disk has room again";
      ++refused;
    }
  }
  EXPECT_GT(refused, 20);
  EXPECT_EQ(WholePairs(*store), answered);
  EXPECT_THAT(store->VerifyFile(), testing::IsEmpty());
}

TEST_F(FaultTest, FailedSyncIsNotAnsweredWithSuccess) {
  FaultVfs& faults = FaultVfs::Instance();
  auto store = Open();
  store->Write([](Session& session) { PutPair(session, 1); });
  faults.FailSyncs();
  try {
    store->Write([](Session& session) { PutPair(session, 2); });
    ADD_FAILURE() << "answered without an fsync";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kStorageFull);
  }
  faults.Heal();
  store->Write([](Session& session) { PutPair(session, 3); });
  EXPECT_EQ(WholePairs(*store), (std::set<std::int64_t>{1, 3}));
  faults.Cut(7);
  EXPECT_EQ(WholePairs(*OpenSurvivor()), (std::set<std::int64_t>{1, 3}));
}

TEST_F(FaultTest, BackupOntoAFullDiskLeavesNothing) {
  FaultVfs& faults = FaultVfs::Instance();
  auto store = Open();
  for (std::int64_t id = 0; id < 50; ++id) {
    store->Write([id](Session& session) { PutPair(session, id); });
  }
  faults.FillDiskAfter(20000);
  const std::string copy = (folder_ / "after/copy.db").string();
  try {
    store->Backup(copy, {});
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kStorageFull);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "after"));
  faults.Heal();
  store->Backup(copy, {});
  EXPECT_TRUE(std::filesystem::exists(copy));
}

}  // namespace
}  // namespace socle::faults
