#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "resource/row_matcher.h"
#include "resource/search_query.h"
#include "resource/search_statement.h"

/// What a search's pages are ordered by, as columns of statements.
namespace socle::resource {

/// The columns that say which resource a row belongs to.
struct RowKey {
  sql::Expr ehr, object, part;
};

/// A value that a page is ordered by. Null: there is none.
struct SortValue {
  enum class Kind : std::uint8_t { kNull, kInteger, kReal, kText, kBlob } kind = Kind::kNull;
  std::int64_t integer = 0;
  double real = 0;
  std::string bytes;
};

/// The order of values that are there; those of different kinds by their kinds.
int CompareSortValues(const SortValue& a, const SortValue& b);

/// Codes with their systems, in the order that a key asks for.
using SortCodes = std::vector<std::pair<std::string, std::int64_t>>;

/// The codes that a key by a token may find, where they are few; nothing for other keys.
std::optional<SortCodes> SortCodesOf(const SortKey& key, store::Session& session);
/// What the values of a key are where they are there.
SortValue::Kind SortKindOf(const SortKey& key);
/// Adds the value of `key`, which is not kUpdated, for the resource that `select` reads, as the
/// column `name`: the least or (descending) the greatest of several, null where there is none.
void AddSortColumn(const SortKey& key, const std::optional<SortCodes>& codes,
                   const RowKey& resource, const std::string& name, sql::Select& select,
                   Binder& binder);

/// What AddSortColumn gives for a resource of these rows, in memory; kUpdated too.
SortValue SortValueOf(const SortKey& key, const RowSubject& subject);

}  // namespace socle::resource
