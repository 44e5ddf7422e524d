#pragma once

#include <string>
#include <vector>

#include "resource/search_predicate.h"
#include "resource/search_query.h"

/// Searches of contained resources (`_contained=true` and `both`): the same conditions over rows of
/// their own (search_rows.h, ContainedRowsOf), whose `part` says which resource of its container it
/// is.
namespace socle::resource {

/// `condition`, made for resources of their own, on contained ones: `_id` is the name within the
/// container. Nothing refers to a contained resource from elsewhere, so what asks for that is never
/// met. What it says of resources that are referred to stays.
Predicate OfContained(Predicate condition);

/// Throws kNotImplemented where a criterion is by a parameter that contained resources are not
/// indexed by: one of the store's own, _text, _content.
void RequireOfR4(const SearchParameters& parameters, fhir::TypeId type, const Criterion& criterion);

/// The contained resource number `part` of a stored one. Errors: kCorrupt where there is none.
std::string ContainedJson(const std::string& container, std::uint32_t part);

}  // namespace socle::resource
