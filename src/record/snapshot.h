#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "record/types.h"
#include "store/store.h"

namespace socle::record {

class Kinds;
class Names;
class Rows;

/// One state of the record, for the many reads of one question; what is committed later is not in
/// it. Made by Record::OpenSnapshot, which the record outlives. It holds a connection, and keeps
/// the store from shrinking its log: not for long. Its reads leave no entries in the access trail.
/// One thread at a time, but for session().Interrupt().
class Snapshot {
 public:
  /// Which versions to read.
  struct Selection {
    enum class Versions : std::uint8_t {
      kHeads,  // each object's latest, unless that is a deletion
      kAll,    // all, deletions too
    };
    std::vector<Kind> kinds;      // 1 to 4; such as the record does not have are passed over
    std::optional<EhrKey> ehr{};  // absent: of all EHRs, and of the institution
    Versions versions = Versions::kHeads;
    std::int64_t after = 0;  // only versions whose VersionInfo::id is greater
  };

  /// Whose versions a history gives, and which.
  struct HistorySelection {
    std::vector<Kind> kinds;         // one at least
    std::optional<ObjectUid> uid{};  // one object's; with one kind only
    std::int64_t before = 0;  // only versions whose VersionInfo::id is less; 0: from the newest
    std::optional<base::Instant> since{};  // not committed before
    std::optional<base::Instant> at{};     // only those that were the head at that moment
    std::size_t limit = 100;
  };

  /// For the record. All but `reader` outlive the snapshot.
  Snapshot(store::Reader reader, const Kinds& kinds, const Rows& rows, Names& names)
      : reader_(std::move(reader)), kinds_(&kinds), rows_(&rows), names_(&names) {}

  /// For statements of one's own.
  store::Session& session() { return reader_.session(); }

  std::optional<EhrInfo> FindEhr(const EhrId& id);
  std::optional<EhrInfo> FindEhr(EhrKey ehr);
  /// Up to `limit` EHRs behind `after` (EhrKey(0): from the first), in the order of their creation.
  std::vector<EhrInfo> Ehrs(EhrKey after, std::size_t limit);
  /// The version VersionInfo::id with its body, where it is its object's latest and no deletion.
  /// Errors: kCorrupt (cannot be read).
  std::optional<StoredVersion> Head(std::int64_t version);
  /// The body of the version VersionInfo::id. Errors: kCorrupt (none there, cannot be read).
  std::string Body(std::int64_t version);
  /// Where an object stands, whichever EHR it is in.
  std::optional<ObjectInfo> FindObject(const Kind& kind, const ObjectUid& uid);
  /// The object's latest version with its body (empty: a deletion), whichever EHR it is in.
  std::optional<StoredVersion> ReadHead(const Kind& kind, const ObjectUid& uid);
  /// The version `number` of it.
  std::optional<StoredVersion> ReadVersion(const Kind& kind, const ObjectUid& uid,
                                           std::uint32_t number);
  /// Up to `selection.limit` versions without their bodies, the newest first (by VersionInfo::id).
  /// Of a kind with few objects it reads all versions of these, else versions of all kinds from the
  /// newest on until it has enough.
  std::vector<VersionInfo> History(const HistorySelection& selection);
  /// Gives each version of `selection`, with its body, to `take`, in the order of commit, until it
  /// says false. Errors: kCorrupt, and what `take` throws.
  void Each(const Selection& selection, const std::function<bool(StoredVersion)>& take);

 private:
  store::Reader reader_;
  const Kinds* kinds_;
  const Rows* rows_;
  Names* names_;
};

}  // namespace socle::record
