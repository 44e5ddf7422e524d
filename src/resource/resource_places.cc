#include "resource/resource_places.h"

#include "record/object_table.h"

namespace socle::resource {
namespace {

using sql::Col;
using sql::Param;
using sql::Select;

struct Queries {
  sql::Query head, place, uid;
};

const Queries& Sql() {
  static const Queries queries{
      .head = sql::Query("resource.find_head",
                         Select({Col("version"), Col("updated")})
                             .From("fhir_resource")
                             .Where(Col("type") == Param(1) && Col("ehr") == Param(2) &&
                                    Col("object") == Param(3) && Col("part") == Param(4))),
      .place = sql::Query("resource.find_place",
                          Select({Col("ehr"), Col("object")})
                              .From("object")
                              .Where(Col("uid") == Param(1) && Col("kind") == Param(2))),
      .uid = sql::Query("resource.find_uid",
                        Select({Col("uid")})
                            .From("object")
                            .Where(Col("ehr") == Param(1) && Col("object") == Param(2)))};
  return queries;
}

}  // namespace

std::optional<IndexedHead> FindHead(store::Session& session, std::int64_t type,
                                    const ResourceKey& key) {
  auto head = session.Prepare(Sql().head);
  head.Bind(1, type).Bind(2, key.ehr.value());
  head.Bind(3, std::int64_t{key.object}).Bind(4, std::int64_t{key.part});
  if (!head.Step()) return std::nullopt;
  return IndexedHead{head.Int(0), head.Int(1)};
}

std::optional<ResourceKey> FindPlace(store::Session& session, fhir::TypeId type,
                                     std::string_view uid) {
  const auto kind = record::KindNumber(session, KindOf(type));
  if (!kind) return std::nullopt;
  auto place = session.Prepare(Sql().place);
  place.BindBlob(1, uid).Bind(2, *kind);
  if (!place.Step()) return std::nullopt;
  return ResourceKey{record::EhrKey(place.Int(0)), static_cast<std::uint32_t>(place.Int(1)), 0};
}

std::optional<std::string> FindUid(store::Session& session, const ResourceKey& key) {
  auto uid = session.Prepare(Sql().uid);
  uid.Bind(1, key.ehr.value()).Bind(2, std::int64_t{key.object});
  if (!uid.Step()) return std::nullopt;
  return std::string(uid.Blob(0));
}

}  // namespace socle::resource
