#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "record/snapshot.h"
#include "record/types.h"
#include "store/store.h"

namespace socle::record {

/// Derived rows of some kinds of objects, written in the commit's transaction and rebuilt by
/// reindex. A standard's module implements it. `Prepare` is safe from any thread; the rest is
/// called on the writer's thread, inside a transaction. Its rows are a function of the objects'
/// heads alone (no clocks, no numbers drawn from a sequence): verify compares them with those of a
/// rebuild in another store.
class Indexer {
 public:
  virtual ~Indexer() = default;
  virtual std::string_view name() const = 0;  // "ehr_status"
  virtual std::span<const store::Migration> migrations() const = 0;
  virtual bool Covers(const Kind& kind) const = 0;
  /// The rows of a version, or null for none. `document` is what the commit carried. Not asked for
  /// deletions.
  virtual std::unique_ptr<IndexRows> Prepare(const NewVersion& version) const = 0;
  /// Makes the index say what `version`, the new head, says: old rows of the object go, `rows` come
  /// (null or a deleted version: none).
  virtual void Write(store::Session& session, const VersionInfo& version, IndexRows* rows) = 0;
  /// Removes all rows of an EHR (physical deletion), or of the whole index (`nullopt`, before a
  /// rebuild).
  virtual void Clear(store::Session& session, std::optional<EhrKey> ehr) = 0;
  /// The names of its tables in the store of `session`, each with a column `ehr`: verify compares
  /// their rows with those of a rebuild.
  virtual std::vector<std::string> Tables(store::Session& session) const = 0;
};

/// Parses stored bodies for the indexers, one per kind (reindex and verify). `uid`: of the object.
using DocumentReader =
    std::function<std::shared_ptr<const Document>(const ObjectUid& uid, std::string_view body)>;

struct KindDefinition {
  Kind kind;
  DocumentReader reader;  // may be empty where no indexer covers the kind
};

/// One commit: everything in it becomes durable together, or nothing.
struct CommitRequest {
  /// An EHR that exists, or one to be made with this commit.
  struct CreateEhr {
    EhrId id;
    std::string system_id;
  };
  std::variant<EhrKey, CreateEhr> target;
  std::optional<base::Uuid> contribution;  // absent: a new one
  Audit audit;
  std::vector<NewVersion> versions;  // 1 to 1000
  /// Run first, in the transaction: throws base::Error when the change must not be.
  std::function<void(store::Session&, EhrKey)> guard;
};

/// A change as subscribers see it.
struct FeedEntry {
  std::uint64_t position = 0;  // strictly growing; gaps where EHRs were erased
  ContributionInfo contribution;
  std::vector<VersionInfo> versions;
};

struct RecordOptions {
  std::uint32_t dictionary_after = 24;  // versions of a body class before its dictionary is trained
  int compression_level = 3;
  std::uint32_t seal_every = 10000;  // contributions
  std::uint32_t seal_seconds = 60;
  std::uint32_t trail_milliseconds =
      200;  // a read's trail entry is on disk at most that much later
};

/// How the access trail fares.
struct TrailStatus {
  std::uint64_t written = 0;         // entries of reads made durable
  std::uint64_t waiting = 0;         // entries of reads in memory
  std::uint64_t failed_batches = 0;  // attempts that the store refused; their entries wait
  std::uint64_t refused = 0;         // reads refused because too many entries waited
  std::string last_error;            // of the latest attempt; empty after a success
};

struct Finding {
  std::string place, what;
};  // what verify says of one fault
using Progress =
    std::function<void(std::string_view what, std::uint64_t done, std::uint64_t total)>;

/// The record: objects, versions, contributions, audit, feed, access trail. Knows no clinical
/// standard. Safe from any thread, because reads use sessions of their own and writes go through
/// the store's queue.
class Record {
 public:
  /// Migrations of the record and of `indexers`, for Store::Open, in order.
  static std::vector<store::Migration> Migrations(std::span<Indexer* const> indexers);

  /// `store` and `indexers` outlive the record. Errors: kUsage (an import into the store was broken
  /// off).
  Record(store::Store& store, std::vector<KindDefinition> kinds, std::vector<Indexer*> indexers,
         RecordOptions options = {});
  ~Record();  // flushes the access trail, writes a seal

  // Writing.
  /// Commits and waits until it is durable.
  /// Errors: kNotFound (no such EHR or object), kConflict (EHR id or object uid exists; deleted
  /// already), kPreconditionFailed (`preceding` is not the head; latest() holds the head's number),
  /// kTooLarge, kStorageFull, kUnavailable, and what the guard throws.
  CommitReceipt Commit(const Access& access, CommitRequest request);
  /// The same, answered by `done` on the writer's thread once durable. Bodies are compressed and
  /// digests computed in the caller's thread before it returns. What is found before the commit is
  /// queued is thrown (kBadRequest, kTooLarge, kUnavailable when the queue is full), and `done` is
  /// not called; else it is called exactly once, must be short and must not throw.
  void CommitAsync(const Access& access, CommitRequest request,
                   std::function<void(CommitReceipt*, std::exception_ptr)> done);
  /// Several commits, to different EHRs or the same, all or nothing: each is a contribution of its
  /// EHR. They are written in order, and each guard sees what those before it wrote. One request
  /// may hold more than 1000 versions here: it becomes several contributions, whose receipts follow
  /// one another, so that the versions of all receipts are those of all requests, in order.
  /// Errors: as Commit.
  std::vector<CommitReceipt> CommitTogether(const Access& access,
                                            std::vector<CommitRequest> requests);
  /// The same, answered as CommitAsync is; null where it failed.
  void CommitTogetherAsync(
      const Access& access, std::vector<CommitRequest> requests,
      std::function<void(std::vector<CommitReceipt>*, std::exception_ptr)> done);
  /// Removes an EHR physically, all of it; digests of its contributions stay so that seals hold,
  /// and the erasure is a contribution of the institution's record.
  void Erase(const Access& access, EhrKey ehr, Audit audit);

  // Reading. Each leaves an entry in the access trail.
  std::optional<EhrInfo> FindEhr(const Access& access, const EhrId& id);
  std::optional<EhrInfo> FindEhr(const Access& access, EhrKey ehr);
  std::optional<StoredVersion> ReadHead(const Access& access, EhrKey ehr, const Kind& kind,
                                        const ObjectUid& uid);
  std::optional<StoredVersion> ReadVersion(const Access& access, EhrKey ehr, const Kind& kind,
                                           const ObjectUid& uid, std::uint32_t number);
  /// The version that was the head at `time`.
  std::optional<StoredVersion> ReadAt(const Access& access, EhrKey ehr, const Kind& kind,
                                      const ObjectUid& uid, base::Instant time);
  /// As ReadHead in one go from the EHR's public id: the fast path. `ehr_found` tells apart what is
  /// missing.
  std::optional<StoredVersion> Read(const Access& access, const EhrId& id, const Kind& kind,
                                    const ObjectUid& uid, std::optional<std::uint32_t> number,
                                    bool* ehr_found);
  /// The only object of `kind` in the EHR (its status, its directory), head version.
  std::optional<StoredVersion> ReadSingle(const Access& access, EhrKey ehr, const Kind& kind);
  std::optional<VersionInfo> Info(const Access& access, EhrKey ehr, const Kind& kind,
                                  const ObjectUid& uid);
  /// All versions of an object, oldest first, without bodies.
  std::vector<VersionInfo> History(const Access& access, EhrKey ehr, const Kind& kind,
                                   const ObjectUid& uid);
  std::optional<ContributionInfo> FindContribution(const Access& access, EhrKey ehr,
                                                   const base::Uuid& uid);
  std::vector<VersionInfo> Versions(const Access& access, EhrKey ehr, std::uint64_t seq);
  /// Heads of all objects of a kind in an EHR, in order of creation; not those deleted.
  std::vector<VersionInfo> List(const Access& access, EhrKey ehr, const Kind& kind);
  std::optional<StoredVersion> FindAnywhere(const Access& access, const Kind& kind,
                                            const ObjectUid& uid);

  // Questions over many objects.
  /// The record as it is at this moment. Its reads leave no entries of their own: who answers a
  /// question from it calls NoteQuery.
  Snapshot OpenSnapshot();
  /// Where the object of that kind and uid stands, in the state of `session`: a snapshot's, or the
  /// writer's inside a guard. Leaves no entry.
  std::optional<ObjectInfo> FindObject(store::Session& session, const Kind& kind,
                                       const ObjectUid& uid) const;
  /// Leaves the access trail's entry of a read that a snapshot answered: `version`, or null where
  /// there was none. Errors: kUnavailable, as NoteQuery.
  void NoteRead(const Access& access, const Kind& kind, const VersionInfo* version);
  /// Leaves an entry in the access trail: a question was answered with `rows` rows, of one EHR or
  /// (`nullopt`) of any. Errors: kUnavailable (too many entries wait: the answer must not be
  /// given).
  void NoteQuery(const Access& access, std::optional<EhrKey> ehr, std::uint64_t rows);

  // The change feed.
  /// Up to `limit` entries after `position`, in order.
  std::vector<FeedEntry> Feed(std::uint64_t position, std::size_t limit);
  /// Calls `handler` for each entry on a thread of its own, from where subscriber `name` stopped
  /// (stored in the store): at least once, in order. An exception stops for a second, then tries
  /// again. Subscriptions go before the record does.
  class Subscription {
   public:
    virtual ~Subscription() = default;
  };
  std::unique_ptr<Subscription> Subscribe(std::string name,
                                          std::function<void(const FeedEntry&)> handler);

  // Care of the store.
  /// Re-reads everything: pages, bodies, digests, chains, seals, index rows against a rebuild (in
  /// the system's folder for temporary files). On a snapshot: commits go on. Nothing found: the
  /// record is whole.
  std::vector<Finding> Verify(const Progress& progress);
  /// Rebuilds every index from the stored bodies, in one transaction: other writes wait.
  void Reindex(const Progress& progress);
  /// A directory of open files, see docs/formats/export.md. Byte-identical for equal records.
  /// The trail says so, unless the store is read-only.
  void Export(const Access& access, const std::string& directory, const Progress& progress);
  /// Into an empty store: same ids, versions, times, digests. A store whose import broke off is
  /// refused by the constructor. Errors: kConflict (not empty), kCorrupt (says where), kUsage (no
  /// export, an unknown kind).
  void Import(const std::string& directory, const Progress& progress);
  /// Trains a dictionary now for each body class with enough versions; new versions use it.
  void TrainDictionaries();
  /// Waits until the trail of all reads so far is durable. Errors: of the store.
  void FlushTrail();
  TrailStatus TrailState() const;

  struct Counts {
    std::uint64_t ehrs, objects, versions, contributions, feed_position;
  };
  Counts Count();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace socle::record
