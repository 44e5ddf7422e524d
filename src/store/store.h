#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "sql/dialect.h"
#include "sql/statement.h"

namespace socle::store {

class StatementState;  // a store's own part of a statement: store/states.h
class ReaderState;

/// A prepared statement of one session, bound and run. Taken from the session's cache, given back
/// reset when it goes, which must be before the session's transaction ends. Views that a column
/// returns live until the next Step or the end.
/// One thread at a time. Errors: kCorrupt (names the page where it is known), kStorageFull,
/// kConflict (a constraint), kTimeout (Interrupt), kTooLarge, kUnavailable (locked from outside),
/// kInternal.
class Statement {
 public:
  /// For stores: `state` is given back by StatementState::Release.
  explicit Statement(StatementState* state) : state_(state) {}
  Statement(Statement&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  Statement& Bind(int index, std::int64_t value);  // index from 1
  Statement& Bind(int index, double value);
  Statement& BindText(int index, std::string_view text);   // copied
  Statement& BindBlob(int index, std::string_view bytes);  // copied
  Statement& BindNull(int index);

  /// The next row: whether there is one.
  bool Step();
  /// Runs to the end, returns the number of rows changed.
  std::int64_t Run();
  /// Ready to be bound and run again.
  void Reset();

  std::int64_t Int(int column) const;  // column from 0
  double Real(int column) const;
  /// Of NULL: no data, not even an empty text's.
  std::string_view Text(int column) const;
  std::string_view Blob(int column) const;
  bool IsNull(int column) const;
  int Columns() const;

 private:
  StatementState* state_;  // owned by the session's cache
};

/// One connection inside one transaction. One thread at a time.
class Session {
 public:
  virtual ~Session() = default;
  /// `query` printed for this store's dialect, prepared, cached by `query`'s identity.
  virtual Statement Prepare(const sql::Query& query) = 0;
  /// Text of this store's own dialect: for PRAGMAs, tools and tests. Nothing from a client.
  virtual Statement PrepareText(std::string_view text) = 0;
  virtual void Execute(std::string_view script) = 0;
  /// Changes the schema, in the transaction. No statement of the session may be running that reads
  /// a table to be dropped. Errors: as a statement's.
  virtual void Change(const sql::SchemaChange& change) = 0;
  /// Ends the statement that runs, from any thread; it fails with kTimeout.
  virtual void Interrupt() = 0;
};

/// A reader's snapshot: all reads see one state. Gives its connection back when it goes.
class Reader {
 public:
  /// For stores: `state` is given back by ReaderState::Release.
  explicit Reader(ReaderState* state) : state_(state) {}
  Reader(Reader&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  Reader& operator=(Reader&&) = delete;
  ~Reader();
  Session& session();
  Session* operator->() { return &session(); }

 private:
  ReaderState* state_;  // owned by the store's pool
};

/// Numbered steps of a module's schema. Text SQL lives in src/MODULE/migrations/NNNN-name.sql and
/// is compiled into the binary.
struct Migration {
  std::string_view module;  // "record"
  int version;              // from 1, no gaps
  std::string_view name;
  std::string_view sql;
};

struct Options {
  bool create = true;  // make the file when it is absent
  bool read_only = false;
  int readers = 32;   // connections kept for readers; more are opened when all are taken
  int queue = 10000;  // jobs that may wait for the writer; more are refused
  std::string program = "socle";  // written into a new store; another program's store is refused
};

/// Work of the one writer. `run` is called inside the group's transaction, in a savepoint of its
/// own: when it throws, only its own changes are undone. `done` is called once, after the group's
/// commit is on disk (null) or with the error: of `run`, or of the commit. Both are called on the
/// writer's thread and must be short; `done` must not throw.
struct WriteJob {
  std::function<void(Session&)> run;
  std::function<void(std::exception_ptr)> done;
};

struct StoreStatistics {
  std::uint64_t commits = 0;  // transactions made durable (one fsync each)
  std::uint64_t jobs = 0;     // jobs in them
  std::uint64_t failed_jobs = 0;
  std::uint64_t queued = 0;  // waiting
  std::uint64_t file_bytes = 0, log_bytes = 0;
};

/// A database with one writer and many readers. Safe from any thread, because readers have
/// connections of their own and writes go through one queue.
class Store {
 public:
  virtual ~Store() = default;

  /// Opens "sqlite:PATH" and brings its schema up to `migrations` (in their order). "?vfs=NAME"
  /// after the path names the SQLite VFS below the checksums (tests of faults). Errors: kUsage
  /// (unknown kind, no such folder, another program's file, a schema newer than this binary: each
  /// says what to do), kUnavailable (another process has this store open), kStorageFull (not
  /// writable), kCorrupt.
  static std::unique_ptr<Store> Open(std::string_view url, const Options& options,
                                     std::span<const Migration> migrations);

  virtual Reader Read() = 0;
  /// Queues `job`. Errors: kUnavailable when the queue is full or the store is closing (`done` is
  /// not called then), kUsage (a read-only store). Jobs still queued when the store closes are run.
  virtual void Submit(WriteJob job) = 0;
  /// Runs `run` as a job and waits until it is durable; rethrows what it threw.
  void Write(const std::function<void(Session&)>& run);
  /// Copies the whole database into a new file at `path`, while reads and writes go on.
  /// `progress(done, total)` in pages, may be empty. The copy is of one moment, that of the call;
  /// it is on disk when the call returns, and appears at `path` only when it is whole. Errors:
  /// kConflict (`path` exists), kStorageFull, kCorrupt.
  virtual void Backup(const std::string& path,
                      const std::function<void(std::uint64_t, std::uint64_t)>& progress) = 0;
  virtual StoreStatistics Statistics() const = 0;
  virtual const sql::Dialect& dialect() const = 0;
  /// Checks the file itself: page checksums, structure, the log. One issue for each fault found:
  /// `path` is "page 17", "file", "log frame 3" or a table, `rule` one of page_checksum,
  /// file_length, header, log_frame, integrity, foreign_key. Reads the whole file; checkpoints wait
  /// for it, commits do not.
  virtual std::vector<base::Issue> VerifyFile() = 0;
};

}  // namespace socle::store
