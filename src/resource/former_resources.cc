#include "resource/former_resources.h"

#include <utility>

#include "base/error.h"
#include "fhir/json.h"
#include "record/object_table.h"
#include "resource/search_rows.h"

namespace socle::resource {
namespace {

using sql::Col;
using sql::Param;

/// Objects of a kind with versions behind ?1.
const sql::Query& ChangedSince() {
  static const sql::Query query(
      "search.changed_since",
      sql::Select({Col("v", "ehr"), Col("v", "object"), Col("o", "uid")})
          .Distinct()
          .From("version", "v")
          .JoinInOrder(
              "object", "o",
              Col("o", "ehr") == Col("v", "ehr") && Col("o", "object") == Col("v", "object"))
          .Where(Col("v", "id") > Param(1) && Col("o", "kind") == Param(2))
          .Limit(static_cast<std::int64_t>(FormerResources::kMostOfType) + 1));
  return query;
}

/// The number of the version that was the head at ?3.
const sql::Query& HeadAt() {
  static const sql::Query query(
      "search.head_at",
      sql::Select({Col("number")})
          .From("version")
          .Where(Col("ehr") == Param(1) && Col("object") == Param(2) && Col("id") <= Param(3))
          .OrderBy({sql::Desc(Col("number"))})
          .Limit(1));
  return query;
}

struct Changed {
  std::int64_t ehr, object;
  std::string uid;
};

}  // namespace

FormerResources::FormerResources(record::Snapshot& snapshot, ResourceSource& source,
                                 const SearchParameters& parameters, std::int64_t position,
                                 const store::TimeLimits::Guard& guard)
    : snapshot_(snapshot),
      source_(source),
      parameters_(parameters),
      position_(position),
      guard_(guard) {}

std::optional<std::vector<std::shared_ptr<const FormerResource>>> FormerResources::Of(
    fhir::TypeId type) {
  std::vector<std::shared_ptr<const FormerResource>> all;
  store::Session& session = snapshot_.session();
  const auto kind = record::KindNumber(session, KindOf(type));
  const std::int64_t newest = record::LastVersion(session);
  if (!kind || newest <= position_) return all;
  if (newest - position_ > kMostVersions) return std::nullopt;
  std::vector<Changed> changed;
  {
    auto find = session.Prepare(ChangedSince());
    find.Bind(1, position_).Bind(2, *kind);
    while (find.Step()) {
      changed.push_back({find.Int(0), find.Int(1), std::string(find.Blob(2))});
    }
  }
  if (changed.size() > kMostOfType) return std::nullopt;
  for (const Changed& object : changed) {
    guard_.Check();
    auto head = session.Prepare(HeadAt());
    head.Bind(1, object.ehr).Bind(2, object.object).Bind(3, position_);
    if (!head.Step()) continue;  // it came later
    const auto number = static_cast<std::uint32_t>(head.Int(0));
    auto former = Version(type, ResourceId(record::UidOf(object.uid).value()), number);
    if (former != nullptr && !former->resource.deleted) all.push_back(std::move(former));
  }
  return all;
}

std::shared_ptr<const FormerResource> FormerResources::Version(fhir::TypeId type,
                                                               const ResourceId& id,
                                                               std::uint32_t version) {
  auto resource = source_.FindVersion(snapshot_, type, id, version);
  if (!resource) return nullptr;
  auto former = std::make_shared<FormerResource>();
  former->resource = std::move(*resource);
  former->subject.uid = record::StoredUid(record::ObjectUid(id.value()));
  former->subject.updated = former->resource.updated.micros;
  if (former->resource.deleted) return former;
  const fhir::ReadResult read = fhir::ReadJson(former->resource.json);
  if (read.tree.empty()) {
    throw base::Error(base::ErrorCode::kCorrupt, "a stored resource cannot be read");
  }
  former->subject.rows = RowsOf(parameters_, read.tree.root());
  return former;
}

}  // namespace socle::resource
