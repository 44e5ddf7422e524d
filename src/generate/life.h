#pragma once

#include "generate/documents.h"

namespace socle::generate {

/// Fills `record` with the stays, visits and compositions of `person` from `first_day` on, `days`
/// long. `record.patient` is set; compositions are in no particular order, without ids.
void Live(const People& people, const Person& person, Day first_day, int days, Random& random,
          Record& record);

}  // namespace socle::generate
