#include "store/sqlite/sqlite_store.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <optional>
#include <set>

#include "store/sqlite/backup.h"
#include "store/sqlite/checkpointer.h"
#include "store/sqlite/checksum_vfs.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/file_check.h"
#include "store/sqlite/lock_file.h"
#include "store/sqlite/reader_pool.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/session.h"
#include "store/sqlite/writer.h"

namespace socle::store {

namespace {

using base::Error;
using base::ErrorCode;
using base::Issue;

constexpr int kWriterCacheKib = 32 << 10;
constexpr int kSmallCacheKib = 1 << 10;
constexpr int kLargestLogFile = 128
                                << 20;  // a log that grew longer is cut to it when it begins anew

StoreFiles ParsePlace(std::string_view place) {
  constexpr std::string_view kVfs = "?vfs=";
  const std::size_t at = place.rfind(kVfs);
  if (at == std::string_view::npos) return {std::string(place), ""};
  return {std::string(place.substr(0, at)), std::string(place.substr(at + kVfs.size()))};
}

void RequireFolder(const std::string& path) {
  if (path.empty()) throw Error(ErrorCode::kUsage, "a store needs a path: sqlite:PATH");
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw Error(ErrorCode::kUsage, path + " is a folder: name a file in it");
  }
  const auto folder = std::filesystem::absolute(path).parent_path();
  if (!std::filesystem::is_directory(folder, error)) {
    throw Error(ErrorCode::kUsage, "no such folder: " + folder.string());
  }
}

// Brings the log into the main file and empties it: what a crash left behind its last commit goes
// too. Where that cannot be (a full disk, another process that reads) the log stays as it is.
void TruncateLog(Connection& connection) {
  sqlite3_busy_timeout(connection.get(), 0);
  sqlite3_wal_checkpoint_v2(connection.get(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(connection.get(), kBusyMilliseconds);
}

void AddBadPages(const StoreFiles& files, Error& error) {
  try {
    error.WithIssues(CheckPages(files, ScanLogOf(files)));
  } catch (const Error&) {
    // The file cannot even be read: the first error says it.
  }
}

class SqliteStore final : public Store {
 public:
  SqliteStore(StoreFiles files, const Options& options, std::span<const Migration> migrations)
      : files_(std::move(files)), vfs_(ChecksumVfs(files_.vfs)) {
    RequireFolder(files_.path);
    if (options.read_only) {
      OpenToRead(options, migrations);
    } else {
      OpenToWrite(options, migrations);
    }
  }

  ~SqliteStore() override {
    // The writer's last commits call the checkpointer, whose last checkpoint may pause the writer.
    if (writer_ != nullptr) writer_->Close();
    checkpointer_.reset();
    writer_.reset();
    readers_.reset();
    if (writer_session_ == nullptr) return;
    TruncateLog(writer_session_->connection());
  }

  Reader Read() override { return readers_->Take(); }

  void Submit(WriteJob job) override {
    if (writer_ == nullptr) {
      throw Error(ErrorCode::kUsage, "the store is open for reading only");
    }
    writer_->Submit(std::move(job));
  }

  void Backup(const std::string& path,
              const std::function<void(std::uint64_t, std::uint64_t)>& progress) override {
    RequireFolder(path);
    Connection source = OpenConnection(Connection::Mode::kReadOnly, kSmallCacheKib);
    CopyStore(source, path, vfs_, progress);
  }

  StoreStatistics Statistics() const override {
    StoreStatistics statistics;
    if (writer_ != nullptr) writer_->AddTo(statistics);
    statistics.file_bytes = SizeOf(files_.path);
    statistics.log_bytes = SizeOf(files_.log());
    return statistics;
  }

  const sql::Dialect& dialect() const override { return dialect_; }

  std::vector<Issue> VerifyFile() override;

 private:
  Connection OpenConnection(Connection::Mode mode, int cache_kib) {
    Connection connection(files_.path, vfs_, mode);
    ConfigureConnection(connection, cache_kib);
    return connection;
  }

  void OpenToRead(const Options& options, std::span<const Migration> migrations);
  void OpenToWrite(const Options& options, std::span<const Migration> migrations);
  void StartWriter(Connection connection, const Options& options);
  void CheckLog(std::vector<Issue>& issues, LogScan& log);
  void CheckStructure(std::vector<Issue>& issues);

  static std::uint64_t SizeOf(const std::string& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    return error ? 0 : size;
  }

  static int LogCommitted(void* self, sqlite3*, const char*, int frames) {
    auto& store = *static_cast<SqliteStore*>(self);
    store.log_frames_.store(static_cast<std::uint32_t>(frames), std::memory_order_relaxed);
    return SQLITE_OK;
  }

  const StoreFiles files_;
  const std::string vfs_;
  const sql::SqliteDialect dialect_;
  std::optional<LockFile> lock_;
  std::atomic<std::uint32_t> log_frames_{0};  // after the last commit of this process
  std::unique_ptr<SqliteSession> writer_session_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Checkpointer> checkpointer_;
  std::unique_ptr<ReaderPool> readers_;
};

void SqliteStore::OpenToRead(const Options& options, std::span<const Migration> migrations) {
  if (CheckBeforeOpen(files_) == Found::kNothing) {
    throw Error(ErrorCode::kUsage, "there is no store at " + files_.path);
  }
  Connection connection = OpenConnection(Connection::Mode::kReadOnly, kSmallCacheKib);
  RequireStore(connection, options.program, files_.path);
  RequireSchema(connection, migrations);
  readers_ = std::make_unique<ReaderPool>(files_.path, vfs_, dialect_, options.readers);
}

void SqliteStore::OpenToWrite(const Options& options, std::span<const Migration> migrations) {
  const bool nothing = !RawFile::Exists(files_.vfs, files_.path);
  if (nothing && !options.create) {
    throw Error(ErrorCode::kUsage, "there is no store at " + files_.path);
  }
  lock_.emplace(files_.path);
  CheckBeforeOpen(files_);
  Connection connection = OpenConnection(Connection::Mode::kCreate, kWriterCacheKib);
  if (sqlite3_db_readonly(connection.get(), "main") == 1) {
    throw Error(ErrorCode::kStorageFull,
                "the store " + files_.path + " cannot be written: the file is read-only");
  }
  if (connection.QueryInt("PRAGMA page_count") == 0) {
    CreateStore(connection, options.program);
    // SQLite counted the cache in pages of its default size.
    connection.Execute("PRAGMA cache_size=-" + std::to_string(kWriterCacheKib));
  }
  RequireStore(connection, options.program, files_.path);
  if (connection.QueryText("PRAGMA journal_mode=WAL") != "wal") {
    throw Error(ErrorCode::kStorageFull,
                "the store " + files_.path + " cannot keep a write-ahead log beside it");
  }
  connection.Execute("PRAGMA journal_size_limit=" + std::to_string(kLargestLogFile));
  // Journals of savepoints are the VFS's memory files, which are cheaper than SQLite's own.
  connection.Execute("PRAGMA temp_store=FILE");
  Migrate(connection, migrations);
  TruncateLog(connection);
  StartWriter(std::move(connection), options);
  readers_ = std::make_unique<ReaderPool>(files_.path, vfs_, dialect_, options.readers);
}

void SqliteStore::StartWriter(Connection connection, const Options& options) {
  sqlite3_wal_hook(connection.get(), &LogCommitted, this);
  writer_session_ = std::make_unique<SqliteSession>(std::move(connection), dialect_);
  const auto queue = static_cast<std::size_t>(std::max(options.queue, 1));
  writer_ = std::make_unique<Writer>(*writer_session_, queue, [this] {
    checkpointer_->Committed(log_frames_.load(std::memory_order_relaxed));
  });
  checkpointer_ = std::make_unique<Checkpointer>(
      OpenConnection(Connection::Mode::kReadWrite, kSmallCacheKib), *writer_);
}

std::vector<Issue> SqliteStore::VerifyFile() {
  std::unique_lock<std::mutex> hold;
  if (checkpointer_ != nullptr) hold = checkpointer_->Hold();
  LogScan log;
  std::vector<Issue> issues;
  CheckLog(issues, log);
  std::vector<Issue> pages = CheckPages(files_, std::move(log));
  issues.insert(issues.end(), pages.begin(), pages.end());
  CheckStructure(issues);
  return issues;
}

void SqliteStore::CheckLog(std::vector<Issue>& issues, LogScan& log) {
  std::optional<Writer::Pause> pause;
  if (writer_ != nullptr) pause.emplace(*writer_);
  log = ScanLogOf(files_);
  const std::uint32_t expected = log_frames_.load(std::memory_order_relaxed);
  if (log.frames < expected) {
    issues.push_back({"log frame " + std::to_string(log.valid_frames + 1), "log_frame",
                      std::to_string(expected) + " frames", std::to_string(log.frames),
                      "The log holds fewer whole commits than were written."});
  }
  for (std::uint32_t frame : log.stray_frames) {
    issues.push_back({"log frame " + std::to_string(frame), "log_frame", "nothing",
                      "a frame of this log",
                      "A frame of the log lies behind one that is not valid."});
  }
}

void SqliteStore::CheckStructure(std::vector<Issue>& issues) {
  std::set<std::string> reported;
  for (const Issue& issue : issues) reported.insert(issue.path);
  try {
    Reader reader = Read();
    Statement check = reader->PrepareText("PRAGMA integrity_check(1000)");
    while (check.Step()) {
      if (check.Text(0) == "ok") continue;
      issues.push_back({"database", "integrity", "ok", "a fault", std::string(check.Text(0))});
    }
    Statement foreign = reader->PrepareText("PRAGMA foreign_key_check");
    while (foreign.Step()) {
      issues.push_back({std::string(foreign.Text(0)), "foreign_key",
                        "a row of " + std::string(foreign.Text(2)), "none",
                        "A row names one that does not exist."});
    }
  } catch (const Error& error) {
    if (reported.contains(error.place())) return;
    issues.push_back({error.place().empty() ? "database" : error.place(), "integrity", "ok",
                      "a fault", error.message()});
  }
}

}  // namespace

std::unique_ptr<Store> OpenSqliteStore(std::string_view place, const Options& options,
                                       std::span<const Migration> migrations) {
  StoreFiles files = ParsePlace(place);
  try {
    return std::make_unique<SqliteStore>(files, options, migrations);
  } catch (Error& error) {
    // Whoever has to restore a backup wants to know how much is damaged, not only what was met
    // first.
    if (error.code() == ErrorCode::kCorrupt) AddBadPages(files, error);
    throw;
  }
}

}  // namespace socle::store
