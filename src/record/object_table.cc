#include "record/object_table.h"

#include "record/schema.h"

namespace socle::record {
namespace {

const sql::Query& FindKind() {
  static const sql::Query query(
      "record.find_kind",
      sql::Select({sql::Col("id")}).From("kind").Where(sql::Col("name") == sql::Param(1)));
  return query;
}

const sql::Query& NewestVersion() {
  static const sql::Query query("record.newest_version",
                                sql::Select({sql::Max(sql::Col("id"))}).From("version"));
  return query;
}

}  // namespace

std::string StoredUid(const ObjectUid& uid) { return EncodeUid(uid); }

ObjectUid UidOf(std::string_view stored) { return DecodeUid(stored); }

std::optional<std::int64_t> KindNumber(store::Session& session, const Kind& kind) {
  auto find = session.Prepare(FindKind());
  find.BindText(1, kind.value());
  if (!find.Step()) return std::nullopt;
  return find.Int(0);
}

std::int64_t LastVersion(store::Session& session) {
  auto newest = session.Prepare(NewestVersion());
  return newest.Step() ? newest.Int(0) : 0;
}

}  // namespace socle::record
