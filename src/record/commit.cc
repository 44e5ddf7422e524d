#include "record/commit.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/error.h"
#include "record/schema.h"

namespace socle::record {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kLargestBody = std::size_t{64} << 20;
constexpr std::size_t kLongestPurpose = 64;

void BindText(store::Statement& statement, int index, const std::optional<std::string>& text) {
  if (text.has_value()) {
    statement.BindText(index, *text);
  } else {
    statement.BindNull(index);
  }
}

void CheckRequest(const Access& access, const CommitRequest& request) {
  if (request.versions.empty() || request.versions.size() > kMostVersions) {
    throw Error(ErrorCode::kBadRequest, "a contribution holds 1 to 1000 versions, this one has " +
                                            std::to_string(request.versions.size()));
  }
  if (access.purpose.size() > kLongestPurpose) {
    throw Error(ErrorCode::kBadRequest, "a purpose is at most 64 bytes");
  }
  const auto check_text = [](const std::string& text) {
    if (!base::IsUtf8(text)) throw Error(ErrorCode::kBadRequest, "an audit's text is not UTF-8");
  };
  check_text(request.audit.committer);
  check_text(request.audit.system_id);
  check_text(request.audit.description.value_or(""));
  for (const NewVersion& version : request.versions) {
    check_text(version.description.value_or(""));
    check_text(version.body_class);
    if (version.body.size() > kLargestBody) {
      throw Error(ErrorCode::kTooLarge, "a document is at most 64 MiB");
    }
  }
}

/// Whether the EHR has a contribution `uid`. Linear in its contributions: only ids that come from
/// outside are looked for.
bool HasContribution(store::Session& session, EhrKey ehr, const base::Uuid& uid) {
  store::Statement statement = session.Prepare(Sql().contributions_of);
  statement.Bind(1, ehr.value());
  while (statement.Step()) {
    if (statement.Blob(kcUid) == uid.View()) return true;
  }
  return false;
}

}  // namespace

/// Where a commit goes: after which contribution, with what number.
struct Committer::Place {
  std::int64_t system = 0;  // of the EHR's row
  std::uint64_t last_seq = 0;
  base::Instant last_time;
  base::Digest previous;
  bool created = false;
};

PreparedVersion Committer::PrepareVersion(NewVersion version, const Audit& audit,
                                          VersionInfo& info) const {
  PreparedVersion prepared;
  prepared.kind = kinds_.Id(version.kind);
  prepared.uid = EncodeUid(version.uid);
  prepared.preceding = version.preceding;
  prepared.restores = version.restores;
  for (Indexer* indexer : kinds_.Indexers(prepared.kind)) {
    const bool deleted = version.lifecycle == Lifecycle::kDeleted;
    prepared.rows.emplace_back(indexer, deleted ? nullptr : indexer->Prepare(version));
  }
  info.kind = version.kind;
  info.uid = version.uid;
  info.number = info.head = version.preceding + 1;
  info.lifecycle = version.lifecycle;
  info.audit = audit;
  info.audit.change_type = version.change_type;
  if (version.description.has_value()) info.audit.description = version.description;
  prepared.digest = VersionDigest({.kind = version.kind.value(),
                                   .uid = version.uid.value(),
                                   .number = info.number,
                                   .lifecycle = version.lifecycle,
                                   .change_type = version.change_type,
                                   .description = info.audit.description,
                                   .body = version.body});
  prepared.body = codec_.Encode(version.body, version.body_class);
  prepared.body_class = std::move(version.body_class);
  prepared.description = std::move(version.description);
  return prepared;
}

std::shared_ptr<PreparedCommit> Committer::Prepare(const Access& access,
                                                   CommitRequest request) const {
  CheckRequest(access, request);
  auto commit = std::make_shared<PreparedCommit>();
  commit->time = request.audit.time;
  ContributionInfo& contribution = commit->receipt.contribution;
  commit->uid_given = request.contribution.has_value();
  contribution.uid = request.contribution.has_value() ? *request.contribution : base::Uuid::New();
  contribution.audit = std::move(request.audit);
  commit->receipt.versions.resize(request.versions.size());
  for (std::size_t i = 0; i < request.versions.size(); ++i) {
    VersionInfo& info = commit->receipt.versions[i];
    info.contribution = contribution.uid;
    commit->versions.push_back(
        PrepareVersion(std::move(request.versions[i]), contribution.audit, info));
  }
  commit->target = std::move(request.target);
  commit->guard = std::move(request.guard);
  commit->trail = TrailEntry{.time = {},
                             .principal = access.principal.id,
                             .purpose = std::string(access.purpose),
                             .action = TrailAction::kCommit,
                             .ehr = {},
                             .kind = {},
                             .object = {},
                             .number = {},
                             .result = ToInt(commit->versions.size())};
  return commit;
}

Committer::Place Committer::Create(store::Session& writer, PreparedCommit& commit,
                                   const CommitRequest::CreateEhr& ehr) const {
  EhrInfo& info = commit.receipt.ehr;
  info.id = ehr.id;
  info.system_id = ehr.system_id;
  info.time_created = commit.time.value_or(base::Now());
  {
    store::Statement existing = writer.Prepare(Sql().ehr_by_id);
    existing.BindBlob(1, EncodeEhrId(ehr.id));
    if (existing.Step()) throw Error(ErrorCode::kConflict, "an EHR with this id exists already");
  }
  // A number is never used twice: what is left of an erased EHR names it.
  store::Statement last = writer.Prepare(Sql().max_ehr);
  store::Statement last_erased = writer.Prepare(Sql().max_erased_ehr);
  last.Step();
  last_erased.Step();
  const std::int64_t key =
      std::max(last.Int(0), last_erased.IsNull(0) ? 0 : last_erased.Int(0)) + 1;
  last.Reset();
  last_erased.Reset();
  info.ehr = EhrKey(key);
  Place place;
  place.created = true;
  place.system = names_.Intern(writer, ehr.system_id, commit.fresh);
  writer.Prepare(Sql().insert_ehr)
      .Bind(1, key)
      .BindBlob(2, EncodeEhrId(ehr.id))
      .Bind(3, place.system)
      .Bind(4, info.time_created.micros)
      .Run();
  place.previous = ChainStart(info.id, info.system_id, info.time_created);
  return place;
}

Committer::Place Committer::Find(store::Session& writer, PreparedCommit& commit) const {
  if (commit.continued != nullptr) commit.target = commit.continued->receipt.ehr.ehr;
  if (const auto* create = std::get_if<CommitRequest::CreateEhr>(&commit.target)) {
    return Create(writer, commit, *create);
  }
  const EhrKey key = std::get<EhrKey>(commit.target);
  store::Statement state = writer.Prepare(Sql().ehr_state);
  state.Bind(1, key.value());
  if (!state.Step()) throw Error(ErrorCode::kNotFound, "there is no such EHR");
  EhrInfo& info = commit.receipt.ehr;
  info.ehr = key;
  info.id = DecodeEhrId(state.Blob(0));
  info.time_created = {state.Int(2)};
  Place place;
  place.system = state.Int(1);
  info.system_id = names_.TextOfWriter(writer, place.system);
  if (state.IsNull(3)) {
    place.previous = ChainStart(info.id, info.system_id, info.time_created);
  } else {
    place.last_seq = static_cast<std::uint64_t>(state.Int(3));
    place.last_time = {state.Int(4)};
    place.previous = StoredDigest(state.Blob(5));
  }
  return place;
}

void Committer::PutObject(store::Session& writer, const PreparedVersion& version, VersionInfo& info,
                          std::int64_t& last_object) const {
  const std::int64_t deleted = info.lifecycle == Lifecycle::kDeleted ? 1 : 0;
  store::Statement existing = writer.Prepare(Sql().object_by_uid);
  existing.BindBlob(1, version.uid).Bind(2, version.kind);
  const bool exists = existing.Step();
  if (version.preceding == 0) {
    if (exists) throw Error(ErrorCode::kConflict, "an object with this id exists already");
    info.object = static_cast<std::uint32_t>(++last_object);
    writer.Prepare(Sql().insert_object)
        .Bind(1, info.ehr.value())
        .Bind(2, last_object)
        .Bind(3, version.kind)
        .BindBlob(4, version.uid)
        .Bind(5, std::int64_t{1})
        .Bind(6, deleted)
        .Run();
    return;
  }
  if (!exists || existing.Int(0) != info.ehr.value()) {
    throw Error(ErrorCode::kNotFound, "there is no such object in this EHR");
  }
  const std::int64_t head = existing.Int(2);
  if (existing.Int(3) != 0 && (deleted != 0 || !version.restores)) {
    throw Error(ErrorCode::kConflict, "the object is deleted").WithLatest(std::to_string(head));
  }
  if (head != version.preceding) {
    throw Error(ErrorCode::kPreconditionFailed, "the preceding version is not the latest")
        .WithLatest(std::to_string(head));
  }
  info.object = static_cast<std::uint32_t>(existing.Int(1));
  existing.Reset();
  writer.Prepare(Sql().update_object)
      .Bind(1, info.ehr.value())
      .Bind(2, std::int64_t{info.object})
      .Bind(3, std::int64_t{info.number})
      .Bind(4, deleted)
      .Run();
}

void Committer::PutVersion(store::Session& writer, PreparedCommit& commit,
                           std::size_t index) const {
  PreparedVersion& version = commit.versions[index];
  VersionInfo& info = commit.receipt.versions[index];
  const std::int64_t body_class = names_.Intern(writer, version.body_class, commit.fresh);
  store::Statement insert = writer.Prepare(Sql().insert_version);
  insert.Bind(1, info.id).Bind(2, info.ehr.value()).Bind(3, std::int64_t{info.object});
  insert.Bind(4, std::int64_t{info.number}).Bind(5, ToInt(info.lifecycle));
  if (info.audit.change_type == commit.receipt.contribution.audit.change_type) {
    insert.BindNull(6);
  } else {
    insert.Bind(6, ToInt(info.audit.change_type));
  }
  BindText(insert, 7, version.description);
  insert.Bind(8, body_class).Bind(9, version.body.codec);
  insert.BindBlob(10, version.digest.View()).BindBlob(11, version.body.bytes);
  insert.Run();
}

void Committer::PutContribution(store::Session& writer, PreparedCommit& commit,
                                const Place& place) const {
  ContributionInfo& contribution = commit.receipt.contribution;
  std::vector<base::Digest> digests;
  digests.reserve(commit.versions.size());
  for (const PreparedVersion& version : commit.versions) digests.push_back(version.digest);
  contribution.digest = ContributionDigest(place.previous, commit.receipt.ehr.id, contribution.seq,
                                           contribution.uid, contribution.audit, digests);
  const std::int64_t committer = names_.Intern(writer, contribution.audit.committer, commit.fresh);
  const std::int64_t system = names_.Intern(writer, contribution.audit.system_id, commit.fresh);
  store::Statement insert = writer.Prepare(Sql().insert_contribution);
  insert.Bind(1, ToInt(contribution.position)).Bind(2, contribution.ehr.value());
  insert.Bind(3, ToInt(contribution.seq)).BindBlob(4, contribution.uid.View());
  insert.Bind(5, contribution.audit.time->micros).Bind(6, committer).Bind(7, system);
  insert.Bind(8, ToInt(contribution.audit.change_type));
  BindText(insert, 9, contribution.audit.description);
  insert.BindBlob(10, contribution.digest.View()).Run();
}

void Committer::Number(store::Session& writer, PreparedCommit& commit, const Place& place,
                       const std::optional<GivenPlace>& given) const {
  ContributionInfo& contribution = commit.receipt.contribution;
  contribution.ehr = commit.receipt.ehr.ehr;
  contribution.seq = place.last_seq + 1;
  base::Instant time =
      place.created ? commit.receipt.ehr.time_created : commit.time.value_or(base::Now());
  // Strictly growing within an EHR, so that "the head at a time" has one answer.
  if (place.last_seq > 0) time = std::max(time, base::Instant{place.last_time.micros + 1});
  contribution.audit.time = time;
  if (given.has_value()) {
    contribution.position = given->position;
    return;
  }
  store::Statement last = writer.Prepare(Sql().last_position);
  const bool any = last.Step() && !last.IsNull(0);
  contribution.position = any ? static_cast<std::uint64_t>(last.Int(0)) + 1 : 1;
}

void Committer::PutVersions(store::Session& writer, PreparedCommit& commit) const {
  const ContributionInfo& contribution = commit.receipt.contribution;
  std::int64_t last_object = 0;
  {
    store::Statement last = writer.Prepare(Sql().last_object);
    last.Bind(1, contribution.ehr.value());
    if (last.Step() && !last.IsNull(0)) last_object = last.Int(0);
  }
  for (std::size_t i = 0; i < commit.versions.size(); ++i) {
    VersionInfo& info = commit.receipt.versions[i];
    info.ehr = contribution.ehr;
    info.seq = contribution.seq;
    info.audit.time = contribution.audit.time;
    info.id = ToInt(contribution.position) * kVersionsInContribution + ToInt(i);
    PutObject(writer, commit.versions[i], info, last_object);
    PutVersion(writer, commit, i);
  }
}

void Committer::PutTrail(store::Session& writer, PreparedCommit& commit) const {
  if (!commit.trail.has_value()) return;
  const ContributionInfo& contribution = commit.receipt.contribution;
  TrailEntry& entry = *commit.trail;
  // The moment of the access, also where the commit has a time of its own.
  entry.time = commit.time.has_value() ? base::Now() : *contribution.audit.time;
  if (!entry.ehr.has_value()) entry.ehr = contribution.ehr.value();
  entry.number = ToInt(contribution.seq);
  Trail::Insert(writer, names_, commit.fresh, entry);
}

void Committer::Write(store::Session& writer, PreparedCommit& commit,
                      const std::optional<GivenPlace>& given) const {
  const Place place = Find(writer, commit);
  const EhrKey ehr = commit.receipt.ehr.ehr;
  if (commit.guard) commit.guard(writer, ehr);
  if (commit.uid_given && !given.has_value() && place.last_seq > 0 &&
      HasContribution(writer, ehr, commit.receipt.contribution.uid)) {
    throw Error(ErrorCode::kConflict, "a contribution with this id exists already");
  }
  Number(writer, commit, place, given);
  PutVersions(writer, commit);
  PutContribution(writer, commit, place);
  PutTrail(writer, commit);
  for (std::size_t i = 0; i < commit.versions.size(); ++i) {
    for (auto& [indexer, rows] : commit.versions[i].rows) {
      indexer->Write(writer, commit.receipt.versions[i], rows.get());
    }
  }
}

}  // namespace socle::record
