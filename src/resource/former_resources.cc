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

bool FormerResources::has_changes() const {
  return record::LastVersion(snapshot_.session()) > position_;
}

template <class Wanted>
std::optional<std::vector<std::shared_ptr<const FormerResource>>> FormerResources::Those(
    const std::map<std::int64_t, fhir::TypeId>& kinds, const Wanted& wanted) {
  std::vector<std::shared_ptr<const FormerResource>> all;
  const std::int64_t newest = record::LastVersion(snapshot_.session());
  if (kinds.empty() || newest <= position_) return all;
  if (newest - position_ > kMostVersions) return std::nullopt;
  std::vector<const Changed*> found;
  for (const Changed& one : AllChanged()) {
    if (kinds.contains(one.kind) && wanted(one)) found.push_back(&one);
  }
  if (found.size() > kMostOfType) return std::nullopt;
  for (const Changed* one : found) {
    guard_.Check();
    auto former = At(kinds.at(one->kind),
                     {record::EhrKey(one->ehr), static_cast<std::uint32_t>(one->object), 0});
    if (former != nullptr) all.push_back(std::move(former));
  }
  return all;
}

std::optional<std::vector<std::shared_ptr<const FormerResource>>> FormerResources::Of(
    fhir::TypeId type) {
  std::map<std::int64_t, fhir::TypeId> kinds;
  if (const auto kind = record::KindNumber(snapshot_.session(), KindOf(type))) {
    kinds.emplace(*kind, type);
  }
  return Those(kinds, [](const Changed&) { return true; });
}

std::optional<std::vector<std::shared_ptr<const FormerResource>>> FormerResources::In(
    const std::set<std::int64_t>& ehrs, const std::set<fhir::TypeId>& types) {
  std::map<std::int64_t, fhir::TypeId> kinds;
  for (const fhir::TypeId type : types) {
    const auto kind = record::KindNumber(snapshot_.session(), KindOf(type));
    if (kind) kinds.emplace(*kind, type);
  }
  return Those(kinds, [&](const Changed& one) { return ehrs.contains(one.ehr); });
}

std::shared_ptr<const FormerResource> FormerResources::At(fhir::TypeId type,
                                                          const ResourceKey& key) {
  auto head = snapshot_.session().Prepare(HeadAt());
  head.Bind(1, key.ehr.value()).Bind(2, std::int64_t{key.object}).Bind(3, position_);
  if (!head.Step()) return nullptr;  // it came later
  const auto number = static_cast<std::uint32_t>(head.Int(0));
  auto former = Version(type, ResourceId(record::UidOf(head.Blob(1)).value()), number);
  return former == nullptr || former->resource.deleted ? nullptr : former;
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
