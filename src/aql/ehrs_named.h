#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "aql/bound.h"

namespace socle::aql {

/// The ids of the EHRs that a query is about by its own words: `e[ehr_id/value = …]`, or a
/// condition on e/ehr_id/value that every row must meet. Absent: it does not say.
std::optional<std::vector<std::string>> EhrsNamed(const bound::Query& query);

/// The id that a predicate of an EHR asks for, where it asks for nothing else.
std::optional<std::string> IdOf(const bound::Predicate& predicate);
/// The ids that a condition leaves, where it is about an EHR's id alone.
std::optional<std::vector<std::string>> IdsOf(const bound::Query& query,
                                              const bound::Condition& condition);

/// The operands of the AND at the top of a condition.
std::vector<const bound::Condition*> Conjuncts(const bound::Condition& condition);
/// How many EHRs FROM names.
std::size_t EhrSources(const bound::Query& query);

}  // namespace socle::aql
