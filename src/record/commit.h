#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "record/chain.h"
#include "record/codec.h"
#include "record/kinds.h"
#include "record/names.h"
#include "record/record.h"
#include "record/trail.h"

namespace socle::record {

/// A version that waits for the writer: compressed, digested, indexed.
struct PreparedVersion {
  std::int64_t kind = 0;
  std::string uid;  // as stored
  std::uint32_t preceding = 0;
  bool restores = false;
  base::Digest digest;
  Encoded body;
  std::string body_class;
  std::optional<std::string> description;  // the version's own
  std::vector<std::pair<Indexer*, std::unique_ptr<IndexRows>>> rows;
};

/// A commit that waits for the writer. `receipt` holds what is known before: audits, kinds,
/// numbers.
struct PreparedCommit {
  std::variant<EhrKey, CommitRequest::CreateEhr> target;
  std::function<void(store::Session&, EhrKey)> guard;
  std::vector<PreparedVersion> versions;
  std::optional<base::Instant> time;
  /// Its uid came from outside and may be taken.
  bool uid_given = false;
  std::optional<TrailEntry> trail;
  /// The commit whose request this one goes on with: it goes into the same EHR. Shared: both are
  /// the job's.
  std::shared_ptr<const PreparedCommit> continued;
  CommitReceipt receipt;
  Names::Fresh fresh;
};

/// What an import knows of a commit that the record decides otherwise.
struct GivenPlace {
  std::uint64_t position = 0;
};

/// Prepares commits in the caller's thread and writes them in the writer's.
/// Safe from any thread, because it keeps nothing of its own; `Write` is the writer's thread's.
class Committer {
 public:
  /// All outlive the committer.
  Committer(const Kinds& kinds, Codec& codec, Names& names)
      : kinds_(kinds), codec_(codec), names_(names) {}

  /// Errors: kBadRequest (an id, a purpose), kTooLarge, kInternal (no versions, more than 1000, an
  /// undefined kind), and what an indexer throws.
  std::shared_ptr<PreparedCommit> Prepare(const Access& access, CommitRequest request) const;

  /// Writes the commit in the transaction of `writer` and completes its receipt. `given` is for
  /// import. Errors: see Record::Commit.
  void Write(store::Session& writer, PreparedCommit& commit,
             const std::optional<GivenPlace>& given = std::nullopt) const;

 private:
  struct Place;
  PreparedVersion PrepareVersion(NewVersion version, const Audit& audit, VersionInfo& info) const;
  Place Find(store::Session& writer, PreparedCommit& commit) const;
  Place Create(store::Session& writer, PreparedCommit& commit,
               const CommitRequest::CreateEhr& ehr) const;
  void PutObject(store::Session& writer, const PreparedVersion& version, VersionInfo& info,
                 std::int64_t& last_object) const;
  void PutVersion(store::Session& writer, PreparedCommit& commit, std::size_t index) const;
  void Number(store::Session& writer, PreparedCommit& commit, const Place& place,
              const std::optional<GivenPlace>& given) const;
  void PutVersions(store::Session& writer, PreparedCommit& commit) const;
  void PutTrail(store::Session& writer, PreparedCommit& commit) const;
  void PutContribution(store::Session& writer, PreparedCommit& commit, const Place& place) const;

  const Kinds& kinds_;
  Codec& codec_;
  Names& names_;
};

}  // namespace socle::record
