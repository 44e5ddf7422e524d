#include "record/stored_bodies.h"

#include "base/error.h"
#include "record/schema.h"

namespace socle::record {
namespace {

constexpr int kLevel = 1;  // nothing is compressed here

}  // namespace

std::optional<std::int64_t> VersionId(store::Session& session, EhrKey ehr, std::uint32_t object,
                                      std::uint32_t number) {
  store::Statement statement = session.Prepare(Sql().version_id);
  statement.Bind(1, ehr.value()).Bind(2, std::int64_t{object}).Bind(3, std::int64_t{number});
  if (!statement.Step()) return std::nullopt;
  return statement.Int(0);
}

StoredBody StoredBodies::Read(std::int64_t version) {
  store::Statement statement = session_.Prepare(Sql().body_of);
  statement.Bind(1, version);
  if (!statement.Step()) {
    throw base::Error(base::ErrorCode::kCorrupt, "an index names a version that is not there");
  }
  const auto dictionary = [&](std::int64_t id) {
    DictionaryPointer& kept = dictionaries_[id];
    if (kept == nullptr) kept = LoadDictionary(session_, id, kLevel);
    return kept;
  };
  return {DecodeUid(statement.Blob(2)),
          DecodeBody(statement.Int(0), statement.Blob(1), dictionary)};
}

}  // namespace socle::record
