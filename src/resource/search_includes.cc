#include "resource/search_includes.h"

#include <tuple>
#include <utility>

#include "resource/resource_places.h"
#include "resource/search_rows.h"
#include "resource/type_number.h"

namespace socle::resource {
namespace {

using sql::Col;
using sql::Select;

/// The types that a reference's rows may have: `include`'s, and its parameter's own.
fhir::TypeId TargetOfInclude(const Include& include) {
  if (include.target != fhir::TypeId::kNone) return include.target;
  return include.parameter == nullptr ? fhir::TypeId::kNone : include.parameter->only_target;
}

}  // namespace

std::vector<IncludedRow> IncludeFinder::Find(const std::vector<IncludedRow>& matches, bool& cut) {
  for (const IncludedRow& match : matches) {
    known_.emplace(match.key.ehr.value(), match.key.object, match.key.part);
  }
  for (const Include& include : includes_) {
    for (const IncludedRow& match : matches) Follow(include, match);
  }
  std::size_t begin = 0;
  for (int round = 0; round < kMostRounds && begin < found_.size() && !cut_; ++round) {
    const std::size_t end = found_.size();
    for (const Include& include : includes_) {
      if (!include.iterate) continue;
      for (std::size_t i = begin; i < end; ++i) Follow(include, IncludedRow(found_[i]));
    }
    begin = end;
  }
  cut = cut_;
  return std::move(found_);
}

void IncludeFinder::Follow(const Include& include, const IncludedRow& from) {
  if (cut_) return;
  if (include.direction == Include::Direction::kReverse) {
    Reverse(include, from);
  } else if (include.source == fhir::TypeId::kNone || include.source == from.type) {
    Forward(include, from);
  }
}

void IncludeFinder::Forward(const Include& include, const IncludedRow& from) {
  Binder binder;
  sql::Expr where = Col("ehr") == binder.Int(from.key.ehr.value()) &&
                    Col("object") == binder.Int(from.key.object) &&
                    Col("part") == binder.Int(from.key.part);
  if (include.parameter != nullptr) {
    where = where && binder.OneOf(Col("param"), include.parameter->rows_of);
  } else {
    where = where && Col("param") > sql::Int(kUncoveredReferences);
  }
  const fhir::TypeId target = TargetOfInclude(include);
  if (target != fhir::TypeId::kNone) {
    where = where && Col("type") == binder.Int(TypeNumber(target));
  } else {
    where = where && Col("type") > sql::Int(0);
  }
  Select select({Col("type"), Col("target")});
  select.Distinct().From("fhir_reference").Where(where);
  auto statement = session_.Prepare(statements_.Of("search.include", select).first);
  binder.Bind(statement);
  while (statement.Step() && !cut_) {
    const fhir::TypeId type = TypeOfNumber(statement.Int(0));
    const auto place = FindPlace(session_, type, statement.Blob(1));
    if (place) Take(type, *place);
  }
}

void IncludeFinder::Reverse(const Include& include, const IncludedRow& from) {
  if (include.parameter == nullptr) return;
  const fhir::TypeId target = TargetOfInclude(include);
  if (target != fhir::TypeId::kNone && target != from.type) return;
  auto uid = FindUid(session_, from.key);
  if (!uid) return;
  Binder binder;
  const sql::Expr where = binder.OneOf(Col("param"), include.parameter->rows_of) &&
                          Col("target") == binder.Blob(*std::move(uid)) &&
                          Col("type") == binder.Int(TypeNumber(from.type));
  Select select({Col("ehr"), Col("object"), Col("part")});
  select.Distinct()
      .From("fhir_reference")
      .Where(where)
      .Limit(static_cast<std::int64_t>(kMostIncluded + 1));
  auto statement = session_.Prepare(statements_.Of("search.revinclude", select).first);
  binder.Bind(statement);
  while (statement.Step() && !cut_) {
    Take(include.source,
         {record::EhrKey(statement.Int(0)), static_cast<std::uint32_t>(statement.Int(1)),
          static_cast<std::uint32_t>(statement.Int(2))});
  }
}

void IncludeFinder::Take(fhir::TypeId type, const ResourceKey& key) {
  if (known_.contains({key.ehr.value(), key.object, key.part})) return;
  const auto head = FindHead(session_, TypeNumber(type), key);
  if (!head) return;
  if (found_.size() == kMostIncluded) {
    cut_ = true;
    return;
  }
  known_.emplace(key.ehr.value(), key.object, key.part);
  found_.push_back({type, key, head->version});
}

}  // namespace socle::resource
