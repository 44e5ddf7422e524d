#include "record/erase.h"

#include "base/error.h"
#include "record/schema.h"

namespace socle::record {
namespace {

std::int64_t EraseFrom(store::Session& writer, const sql::Query& query, EhrKey ehr) {
  return writer.Prepare(query).Bind(1, ehr.value()).Run();
}

void RequireEhr(store::Session& writer, EhrKey ehr) {
  store::Statement statement = writer.Prepare(Sql().ehr_by_key);
  statement.Bind(1, ehr.value());
  if (ehr.value() == kInstitution || !statement.Step()) {
    throw base::Error(base::ErrorCode::kNotFound, "there is no such EHR");
  }
}

}  // namespace

const Kind& ErasureKind() {
  static const Kind kind("record.erasure");
  return kind;
}

CommitRequest ErasureRequest(EhrKey ehr, const Audit& audit) {
  CommitRequest request;
  request.target = EhrKey(kInstitution);
  request.audit = audit;
  NewVersion& version = request.versions.emplace_back();
  version.kind = ErasureKind();
  version.uid = ObjectUid(base::Uuid::New().ToString());
  // The number alone: what tells of the person goes with the record, and the access trail keeps it.
  version.body = "{\"ehr\":" + std::to_string(ehr.value()) + "}";
  version.body_class = ErasureKind().value();
  return request;
}

void EraseEhr(store::Session& writer, const Committer& committer,
              const std::vector<Indexer*>& indexers, EhrKey ehr, PreparedCommit& erasure) {
  RequireEhr(writer, ehr);
  // Its position is taken while the last contribution is still there, so that none is used twice.
  committer.Write(writer, erasure);
  for (Indexer* indexer : indexers) indexer->Clear(writer, ehr);
  const std::int64_t kept = EraseFrom(writer, Sql().keep_digests, ehr);
  writer.Prepare(Sql().keep_ehr)
      .Bind(1, ehr.value())
      .Bind(2, kept)
      .Bind(3, ToInt(erasure.receipt.contribution.position))
      .Run();
  EraseFrom(writer, Sql().erase_versions, ehr);
  EraseFrom(writer, Sql().erase_contributions, ehr);
  EraseFrom(writer, Sql().erase_objects, ehr);
  EraseFrom(writer, Sql().erase_ehr, ehr);
}

}  // namespace socle::record
