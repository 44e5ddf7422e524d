#include "record/verify.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/error.h"
#include "record/chain.h"
#include "record/schema.h"
#include "record/seal.h"

namespace socle::record {
namespace {

constexpr std::size_t kMostFindings = 1000;
constexpr std::uint64_t kProgressEvery = 1000;

/// An object's row, and what its versions said.
struct ObjectRow {
  std::string kind;
  std::string uid;
  std::uint32_t head = 0;
  bool deleted = false;
  std::uint32_t seen = 0;
  bool seen_deleted = false;
};

/// A contribution's row.
struct ContributionRow {
  std::int64_t position = 0;
  std::uint64_t seq = 0;
  base::Uuid uid;
  Audit audit;
  base::Digest digest;
};

/// An EHR under examination.
struct EhrRow {
  std::int64_t key = 0;
  EhrId id;
  std::string place;
  std::map<std::int64_t, ObjectRow> objects;
  base::Digest previous;
  std::uint64_t last_seq = 0;
  base::Instant last_time{INT64_MIN};
};

class Verifier {
 public:
  Verifier(store::Session& session, Codec& codec, Findings& findings, const Progress& progress)
      : session_(session), codec_(codec), findings_(findings), progress_(progress) {}

  void Run() {
    Try("kinds", [&] { ReadKinds(); });
    Try("dictionaries", [&] { CheckDictionaries(); });
    Try("EHRs", [&] { CheckEhrs(); });
    Try("the record", [&] { CheckTotals(); });
    Try("positions", [&] { CheckPositions(); });
    Try("seals", [&] { CheckSeals(); });
  }

 private:
  /// Runs one part; what stops it is a finding, and the next part goes on.
  template <class Part>
  void Try(const std::string& place, const Part& part) {
    try {
      part();
    } catch (const base::Error& error) {
      findings_.Add(place, error.message() + (error.detail().empty() ? "" : ": " + error.detail()));
    }
  }

  /// Read from the store each time it is not known here: the record's own cache would hide a
  /// change.
  std::string Name(std::int64_t id) {
    const auto found = names_.find(id);
    if (found != names_.end()) return found->second;
    store::Statement statement = session_.Prepare(Sql().name_by_id);
    statement.Bind(1, id);
    if (!statement.Step()) {
      throw base::Error(base::ErrorCode::kCorrupt, "name " + std::to_string(id) + " is missing");
    }
    constexpr std::size_t kKept = 100000;
    if (names_.size() >= kKept) names_.clear();
    return names_.emplace(id, statement.Text(0)).first->second;
  }

  std::int64_t Count(const sql::Query& query) {
    store::Statement statement = session_.Prepare(query);
    return statement.Step() ? statement.Int(0) : 0;
  }

  void ReadKinds() {
    store::Statement statement = session_.Prepare(Sql().all_kinds);
    while (statement.Step()) kinds_[statement.Int(0)] = std::string(statement.Text(1));
  }

  void CheckDictionaries() {
    store::Statement statement = session_.Prepare(Sql().all_dictionaries);
    while (statement.Step()) {
      const auto digest = base::Sha256().Add(statement.Blob(1)).Finish();
      if (digest.View() == statement.Blob(2)) continue;
      findings_.Add("dictionary " + std::to_string(statement.Int(0)), "its digest differs");
    }
  }

  void CheckEhrs();
  void CheckEhr(EhrRow& ehr);
  void ReadObjects(EhrRow& ehr);
  ContributionRow ReadContribution(const store::Statement& row);
  void CheckContribution(EhrRow& ehr, const ContributionRow& contribution);
  base::Digest CheckVersion(EhrRow& ehr, const ContributionRow& contribution,
                            const std::string& place, const store::Statement& row);
  void CheckBody(const ObjectRow& object, const ContributionRow& contribution,
                 const std::string& place, const store::Statement& row);
  void CheckObjects(const EhrRow& ehr);
  void CheckTotals();
  void CheckPositions();
  void CheckErased();
  void CheckSeals();

  store::Session& session_;
  Codec& codec_;
  Findings& findings_;
  const Progress& progress_;
  std::unordered_map<std::int64_t, std::string> names_;
  std::unordered_map<std::int64_t, std::string> kinds_;
  std::int64_t contributions_ = 0, versions_ = 0, objects_ = 0, total_ = 0;
};

void Verifier::CheckEhrs() {
  total_ = Count(Sql().count_contributions);
  store::Statement statement = session_.Prepare(Sql().all_ehrs);
  while (statement.Step()) {
    EhrRow ehr;
    ehr.key = statement.Int(0);
    ehr.place = "EHR number " + std::to_string(ehr.key);
    Try(ehr.place, [&] {
      ehr.id = DecodeEhrId(statement.Blob(1));
      ehr.place = ehr.key == kInstitution ? "the institution's record" : "EHR " + ehr.id.value();
      ehr.previous = ChainStart(ehr.id, Name(statement.Int(2)), {statement.Int(3)});
      CheckEhr(ehr);
    });
  }
  if (progress_)
    progress_("contributions verified", static_cast<std::uint64_t>(contributions_),
              static_cast<std::uint64_t>(total_));
}

void Verifier::CheckEhr(EhrRow& ehr) {
  ReadObjects(ehr);
  store::Statement statement = session_.Prepare(Sql().contributions_of);
  statement.Bind(1, ehr.key);
  while (statement.Step()) {
    ++contributions_;
    const std::uint64_t seq = static_cast<std::uint64_t>(statement.Int(kcSeq));
    const std::string place = ehr.place + ", contribution " + std::to_string(seq);
    if (seq != ehr.last_seq + 1) findings_.Add(place, "the contribution before it is missing");
    Try(place, [&] {
      const ContributionRow contribution = ReadContribution(statement);
      CheckContribution(ehr, contribution);
      ehr.previous = contribution.digest;
    });
    ehr.last_seq = seq;
    if (progress_ && static_cast<std::uint64_t>(contributions_) % kProgressEvery == 0) {
      progress_("contributions verified", static_cast<std::uint64_t>(contributions_),
                static_cast<std::uint64_t>(total_));
    }
  }
  if (ehr.last_seq == 0 && ehr.key != kInstitution)
    findings_.Add(ehr.place, "it has no contribution");
  CheckObjects(ehr);
}

void Verifier::ReadObjects(EhrRow& ehr) {
  store::Statement statement = session_.Prepare(Sql().objects_of);
  statement.Bind(1, ehr.key);
  while (statement.Step()) {
    ++objects_;
    const auto kind = kinds_.find(statement.Int(1));
    if (kind == kinds_.end()) {
      findings_.Add(ehr.place + ", object " + std::to_string(statement.Int(0)),
                    "its kind is unknown");
    }
    ehr.objects[statement.Int(0)] = {.kind = kind == kinds_.end() ? std::string() : kind->second,
                                     .uid = DecodeUid(statement.Blob(2)).value(),
                                     .head = static_cast<std::uint32_t>(statement.Int(3)),
                                     .deleted = statement.Int(4) != 0};
  }
}

ContributionRow Verifier::ReadContribution(const store::Statement& row) {
  ContributionRow contribution;
  contribution.position = row.Int(kcPosition);
  contribution.seq = static_cast<std::uint64_t>(row.Int(kcSeq));
  const auto uid = base::Uuid::FromBytes(row.Blob(kcUid));
  if (!uid.has_value()) throw base::Error(base::ErrorCode::kCorrupt, "its id is not a UUID");
  contribution.uid = *uid;
  contribution.audit.time = base::Instant{row.Int(kcTime)};
  contribution.audit.committer = Name(row.Int(kcCommitter));
  contribution.audit.system_id = Name(row.Int(kcSystem));
  contribution.audit.change_type = static_cast<ChangeType>(row.Int(kcChangeType));
  if (!row.IsNull(kcDescription)) {
    contribution.audit.description = std::string(row.Text(kcDescription));
  }
  contribution.digest = StoredDigest(row.Blob(kcDigest));
  return contribution;
}

void Verifier::CheckContribution(EhrRow& ehr, const ContributionRow& contribution) {
  const std::string place = ehr.place + ", contribution " + std::to_string(contribution.seq);
  std::vector<base::Digest> digests;
  store::Statement statement = session_.Prepare(Sql().stored_versions);
  const std::int64_t first = contribution.position * kVersionsInContribution;
  statement.Bind(1, first).Bind(2, first + kVersionsInContribution - 1);
  while (statement.Step()) {
    ++versions_;
    if (statement.Int(ksId) != first + ToInt(digests.size())) {
      findings_.Add(place, "one of its versions is missing");
    }
    digests.push_back(CheckVersion(ehr, contribution, place, statement));
  }
  const base::Digest digest = ContributionDigest(ehr.previous, ehr.id, contribution.seq,
                                                 contribution.uid, contribution.audit, digests);
  if (digest != contribution.digest)
    findings_.Add(place, "its digest differs: the chain is broken here");
  if (*contribution.audit.time <= ehr.last_time) {
    findings_.Add(place, "it is not later than the contribution before it");
  }
  ehr.last_time = *contribution.audit.time;
}

base::Digest Verifier::CheckVersion(EhrRow& ehr, const ContributionRow& contribution,
                                    const std::string& place, const store::Statement& row) {
  const std::string number = std::to_string(row.Int(ksNumber));
  std::string version =
      place + ", version " + number + " of object " + std::to_string(row.Int(ksObject));
  const auto object = ehr.objects.find(row.Int(ksObject));
  if (row.Int(ksEhr) != ehr.key || object == ehr.objects.end()) {
    findings_.Add(version, "its object is not in this EHR");
    return StoredDigest(row.Blob(ksDigest));
  }
  version = place + ", version " + object->second.uid + "::" + number;
  if (row.Int(ksNumber) != std::int64_t{object->second.seen} + 1) {
    findings_.Add(version, "it does not follow version " + std::to_string(object->second.seen));
  }
  object->second.seen = static_cast<std::uint32_t>(row.Int(ksNumber));
  object->second.seen_deleted = static_cast<Lifecycle>(row.Int(ksLifecycle)) == Lifecycle::kDeleted;
  Try(version, [&] { CheckBody(object->second, contribution, version, row); });
  return StoredDigest(row.Blob(ksDigest));
}

void Verifier::CheckBody(const ObjectRow& object, const ContributionRow& contribution,
                         const std::string& place, const store::Statement& row) {
  const std::string body = codec_.Decode(session_, row.Int(ksCodec), row.Blob(ksBody));
  VersionContent content{.kind = object.kind,
                         .uid = object.uid,
                         .number = static_cast<std::uint32_t>(row.Int(ksNumber)),
                         .lifecycle = static_cast<Lifecycle>(row.Int(ksLifecycle)),
                         .change_type = contribution.audit.change_type,
                         .description = contribution.audit.description,
                         .body = body};
  if (!row.IsNull(ksChangeType))
    content.change_type = static_cast<ChangeType>(row.Int(ksChangeType));
  if (!row.IsNull(ksDescription)) content.description = row.Text(ksDescription);
  if (VersionDigest(content).View() != row.Blob(ksDigest)) {
    findings_.Add(place, "its digest differs: it is not what was committed");
  }
  Name(row.Int(ksClass));
}

void Verifier::CheckObjects(const EhrRow& ehr) {
  for (const auto& [number, object] : ehr.objects) {
    const std::string place = ehr.place + ", object " + object.uid;
    if (object.seen == 0) {
      findings_.Add(place, "it has no version");
    } else if (object.seen != object.head) {
      findings_.Add(place, "its head is said to be version " + std::to_string(object.head) +
                               ", the last one is " + std::to_string(object.seen));
    }
    if (object.deleted != object.seen_deleted) {
      findings_.Add(place, "whether it is deleted is not what its last version says");
    }
  }
}

void Verifier::CheckTotals() {
  const auto check = [&](const sql::Query& query, std::int64_t seen, const char* what) {
    const std::int64_t stored = Count(query);
    if (stored == seen) return;
    findings_.Add("the record", std::to_string(stored - seen) + " of its " +
                                    std::to_string(stored) + " " + what + " belong to no EHR");
  };
  check(Sql().count_contributions, contributions_, "contributions");
  check(Sql().count_versions, versions_, "versions");
  check(Sql().count_objects, objects_, "objects");
}

void Verifier::CheckPositions() {
  std::uint64_t expected = 1;
  ForEachDigest(session_, 0, INT64_MAX, [&](const PlacedDigest& placed) {
    if (placed.position != expected) {
      findings_.Add("position " + std::to_string(expected),
                    placed.position > expected ? "the contribution that had it is missing"
                                               : "two contributions have it");
    }
    expected = placed.position + 1;
  });
  CheckErased();
}

void Verifier::CheckErased() {
  std::map<std::int64_t, std::int64_t> stubs;
  {
    store::Statement statement = session_.Prepare(Sql().erased_stubs);
    while (statement.Step()) stubs[statement.Int(0)] = statement.Int(1);
  }
  store::Statement statement = session_.Prepare(Sql().erased_ehrs);
  while (statement.Step()) {
    const auto found = stubs.find(statement.Int(0));
    const std::int64_t kept = found == stubs.end() ? 0 : found->second;
    if (found != stubs.end()) stubs.erase(found);
    if (kept == statement.Int(1)) continue;
    findings_.Add("erased EHR number " + std::to_string(statement.Int(0)),
                  "it had " + std::to_string(statement.Int(1)) + " contributions, " +
                      std::to_string(kept) + " digests are kept");
  }
  for (const auto& [ehr, count] : stubs) {
    findings_.Add("erased EHR number " + std::to_string(ehr), "its erasure is not recorded");
  }
}

void Verifier::CheckSeals() {
  Seal before;
  store::Statement statement = session_.Prepare(Sql().all_seals);
  while (statement.Step()) {
    Seal seal{.number = static_cast<std::uint64_t>(statement.Int(0)),
              .last = static_cast<std::uint64_t>(statement.Int(1)),
              .time = {statement.Int(3)},
              .digest = StoredDigest(statement.Blob(2))};
    const std::string place = "seal " + std::to_string(seal.number);
    if (seal.number != before.number + 1) findings_.Add(place, "the seal before it is missing");
    SealDigest digest(seal.number, before.digest, seal.last, seal.time);
    Try(place, [&] {
      ForEachDigest(session_, before.last, seal.last, [&](const PlacedDigest& placed) {
        digest.Add(placed.position, placed.digest);
      });
    });
    if (digest.Finish() != seal.digest) {
      findings_.Add(place, "it is broken: contributions at positions " +
                               std::to_string(before.last + 1) + " to " +
                               std::to_string(seal.last) + " are not those that were sealed");
    }
    before = seal;
  }
}

}  // namespace

void Findings::Add(std::string place, std::string what) {
  if (list_.size() < kMostFindings) {
    list_.push_back({std::move(place), std::move(what)});
  } else {
    ++left_out_;
  }
}

std::vector<Finding> Findings::Take() {
  if (left_out_ > 0) list_.push_back({"the record", std::to_string(left_out_) + " more faults"});
  left_out_ = 0;
  return std::move(list_);
}

void VerifyRecord(store::Session& session, Codec& codec, Findings& findings,
                  const Progress& progress) {
  Verifier(session, codec, findings, progress).Run();
}

}  // namespace socle::record
