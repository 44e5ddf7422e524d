#include "record/snapshot.h"

#include <cassert>

#include "record/kinds.h"
#include "record/names.h"
#include "record/reading.h"
#include "record/schema.h"

namespace socle::record {

std::optional<EhrInfo> Snapshot::FindEhr(const EhrId& id) { return rows_->Ehr(session(), id); }

std::optional<EhrInfo> Snapshot::FindEhr(EhrKey ehr) { return rows_->Ehr(session(), ehr); }

std::string Snapshot::Body(std::int64_t version) { return rows_->Body(session(), version); }

std::optional<StoredVersion> Snapshot::Head(std::int64_t version) {
  store::Statement statement = session().Prepare(Sql().head_by_id);
  statement.Bind(1, version);
  if (!statement.Step()) return std::nullopt;
  return rows_->VersionWithBody(session(), statement);
}

std::optional<ObjectInfo> Snapshot::FindObject(const Kind& kind, const ObjectUid& uid) {
  return rows_->Object(session(), kind, uid);
}

std::optional<StoredVersion> Snapshot::ReadHead(const Kind& kind, const ObjectUid& uid) {
  store::Statement statement = session().Prepare(Sql().read_anywhere);
  statement.BindBlob(1, EncodeUid(uid)).Bind(2, kinds_->Id(kind));
  if (!statement.Step()) return std::nullopt;
  return rows_->VersionWithBody(session(), statement);
}

std::optional<StoredVersion> Snapshot::ReadVersion(const Kind& kind, const ObjectUid& uid,
                                                   std::uint32_t number) {
  store::Statement statement = session().Prepare(Sql().read_number_anywhere);
  statement.BindBlob(1, EncodeUid(uid)).Bind(2, kinds_->Id(kind)).Bind(3, std::int64_t{number});
  if (!statement.Step()) return std::nullopt;
  return rows_->VersionWithBody(session(), statement);
}

std::vector<EhrInfo> Snapshot::Ehrs(EhrKey after, std::size_t limit) {
  store::Statement statement = session().Prepare(Sql().ehrs_after);
  statement.Bind(1, after.value()).Bind(2, ToInt(limit));
  std::vector<EhrInfo> ehrs;
  while (statement.Step()) {
    ehrs.push_back({.ehr = EhrKey(statement.Int(0)),
                    .id = DecodeEhrId(statement.Blob(1)),
                    .system_id = names_->Text(session(), statement.Int(2)),
                    .time_created = {statement.Int(3)}});
  }
  return ehrs;
}

void Snapshot::Each(const Selection& selection, const std::function<bool(StoredVersion)>& take) {
  std::vector<std::int64_t> kinds;
  for (const Kind& kind : selection.kinds) {
    if (kinds_->Defines(kind)) kinds.push_back(kinds_->Id(kind));
  }
  if (kinds.empty()) return;
  assert(kinds.size() <= kMostKindsAtOnce);
  kinds.resize(kMostKindsAtOnce, kinds.front());
  const bool heads = selection.versions == Selection::Versions::kHeads;
  const Queries& sql = Sql();
  store::Statement statement =
      session().Prepare(selection.ehr ? (heads ? sql.heads_in_ehr : sql.versions_in_ehr)
                                      : (heads ? sql.heads_after : sql.versions_after));
  int index = 1;
  for (const std::int64_t kind : kinds) statement.Bind(index++, kind);
  if (selection.ehr) statement.Bind(index++, selection.ehr->value());
  statement.Bind(index, selection.after);
  while (statement.Step()) {
    if (!take(rows_->VersionWithBody(session(), statement))) return;
  }
}

}  // namespace socle::record
