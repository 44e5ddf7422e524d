#include "resource/former_resources.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "fhir/json.h"
#include "record/object_table.h"
#include "resource/search_rows.h"

namespace socle::resource {
namespace {

using sql::Col;
using sql::Param;

/// Objects with versions behind ?1.
const sql::Query& ChangedSince() {
  static const sql::Query query("search.changed_since",
                                sql::Select({Col("v", "ehr"), Col("v", "object"), Col("o", "kind")})
                                    .Distinct()
                                    .From("version", "v")
                                    .JoinInOrder("object", "o",
                                                 Col("o", "ehr") == Col("v", "ehr") &&
                                                     Col("o", "object") == Col("v", "object"))
                                    .Where(Col("v", "id") > Param(1)));
  return query;
}

/// The number of the version that was the head at ?3, and the object's id.
const sql::Query& HeadAt() {
  static const sql::Query query(
      "search.head_at", sql::Select({Col("v", "number"), Col("o", "uid")})
                            .From("version", "v")
                            .JoinInOrder("object", "o",
                                         Col("o", "ehr") == Col("v", "ehr") &&
                                             Col("o", "object") == Col("v", "object"))
                            .Where(Col("v", "ehr") == Param(1) && Col("v", "object") == Param(2) &&
                                   Col("v", "id") <= Param(3))
                            .OrderBy({sql::Desc(Col("v", "number"))})
                            .Limit(1));
  return query;
}

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
  const auto& changed = AllChanged();
  const auto is_of_type = [&](const Changed& one) { return one.kind == *kind; };
  if (std::ranges::count_if(changed, is_of_type) > static_cast<std::ptrdiff_t>(kMostOfType)) {
    return std::nullopt;
  }
  for (const Changed& object : changed) {
    if (!is_of_type(object)) continue;
    guard_.Check();
    auto head = session.Prepare(HeadAt());
    head.Bind(1, object.ehr).Bind(2, object.object).Bind(3, position_);
    if (!head.Step()) continue;  // it came later
    const auto number = static_cast<std::uint32_t>(head.Int(0));
    auto former = Version(type, ResourceId(record::UidOf(head.Blob(1)).value()), number);
    if (former != nullptr && !former->resource.deleted) all.push_back(std::move(former));
  }
  return all;
}

const std::vector<FormerResources::Changed>& FormerResources::AllChanged() {
  if (changed_) return *changed_;
  changed_.emplace();
  auto find = snapshot_.session().Prepare(ChangedSince());
  find.Bind(1, position_);
  while (find.Step()) changed_->push_back({find.Int(0), find.Int(1), find.Int(2)});
  return *changed_;
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
