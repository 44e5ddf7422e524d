#pragma once

#include "resource/search_rows.h"

namespace socle::resource {

/// Whether `a` comes first: by table, then by the key of the table, `exact` last.
bool Before(const SearchRow& a, const SearchRow& b);
/// Whether the two are the same row of the same table, with all columns.
bool SameRow(const SearchRow& a, const SearchRow& b);

}  // namespace socle::resource
