#include "record/record.h"

#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <variant>

#include "base/error.h"
#include "record/answer.h"
#include "record/commit.h"
#include "record/erase.h"
#include "record/export.h"
#include "record/feed.h"
#include "record/import.h"
#include "record/kinds.h"
#include "record/reading.h"
#include "record/reindex.h"
#include "record/schema.h"
#include "record/seal.h"
#include "record/trail.h"
#include "record/trainer.h"
#include "record/verify.h"
#include "record/verify_indexes.h"

namespace socle::record {
namespace {

std::vector<KindDefinition> WithOwnKinds(std::vector<KindDefinition> kinds) {
  kinds.push_back({ErasureKind(), {}});
  return kinds;
}

/// Errors: kUsage, when work on the store was broken off.
void RefuseUnfinished(store::Store& store) {
  store::Reader reader = store.Read();
  store::Statement statement = reader->Prepare(Sql().unfinished);
  if (!statement.Step()) return;
  throw base::Error(base::ErrorCode::kUsage,
                    "an " + std::string(statement.Text(0)) +
                        " into this store was broken off: delete the store and begin again");
}

/// Whose bodies a commit brings, for the trainer: the EHR, told apart by number or by id.
std::int64_t PatientOf(const CommitRequest& request) {
  if (const auto* ehr = std::get_if<EhrKey>(&request.target)) return ehr->value();
  const auto& created = std::get<CommitRequest::CreateEhr>(request.target);
  return -1 - static_cast<std::int64_t>(std::hash<EhrId>{}(created.id) >> 2);
}

/// Jobs that were handed to the store and not answered yet: the record outlives them.
class Pending {
 public:
  void Begin() {
    std::lock_guard lock(mutex_);
    ++count_;
  }
  void End() {
    std::lock_guard lock(mutex_);
    if (--count_ == 0) none_.notify_all();
  }
  void WaitForNone() {
    std::unique_lock lock(mutex_);
    none_.wait(lock, [&] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  std::uint64_t count_ = 0;  // under mutex_
};

}  // namespace

const Scope& Scope::Open() {
  static const Scope scope;
  return scope;
}

struct Record::Impl {
  Impl(store::Store& s, std::vector<KindDefinition> definitions, std::vector<Indexer*> all,
       RecordOptions o)
      : store(s),
        indexers(std::move(all)),
        options(o),
        kinds(s, WithOwnKinds(std::move(definitions)), indexers),
        codec(s, o.compression_level),
        committer(kinds, codec, names),
        rows(kinds, codec, names),
        trail(s, names, o.trail_milliseconds),
        reading(s, kinds, rows, names, trail),
        trainer(s, codec, o.dictionary_after),
        sealer(s, o.seal_every, o.seal_seconds) {}

  ~Impl() {
    pending.WaitForNone();
    try {
      sealer.SealNow();
    } catch (const std::exception&) {
      // The next seal covers what this one would have.
    }
  }

  /// On the writer's thread, after a commit.
  void Committed(PreparedCommit& commit) {
    names.Keep(std::move(commit.fresh));
    sealer.Committed(1);
    signal.Committed();
  }

  /// Commits that are written in one job, in order.
  using Commits =
      std::vector<std::shared_ptr<PreparedCommit>>;  // shared: `run` and `done` need them
  void Prepare(const Access& access, CommitRequest request, Commits& commits);
  void Submit(Commits commits, std::function<void(store::Session&)> run,
              std::function<void(std::exception_ptr)> done);

  store::Store& store;
  const std::vector<Indexer*> indexers;
  const RecordOptions options;
  Names names;
  const Kinds kinds;
  Codec codec;
  const Committer committer;
  const Rows rows;
  Trail trail;
  Reading reading;
  Trainer trainer;
  Sealer sealer;
  FeedSignal signal;
  Pending pending;
};

void Record::Impl::Submit(Commits commits, std::function<void(store::Session&)> run,
                          std::function<void(std::exception_ptr)> done) {
  pending.Begin();
  try {
    store.Submit({std::move(run), [this, commits = std::move(commits),
                                   done = std::move(done)](std::exception_ptr error) {
                    if (error == nullptr) {
                      for (const auto& commit : commits) Committed(*commit);
                    }
                    done(std::move(error));
                    pending.End();
                  }});
  } catch (...) {
    pending.End();
    throw;
  }
}

/// Puts behind `commits` those that `request` becomes: one, or as many as its versions need.
void Record::Impl::Prepare(const Access& access, CommitRequest request, Commits& commits) {
  const std::int64_t patient = PatientOf(request);
  for (const NewVersion& version : request.versions) {
    trainer.Offer(version.body_class, patient, version.body);
  }
  std::vector<NewVersion> versions = std::move(request.versions);
  std::size_t begin = 0;
  do {
    const std::size_t end = std::min(versions.size(), begin + kMostVersions);
    CommitRequest part;
    part.target = request.target;
    part.audit = request.audit;
    if (begin == 0) {
      part.contribution = request.contribution;
      part.guard = std::move(request.guard);
    }
    const auto at = [&](std::size_t index) {
      return std::make_move_iterator(versions.begin() + static_cast<std::ptrdiff_t>(index));
    };
    part.versions.assign(at(begin), at(end));
    commits.push_back(committer.Prepare(access, std::move(part)));
    if (begin > 0) commits.back()->continued = commits[commits.size() - 2];
    begin = end;
  } while (begin < versions.size());
}

std::vector<store::Migration> Record::Migrations(std::span<Indexer* const> indexers) {
  const auto own = EmbeddedMigrations();
  std::vector<store::Migration> all(own.begin(), own.end());
  for (const Indexer* indexer : indexers) {
    const auto theirs = indexer->migrations();
    all.insert(all.end(), theirs.begin(), theirs.end());
  }
  return all;
}

Record::Record(store::Store& store, std::vector<KindDefinition> kinds,
               std::vector<Indexer*> indexers, RecordOptions options) {
  RefuseUnfinished(store);
  impl_ = std::make_unique<Impl>(store, std::move(kinds), std::move(indexers), options);
}

Record::~Record() = default;

CommitReceipt Record::Commit(const Access& access, CommitRequest request) {
  CommitReceipt receipt;
  Answer answer;
  CommitAsync(access, std::move(request), [&](CommitReceipt* got, std::exception_ptr error) {
    if (got != nullptr) receipt = std::move(*got);
    answer.Give(std::move(error));
  });
  answer.Wait();
  return receipt;
}

void Record::CommitAsync(const Access& access, CommitRequest request,
                         std::function<void(CommitReceipt*, std::exception_ptr)> done) {
  Impl& impl = *impl_;
  const std::int64_t patient = PatientOf(request);
  for (const NewVersion& version : request.versions) {
    impl.trainer.Offer(version.body_class, patient, version.body);
  }
  // Shared: the store copies its jobs, and `run` and `done` both need it.
  const std::shared_ptr<PreparedCommit> commit = impl.committer.Prepare(access, std::move(request));
  impl.Submit(
      {commit},
      [&impl, commit](store::Session& session) { impl.committer.Write(session, *commit); },
      [commit, done = std::move(done)](std::exception_ptr error) {
        CommitReceipt* const receipt = error == nullptr ? &commit->receipt : nullptr;
        done(receipt, std::move(error));
      });
}

std::vector<CommitReceipt> Record::CommitTogether(const Access& access,
                                                  std::vector<CommitRequest> requests) {
  std::vector<CommitReceipt> receipts;
  Answer answer;
  CommitTogetherAsync(access, std::move(requests),
                      [&](std::vector<CommitReceipt>* got, std::exception_ptr error) {
                        if (got != nullptr) receipts = std::move(*got);
                        answer.Give(std::move(error));
                      });
  answer.Wait();
  return receipts;
}

void Record::CommitTogetherAsync(
    const Access& access, std::vector<CommitRequest> requests,
    std::function<void(std::vector<CommitReceipt>*, std::exception_ptr)> done) {
  Impl& impl = *impl_;
  Impl::Commits commits;
  for (CommitRequest& request : requests) impl.Prepare(access, std::move(request), commits);
  if (commits.empty()) throw base::Error(base::ErrorCode::kInternal, "there is nothing to commit");
  impl.Submit(
      commits,
      [&impl, commits](store::Session& session) {
        for (const auto& commit : commits) impl.committer.Write(session, *commit);
      },
      [commits, done = std::move(done)](std::exception_ptr error) {
        if (error != nullptr) return done(nullptr, std::move(error));
        std::vector<CommitReceipt> receipts;
        receipts.reserve(commits.size());
        for (const auto& commit : commits) receipts.push_back(std::move(commit->receipt));
        done(&receipts, nullptr);
      });
}

void Record::Erase(const Access& access, EhrKey ehr, Audit audit) {
  Impl& impl = *impl_;
  const auto erasure = impl.committer.Prepare(access, ErasureRequest(ehr, audit));
  erasure->trail->action = TrailAction::kErase;
  erasure->trail->ehr = ehr.value();
  Answer answer;
  impl.Submit(
      {erasure},
      [&impl, erasure, ehr](store::Session& session) {
        EraseEhr(session, impl.committer, impl.indexers, ehr, *erasure);
      },
      [&](std::exception_ptr error) { answer.Give(std::move(error)); });
  answer.Wait();
}

std::optional<EhrInfo> Record::FindEhr(const Access& access, const EhrId& id) {
  return impl_->reading.FindEhr(access, id);
}

std::optional<EhrInfo> Record::FindEhr(const Access& access, EhrKey ehr) {
  return impl_->reading.FindEhr(access, ehr);
}

std::optional<StoredVersion> Record::ReadHead(const Access& access, EhrKey ehr, const Kind& kind,
                                              const ObjectUid& uid) {
  return impl_->reading.ReadHead(access, ehr, kind, uid);
}

std::optional<StoredVersion> Record::ReadVersion(const Access& access, EhrKey ehr, const Kind& kind,
                                                 const ObjectUid& uid, std::uint32_t number) {
  return impl_->reading.ReadVersion(access, ehr, kind, uid, number);
}

std::optional<StoredVersion> Record::ReadAt(const Access& access, EhrKey ehr, const Kind& kind,
                                            const ObjectUid& uid, base::Instant time) {
  return impl_->reading.ReadAt(access, ehr, kind, uid, time);
}

std::optional<StoredVersion> Record::Read(const Access& access, const EhrId& id, const Kind& kind,
                                          const ObjectUid& uid, std::optional<std::uint32_t> number,
                                          bool* ehr_found) {
  return impl_->reading.Read(access, id, kind, uid, number, ehr_found);
}

std::optional<StoredVersion> Record::ReadSingle(const Access& access, EhrKey ehr,
                                                const Kind& kind) {
  return impl_->reading.ReadSingle(access, ehr, kind);
}

std::optional<VersionInfo> Record::Info(const Access& access, EhrKey ehr, const Kind& kind,
                                        const ObjectUid& uid) {
  return impl_->reading.Info(access, ehr, kind, uid);
}

std::vector<VersionInfo> Record::History(const Access& access, EhrKey ehr, const Kind& kind,
                                         const ObjectUid& uid) {
  return impl_->reading.History(access, ehr, kind, uid);
}

std::optional<ContributionInfo> Record::FindContribution(const Access& access, EhrKey ehr,
                                                         const base::Uuid& uid) {
  return impl_->reading.FindContribution(access, ehr, uid);
}

std::vector<VersionInfo> Record::Versions(const Access& access, EhrKey ehr, std::uint64_t seq) {
  return impl_->reading.Versions(access, ehr, seq);
}

std::vector<VersionInfo> Record::List(const Access& access, EhrKey ehr, const Kind& kind) {
  return impl_->reading.List(access, ehr, kind);
}

std::optional<StoredVersion> Record::FindAnywhere(const Access& access, const Kind& kind,
                                                  const ObjectUid& uid) {
  return impl_->reading.FindAnywhere(access, kind, uid);
}

Snapshot Record::OpenSnapshot() {
  return {impl_->store.Read(), impl_->kinds, impl_->rows, impl_->names};
}

std::optional<ObjectInfo> Record::FindObject(store::Session& session, const Kind& kind,
                                             const ObjectUid& uid) const {
  return impl_->rows.Object(session, kind, uid);
}

void Record::NoteRead(const Access& access, const Kind& kind, const VersionInfo* version) {
  impl_->reading.NoteRead(access, kind, version);
}

void Record::NoteQuery(const Access& access, std::optional<EhrKey> ehr, std::uint64_t rows) {
  impl_->reading.NoteQuery(access, ehr, rows);
}

std::vector<FeedEntry> Record::Feed(std::uint64_t position, std::size_t limit) {
  store::Reader reader = impl_->store.Read();
  return ReadFeed(reader.session(), impl_->rows, position, limit);
}

std::unique_ptr<Record::Subscription> Record::Subscribe(
    std::string name, std::function<void(const FeedEntry&)> handler) {
  return std::make_unique<FeedSubscription>(impl_->store, impl_->rows, impl_->signal,
                                            std::move(name), std::move(handler));
}

void Record::TrainDictionaries() { impl_->trainer.TrainStored(); }
void Record::FlushTrail() { impl_->trail.Flush(); }
TrailStatus Record::TrailState() const { return impl_->trail.Status(); }
std::vector<Finding> Record::Verify(const Progress& progress) {
  Impl& impl = *impl_;
  Findings findings;
  for (const base::Issue& issue : impl.store.VerifyFile()) {
    findings.Add(issue.path, issue.message.empty() ? issue.rule : issue.message);
  }
  store::Reader reader = impl.store.Read();
  VerifyRecord(reader.session(), impl.codec, findings, progress);
  VerifyIndexes(reader.session(), impl.kinds, impl.rows, impl.indexers, findings, progress);
  return findings.Take();
}

void Record::Reindex(const Progress& progress) {
  Impl& impl = *impl_;
  const std::uint64_t total = impl.reading.Count().objects;
  // One transaction: readers see the old index or the new one, and a broken rebuild leaves the old.
  impl.store.Write([&](store::Session& session) {
    RebuildIndexes(session, impl.kinds, impl.codec, impl.indexers, total, progress);
  });
}

void Record::Export(const Access& access, const std::string& directory, const Progress& progress) {
  Impl& impl = *impl_;
  impl.reading.NoteExport(access);
  // All is sealed first, so that neither record of the pair seals what the other has not.
  try {
    impl.sealer.SealNow();
  } catch (const base::Error& error) {
    if (error.code() != base::ErrorCode::kUsage) throw;  // a read-only store stays as it is
  }
  store::Reader reader = impl.store.Read();
  ExportRecord(reader.session(), impl.kinds, impl.codec, impl.names, directory, progress);
}

void Record::Import(const std::string& directory, const Progress& progress) {
  Impl& impl = *impl_;
  ImportRecord({.store = impl.store,
                .kinds = impl.kinds,
                .committer = impl.committer,
                .names = impl.names,
                .trainer = impl.trainer},
               directory, progress);
  impl.signal.Committed();
}

Record::Counts Record::Count() { return impl_->reading.Count(); }

}  // namespace socle::record
