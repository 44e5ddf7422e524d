#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/codec.h"
#include "record/kinds.h"
#include "record/names.h"
#include "record/record.h"
#include "record/schema.h"
#include "record/trail.h"

namespace socle::record {

/// Turns stored rows into what callers see. Safe from any thread, because it keeps nothing of its
/// own.
class Rows {
 public:
  /// All outlive it.
  Rows(const Kinds& kinds, Codec& codec, Names& names)
      : kinds_(kinds), codec_(codec), names_(names) {}

  /// The row of a query whose columns are VersionColumn. Errors: kCorrupt.
  VersionInfo Version(store::Session& session, const store::Statement& row) const;
  /// The same with its body.
  StoredVersion VersionWithBody(store::Session& session, const store::Statement& row) const;
  /// The row of a query whose columns are ContributionColumn. Errors: kCorrupt.
  ContributionInfo Contribution(store::Session& session, const store::Statement& row) const;
  /// The EHR of that id or number; the institution is none.
  std::optional<EhrInfo> Ehr(store::Session& session, const EhrId& id) const;
  std::optional<EhrInfo> Ehr(store::Session& session, EhrKey ehr) const;
  /// The object of that kind and uid. Errors: kInternal (an undefined kind), kBadRequest (the uid).
  std::optional<ObjectInfo> Object(store::Session& session, const Kind& kind,
                                   const ObjectUid& uid) const;
  /// The body of the version VersionInfo::id. Errors: kCorrupt (none there, cannot be read).
  std::string Body(store::Session& session, std::int64_t version) const;
  /// The versions of the contribution at `position`, in their order.
  std::vector<VersionInfo> VersionsAt(store::Session& session, std::uint64_t position) const;

 private:
  const Kinds& kinds_;
  Codec& codec_;
  Names& names_;
};

/// Reads: each on a snapshot of its own, and with an entry in the access trail. The contracts are
/// Record's. Safe from any thread, because it keeps nothing of its own.
class Reading {
 public:
  /// All outlive it.
  Reading(store::Store& store, const Kinds& kinds, const Rows& rows, Names& names, Trail& trail)
      : store_(store), kinds_(kinds), rows_(rows), names_(names), trail_(trail) {}

  std::optional<EhrInfo> FindEhr(const Access& access, const EhrId& id);
  std::optional<EhrInfo> FindEhr(const Access& access, EhrKey ehr);
  /// Leaves the trail's entry of an export of everything.
  void NoteExport(const Access& access);
  void NoteRead(const Access& access, const Kind& kind, const VersionInfo* version);
  void NoteQuery(const Access& access, std::optional<EhrKey> ehr, std::uint64_t rows);
  std::optional<StoredVersion> Read(const Access& access, const EhrId& id, const Kind& kind,
                                    const ObjectUid& uid, std::optional<std::uint32_t> number,
                                    bool* ehr_found);
  std::optional<StoredVersion> ReadHead(const Access& access, EhrKey ehr, const Kind& kind,
                                        const ObjectUid& uid);
  std::optional<StoredVersion> ReadVersion(const Access& access, EhrKey ehr, const Kind& kind,
                                           const ObjectUid& uid, std::uint32_t number);
  std::optional<StoredVersion> ReadAt(const Access& access, EhrKey ehr, const Kind& kind,
                                      const ObjectUid& uid, base::Instant time);
  std::optional<StoredVersion> ReadSingle(const Access& access, EhrKey ehr, const Kind& kind);
  std::optional<StoredVersion> FindAnywhere(const Access& access, const Kind& kind,
                                            const ObjectUid& uid);
  std::optional<VersionInfo> Info(const Access& access, EhrKey ehr, const Kind& kind,
                                  const ObjectUid& uid);
  std::vector<VersionInfo> History(const Access& access, EhrKey ehr, const Kind& kind,
                                   const ObjectUid& uid);
  std::vector<VersionInfo> List(const Access& access, EhrKey ehr, const Kind& kind);
  std::optional<ContributionInfo> FindContribution(const Access& access, EhrKey ehr,
                                                   const base::Uuid& uid);
  std::vector<VersionInfo> Versions(const Access& access, EhrKey ehr, std::uint64_t seq);
  Record::Counts Count();

 private:
  TrailEntry Entry(const Access& access, TrailAction action) const;
  /// Runs `statement`, which is bound, for one version with its body, and records the access.
  std::optional<StoredVersion> One(const Access& access, store::Session& session,
                                   store::Statement& statement, std::int64_t kind);
  std::vector<VersionInfo> Many(const Access& access, store::Session& session,
                                store::Statement& statement, TrailAction action, EhrKey ehr,
                                std::int64_t kind);

  store::Store& store_;
  const Kinds& kinds_;
  const Rows& rows_;
  Names& names_;
  Trail& trail_;
};

}  // namespace socle::record
