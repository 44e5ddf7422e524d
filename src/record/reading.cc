#include "record/reading.h"

#include "base/error.h"
#include "record/chain.h"

namespace socle::record {
namespace {

base::Uuid StoredUuid(std::string_view bytes) {
  const auto uuid = base::Uuid::FromBytes(bytes);
  if (!uuid.has_value()) {
    throw base::Error(base::ErrorCode::kCorrupt, "a stored id does not have 16 bytes");
  }
  return *uuid;
}

std::int64_t CountRows(store::Session& session, const sql::Query& query) {
  store::Statement statement = session.Prepare(query);
  return statement.Step() ? statement.Int(0) : 0;
}

}  // namespace

VersionInfo Rows::Version(store::Session& session, const store::Statement& row) const {
  VersionInfo info;
  info.id = row.Int(kId);
  info.ehr = EhrKey(row.Int(kEhr));
  info.object = static_cast<std::uint32_t>(row.Int(kObject));
  info.number = static_cast<std::uint32_t>(row.Int(kNumber));
  info.head = static_cast<std::uint32_t>(row.Int(kHead));
  info.kind = kinds_.Name(row.Int(kKind));
  info.uid = DecodeUid(row.Blob(kUid));
  info.lifecycle = static_cast<Lifecycle>(row.Int(kLifecycle));
  info.seq = static_cast<std::uint64_t>(row.Int(kSeq));
  info.contribution = StoredUuid(row.Blob(kContributionUid));
  info.audit.time = base::Instant{row.Int(kTime)};
  info.audit.committer = names_.Text(session, row.Int(kCommitter));
  info.audit.system_id = names_.Text(session, row.Int(kSystem));
  info.audit.change_type = static_cast<ChangeType>(
      row.Int(row.IsNull(kChangeType) ? kContributionChangeType : kChangeType));
  const int description = row.IsNull(kDescription) ? kContributionDescription : kDescription;
  if (!row.IsNull(description)) info.audit.description = std::string(row.Text(description));
  return info;
}

StoredVersion Rows::VersionWithBody(store::Session& session, const store::Statement& row) const {
  StoredVersion version;
  version.info = Version(session, row);
  version.body = codec_.Decode(session, row.Int(kCodec), row.Blob(kBody));
  return version;
}

std::optional<EhrInfo> Rows::Ehr(store::Session& session, const EhrId& id) const {
  store::Statement statement = session.Prepare(Sql().ehr_by_id);
  statement.BindBlob(1, EncodeEhrId(id));
  if (!statement.Step() || statement.Int(0) == kInstitution) return std::nullopt;
  return EhrInfo{.ehr = EhrKey(statement.Int(0)),
                 .id = id,
                 .system_id = names_.Text(session, statement.Int(1)),
                 .time_created = {statement.Int(2)}};
}

std::optional<EhrInfo> Rows::Ehr(store::Session& session, EhrKey ehr) const {
  store::Statement statement = session.Prepare(Sql().ehr_by_key);
  statement.Bind(1, ehr.value());
  if (ehr.value() == kInstitution || !statement.Step()) return std::nullopt;
  return EhrInfo{.ehr = ehr,
                 .id = DecodeEhrId(statement.Blob(0)),
                 .system_id = names_.Text(session, statement.Int(1)),
                 .time_created = {statement.Int(2)}};
}

std::optional<ObjectInfo> Rows::Object(store::Session& session, const Kind& kind,
                                       const ObjectUid& uid) const {
  store::Statement statement = session.Prepare(Sql().object_by_uid);
  statement.BindBlob(1, EncodeUid(uid)).Bind(2, kinds_.Id(kind));
  if (!statement.Step()) return std::nullopt;
  return ObjectInfo{.ehr = EhrKey(statement.Int(0)),
                    .object = static_cast<std::uint32_t>(statement.Int(1)),
                    .head = static_cast<std::uint32_t>(statement.Int(2)),
                    .deleted = statement.Int(3) != 0};
}

std::string Rows::Body(store::Session& session, std::int64_t version) const {
  store::Statement statement = session.Prepare(Sql().body_of);
  statement.Bind(1, version);
  if (!statement.Step()) {
    throw base::Error(base::ErrorCode::kCorrupt, "an index names a version that is not there");
  }
  return codec_.Decode(session, statement.Int(0), statement.Blob(1));
}

ContributionInfo Rows::Contribution(store::Session& session, const store::Statement& row) const {
  ContributionInfo info;
  info.position = static_cast<std::uint64_t>(row.Int(kcPosition));
  info.ehr = EhrKey(row.Int(kcEhr));
  info.seq = static_cast<std::uint64_t>(row.Int(kcSeq));
  info.uid = StoredUuid(row.Blob(kcUid));
  info.audit.time = base::Instant{row.Int(kcTime)};
  info.audit.committer = names_.Text(session, row.Int(kcCommitter));
  info.audit.system_id = names_.Text(session, row.Int(kcSystem));
  info.audit.change_type = static_cast<ChangeType>(row.Int(kcChangeType));
  if (!row.IsNull(kcDescription)) info.audit.description = std::string(row.Text(kcDescription));
  info.digest = StoredDigest(row.Blob(kcDigest));
  return info;
}

std::vector<VersionInfo> Rows::VersionsAt(store::Session& session, std::uint64_t position) const {
  const std::int64_t first = ToInt(position) * kVersionsInContribution;
  store::Statement statement = session.Prepare(Sql().versions_in);
  statement.Bind(1, first).Bind(2, first + kVersionsInContribution - 1);
  std::vector<VersionInfo> versions;
  while (statement.Step()) versions.push_back(Version(session, statement));
  return versions;
}

TrailEntry Reading::Entry(const Access& access, TrailAction action) const {
  TrailEntry entry;
  entry.time = base::Now();
  entry.principal = access.principal.id;
  entry.purpose = std::string(access.purpose);
  entry.action = action;
  return entry;
}

std::optional<StoredVersion> Reading::One(const Access& access, store::Session& session,
                                          store::Statement& statement, std::int64_t kind) {
  TrailEntry entry = Entry(access, TrailAction::kRead);
  entry.kind = kind;
  std::optional<StoredVersion> version;
  if (statement.Step() && access.scope.Sees(EhrKey(statement.Int(kEhr)))) {
    version = rows_.VersionWithBody(session, statement);
    entry.ehr = version->info.ehr.value();
    entry.object = version->info.object;
    entry.number = version->info.number;
    entry.result = 1;
  }
  trail_.Add(std::move(entry));
  return version;
}

std::vector<VersionInfo> Reading::Many(const Access& access, store::Session& session,
                                       store::Statement& statement, TrailAction action, EhrKey ehr,
                                       std::int64_t kind) {
  std::vector<VersionInfo> versions;
  if (access.scope.Sees(ehr)) {
    while (statement.Step()) versions.push_back(rows_.Version(session, statement));
  }
  TrailEntry entry = Entry(access, action);
  entry.ehr = ehr.value();
  if (kind != 0) entry.kind = kind;
  if (action == TrailAction::kHistory && !versions.empty()) entry.object = versions.front().object;
  if (action == TrailAction::kContribution && !versions.empty())
    entry.number = ToInt(versions.front().seq);
  entry.result = ToInt(versions.size());
  trail_.Add(std::move(entry));
  return versions;
}

std::optional<EhrInfo> Reading::FindEhr(const Access& access, const EhrId& id) {
  store::Reader reader = store_.Read();
  std::optional<EhrInfo> info = rows_.Ehr(reader.session(), id);
  if (info.has_value() && !access.scope.Sees(info->ehr)) info.reset();
  TrailEntry entry = Entry(access, TrailAction::kFindEhr);
  if (info.has_value()) entry.ehr = info->ehr.value();
  entry.result = info.has_value() ? 1 : 0;
  trail_.Add(std::move(entry));
  return info;
}

void Reading::NoteExport(const Access& access) {
  TrailEntry entry = Entry(access, TrailAction::kExport);
  entry.result = static_cast<std::int64_t>(Count().versions);
  trail_.Add(std::move(entry));
}

void Reading::NoteRead(const Access& access, const Kind& kind, const VersionInfo* version) {
  TrailEntry entry = Entry(access, TrailAction::kRead);
  entry.kind = kinds_.Id(kind);
  if (version != nullptr) {
    entry.ehr = version->ehr.value();
    entry.object = version->object;
    entry.number = version->number;
    entry.result = 1;
  }
  trail_.Add(std::move(entry));
}

void Reading::NoteQuery(const Access& access, std::optional<EhrKey> ehr, std::uint64_t rows) {
  TrailEntry entry = Entry(access, TrailAction::kQuery);
  if (ehr) entry.ehr = ehr->value();
  entry.result = ToInt(rows);
  trail_.Add(std::move(entry));
}

std::optional<EhrInfo> Reading::FindEhr(const Access& access, EhrKey ehr) {
  store::Reader reader = store_.Read();
  std::optional<EhrInfo> info;
  if (access.scope.Sees(ehr)) info = rows_.Ehr(reader.session(), ehr);
  TrailEntry entry = Entry(access, TrailAction::kFindEhr);
  entry.ehr = ehr.value();
  entry.result = info.has_value() ? 1 : 0;
  trail_.Add(std::move(entry));
  return info;
}

std::optional<StoredVersion> Reading::Read(const Access& access, const EhrId& id, const Kind& kind,
                                           const ObjectUid& uid,
                                           std::optional<std::uint32_t> number, bool* ehr_found) {
  const std::int64_t kind_id = kinds_.Id(kind);
  const std::string stored_uid = EncodeUid(uid);
  store::Reader reader = store_.Read();
  store::Statement statement = reader->Prepare(number.has_value() ? Sql().read_number : Sql().read);
  statement.BindBlob(1, EncodeEhrId(id)).BindBlob(2, stored_uid).Bind(3, kind_id);
  if (number.has_value()) statement.Bind(4, std::int64_t{*number});
  std::optional<StoredVersion> version = One(access, reader.session(), statement, kind_id);
  if (ehr_found == nullptr) return version;
  *ehr_found = version.has_value();
  if (!version.has_value()) {
    store::Statement ehr = reader->Prepare(Sql().ehr_by_id);
    ehr.BindBlob(1, EncodeEhrId(id));
    *ehr_found = ehr.Step() && access.scope.Sees(EhrKey(ehr.Int(0)));
  }
  return version;
}

std::optional<StoredVersion> Reading::ReadHead(const Access& access, EhrKey ehr, const Kind& kind,
                                               const ObjectUid& uid) {
  const std::int64_t kind_id = kinds_.Id(kind);
  store::Reader reader = store_.Read();
  store::Statement statement = reader->Prepare(Sql().read_head_of);
  statement.BindBlob(1, EncodeUid(uid)).Bind(2, kind_id).Bind(3, ehr.value());
  return One(access, reader.session(), statement, kind_id);
}

std::optional<StoredVersion> Reading::ReadVersion(const Access& access, EhrKey ehr,
                                                  const Kind& kind, const ObjectUid& uid,
                                                  std::uint32_t number) {
  const std::int64_t kind_id = kinds_.Id(kind);
  store::Reader reader = store_.Read();
  store::Statement statement = reader->Prepare(Sql().read_number_of);
  statement.BindBlob(1, EncodeUid(uid)).Bind(2, kind_id).Bind(3, ehr.value());
  statement.Bind(4, std::int64_t{number});
  return One(access, reader.session(), statement, kind_id);
}

std::optional<StoredVersion> Reading::ReadAt(const Access& access, EhrKey ehr, const Kind& kind,
                                             const ObjectUid& uid, base::Instant time) {
  const std::int64_t kind_id = kinds_.Id(kind);
  store::Reader reader = store_.Read();
  store::Statement statement = reader->Prepare(Sql().read_at);
  statement.BindBlob(1, EncodeUid(uid)).Bind(2, kind_id).Bind(3, ehr.value()).Bind(4, time.micros);
  return One(access, reader.session(), statement, kind_id);
}

std::optional<StoredVersion> Reading::ReadSingle(const Access& access, EhrKey ehr,
                                                 const Kind& kind) {
  const std::int64_t kind_id = kinds_.Id(kind);
  store::Reader reader = store_.Read();
  store::Statement statement = reader->Prepare(Sql().read_single);
  statement.Bind(1, ehr.value()).Bind(2, kind_id);
  return One(access, reader.session(), statement, kind_id);
}

std::optional<StoredVersion> Reading::FindAnywhere(const Access& access, const Kind& kind,
                                                   const ObjectUid& uid) {
  const std::int64_t kind_id = kinds_.Id(kind);
  store::Reader reader = store_.Read();
  store::Statement statement = reader->Prepare(Sql().read_anywhere);
  statement.BindBlob(1, EncodeUid(uid)).Bind(2, kind_id);
  return One(access, reader.session(), statement, kind_id);
}

std::optional<VersionInfo> Reading::Info(const Access& access, EhrKey ehr, const Kind& kind,
                                         const ObjectUid& uid) {
  const std::int64_t kind_id = kinds_.Id(kind);
  store::Reader reader = store_.Read();
  store::Statement statement = reader->Prepare(Sql().info_of);
  statement.BindBlob(1, EncodeUid(uid)).Bind(2, kind_id).Bind(3, ehr.value());
  auto versions = Many(access, reader.session(), statement, TrailAction::kHistory, ehr, kind_id);
  if (versions.empty()) return std::nullopt;
  return std::move(versions.front());
}

std::vector<VersionInfo> Reading::History(const Access& access, EhrKey ehr, const Kind& kind,
                                          const ObjectUid& uid) {
  const std::int64_t kind_id = kinds_.Id(kind);
  store::Reader reader = store_.Read();
  store::Statement statement = reader->Prepare(Sql().history);
  statement.BindBlob(1, EncodeUid(uid)).Bind(2, kind_id).Bind(3, ehr.value());
  return Many(access, reader.session(), statement, TrailAction::kHistory, ehr, kind_id);
}

std::vector<VersionInfo> Reading::List(const Access& access, EhrKey ehr, const Kind& kind) {
  const std::int64_t kind_id = kinds_.Id(kind);
  store::Reader reader = store_.Read();
  store::Statement statement = reader->Prepare(Sql().list);
  statement.Bind(1, ehr.value()).Bind(2, kind_id);
  return Many(access, reader.session(), statement, TrailAction::kList, ehr, kind_id);
}

std::optional<ContributionInfo> Reading::FindContribution(const Access& access, EhrKey ehr,
                                                          const base::Uuid& uid) {
  store::Reader reader = store_.Read();
  std::optional<ContributionInfo> found;
  store::Statement statement = reader->Prepare(Sql().contributions_of);
  statement.Bind(1, ehr.value());
  while (access.scope.Sees(ehr) && !found.has_value() && statement.Step()) {
    if (statement.Blob(kcUid) == uid.View())
      found = rows_.Contribution(reader.session(), statement);
  }
  TrailEntry entry = Entry(access, TrailAction::kContribution);
  entry.ehr = ehr.value();
  if (found.has_value()) entry.number = ToInt(found->seq);
  entry.result = found.has_value() ? 1 : 0;
  trail_.Add(std::move(entry));
  return found;
}

std::vector<VersionInfo> Reading::Versions(const Access& access, EhrKey ehr, std::uint64_t seq) {
  store::Reader reader = store_.Read();
  std::int64_t first = 0;
  {
    store::Statement contribution = reader->Prepare(Sql().contribution_by_seq);
    contribution.Bind(1, ehr.value()).Bind(2, ToInt(seq));
    if (contribution.Step()) first = contribution.Int(kcPosition) * kVersionsInContribution;
  }
  store::Statement statement = reader->Prepare(Sql().versions_in);
  statement.Bind(1, first).Bind(2, first + kVersionsInContribution - 1);
  return Many(access, reader.session(), statement, TrailAction::kContribution, ehr, 0);
}

Record::Counts Reading::Count() {
  store::Reader reader = store_.Read();
  const auto count = [&](const sql::Query& query) {
    return static_cast<std::uint64_t>(CountRows(reader.session(), query));
  };
  return {.ehrs = count(Sql().count_ehrs),
          .objects = count(Sql().count_objects),
          .versions = count(Sql().count_versions),
          .contributions = count(Sql().count_contributions),
          .feed_position = count(Sql().last_position)};
}

}  // namespace socle::record
