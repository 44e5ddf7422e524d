#include "resource/search_referrers.h"

#include <set>

#include "resource/reference_target.h"
#include "resource/type_number.h"

namespace socle::resource {

Referrers::Referrers(const SearchParameters& parameters, const sql::Dialect& dialect)
    : statements_(dialect) {
  std::set<std::int64_t> all{kUncoveredReferences};
  for (const std::string_view name : fhir::ResourceTypes()) {
    for (const SearchParameter* one : parameters.Of(fhir::FindType(name))) {
      if (one->kind == SearchType::kReference) all.insert(one->rows_of.begin(), one->rows_of.end());
    }
  }
  params_.assign(all.begin(), all.end());
}

std::vector<ResourceKey> Referrers::Find(store::Session& session, fhir::TypeId type,
                                         const ResourceId& id, std::size_t limit) {
  using sql::Col;
  Binder binder;
  const sql::Expr where = binder.OneOf(Col("param"), params_) &&
                          Col("target") == binder.Blob(TargetOf(type, id.value()).target) &&
                          Col("type") == binder.Int(TypeNumber(type));
  sql::Select select({Col("ehr"), Col("object"), Col("part")});
  select.Distinct()
      .From("fhir_reference")
      .Where(where)
      .Limit(binder.Int(static_cast<std::int64_t>(limit)));
  auto statement = session.Prepare(statements_.Of("search.referrers", select).first);
  binder.Bind(statement);
  std::vector<ResourceKey> found;
  while (statement.Step()) {
    found.push_back({record::EhrKey(statement.Int(0)), static_cast<std::uint32_t>(statement.Int(1)),
                     static_cast<std::uint32_t>(statement.Int(2))});
  }
  return found;
}

}  // namespace socle::resource
