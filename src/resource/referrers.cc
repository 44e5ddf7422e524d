#include "resource/referrers.h"

#include <algorithm>
#include <set>

#include "resource/reference_target.h"

namespace socle::resource {
namespace {

using sql::Col;
using sql::Param;

bool MayBe(const SearchParameter& parameter, fhir::TypeId target) {
  return parameter.kind == SearchType::kReference &&
         (parameter.targets.empty() || std::find(parameter.targets.begin(), parameter.targets.end(),
                                                 target) != parameter.targets.end());
}

/// The numbers of the rows that may hold references to a resource of type `target`.
std::set<std::int64_t> RowsThatRefer(const SearchParameters& parameters, fhir::TypeId target) {
  std::set<std::int64_t> rows;
  for (const std::string_view name : fhir::ResourceTypes()) {
    for (const SearchParameter* parameter : parameters.Of(fhir::FindType(name))) {
      if (MayBe(*parameter, target)) {
        rows.insert(parameter->rows_of.begin(), parameter->rows_of.end());
      }
    }
  }
  return rows;
}

}  // namespace

const sql::Query& Referrers::QueryFor(fhir::TypeId type) {
  const std::lock_guard lock(mutex_);
  auto& query = queries_[type];
  if (query == nullptr) {
    std::vector<sql::Expr> numbers;
    for (const std::int64_t number : RowsThatRefer(*parameters_, type)) {
      numbers.push_back(sql::Int(number));
    }
    query = std::make_unique<const sql::Query>(
        "resource.referrers", sql::Select({Col("ehr"), Col("object"), Col("part")})
                                  .Distinct()
                                  .From("fhir_reference")
                                  .Where(sql::In(Col("param"), std::move(numbers)) &&
                                         Col("target") == Param(1) && Col("type") == Param(2))
                                  .Limit(Param(3)));
  }
  return *query;
}

std::vector<ResourceKey> Referrers::Find(store::Session& session, fhir::TypeId type,
                                         const ResourceId& id, std::size_t limit) {
  const ReferenceRow target = TargetOf(type, id.value());
  auto statement = session.Prepare(QueryFor(type));
  statement.BindBlob(1, target.target).Bind(2, target.type);
  statement.Bind(3, static_cast<std::int64_t>(limit));
  std::vector<ResourceKey> found;
  while (statement.Step()) {
    found.push_back({.ehr = record::EhrKey(statement.Int(0)),
                     .object = static_cast<std::uint32_t>(statement.Int(1)),
                     .part = static_cast<std::uint32_t>(statement.Int(2))});
  }
  return found;
}

}  // namespace socle::resource
