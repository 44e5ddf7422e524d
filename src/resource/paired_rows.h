#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "fhir/tree.h"
#include "resource/search_predicate.h"
#include "resource/search_rows.h"
#include "store/store.h"

/// Rows of a code and a value together, of what there is very much of: Observations by their code
/// and value, by their code and time. A search by both of two criteria would look up each resource
/// that meets one of them; here it is a range of one key. They stand in the table of the value,
/// under the negative number of its parameter; in the place of `unit`, or added to `wide`, stands
/// the number of the code (PairNumber, code_systems.h). Values are those as they are written: what
/// they are in canonical units would take as much again, and a code has mostly one unit.
namespace socle::resource {

/// Adds those of a resource of `type`, whose other rows are `rows`.
void AddPairedRows(fhir::TypeId type, std::vector<SearchRow>& rows);

/// That a resource meets both of two conditions; nothing where no rows say that.
std::optional<Predicate> BothTogether(const Predicate& code, const Predicate& value);

/// Whether all resources of the store have their paired rows. One that an older program wrote has
/// them after `socle reindex`.
bool HasPairedRows(store::Session& session);
/// From now on it has.
void NotePairedRows(store::Session& session);

}  // namespace socle::resource
