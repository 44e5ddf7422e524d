#pragma once

#include <optional>
#include <string_view>

#include "resource/search_rows.h"

namespace socle::resource {

/// The interval that a date, dateTime or instant means: "2015" a year, "2015-02" a month,
/// "2015-02-04" a day, a time of day to its last digit ("10:30" a minute, "10:30:00.5" a tenth of a
/// second), at the least a millisecond. In UTC where no zone is said. Nothing for another text, and
/// for what lies outside of kFirstMoment to kLastMoment.
/// Source: FHIR R4, Search, date.
std::optional<DateRow> IntervalOf(std::string_view text);

}  // namespace socle::resource
