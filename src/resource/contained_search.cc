#include "resource/contained_search.h"

#include <algorithm>

#include "base/error.h"
#include "fhir/ids.h"
#include "fhir/json.h"
#include "record/object_table.h"
#include "resource/search_fault.h"
#include "resource/search_rows.h"

namespace socle::resource {
namespace {

void Shift(RowSet& rows) {
  for (std::int64_t& param : rows.params) param = NumberOfContained(param);
}

/// That it has one of these names in its container.
Predicate Named(const std::vector<std::string>& uids) {
  Predicate named;
  named.kind = Predicate::Kind::kRows;
  named.rows.table = SearchTable::kToken;
  named.rows.params = {kContainedId};
  for (const std::string& uid : uids) {
    named.rows.any.emplace_back(TokenMatch{record::UidOf(uid).value(), 0});
  }
  return named;
}

}  // namespace

Predicate OfContained(Predicate condition) {
  using Kind = Predicate::Kind;
  switch (condition.kind) {
    case Kind::kRows:
    case Kind::kNear:
      Shift(condition.rows);
      return condition;
    case Kind::kChain:
      Shift(condition.rows);
      return condition;  // its part is about others
    case Kind::kObjects:
      return Named(condition.uids);
    case Kind::kUpdated:
      condition.type = NumberOfContained(condition.type);
      return condition;
    case Kind::kHas:
      return {};
    case Kind::kComposite:
    case Kind::kNot:
    case Kind::kAll:
    case Kind::kAny:
      for (Predicate& part : condition.parts) part = OfContained(std::move(part));
      return condition;
    case Kind::kNothing:
      return condition;
  }
  return condition;
}

void RequireOfR4(const SearchParameters& parameters, fhir::TypeId type,
                 const Criterion& criterion) {
  for (const Criterion& part : criterion.parts) RequireOfR4(parameters, type, part);
  if (criterion.parameter == nullptr || criterion.kind == Criterion::Kind::kHas) return;
  if (!parameters.CustomOwner(type, criterion.parameter->code)) return;
  Refuse(criterion.name, "contained resources are not indexed by " + criterion.parameter->code);
}

std::string ContainedJson(const std::string& container, std::uint32_t part) {
  const fhir::ReadResult read = fhir::ReadJson(container);
  const fhir::Node* at =
      read.tree.empty() ? nullptr : read.tree.root().Child(fhir::name::kContained);
  for (std::uint32_t i = 1; i < part && at != nullptr; ++i) at = at->next_sibling;
  if (at == nullptr || at->name != fhir::name::kContained) {
    throw base::Error(base::ErrorCode::kCorrupt, "an indexed contained resource is not there");
  }
  std::string json;
  fhir::WriteJson(*at, json, 0);
  return json;
}

}  // namespace socle::resource
