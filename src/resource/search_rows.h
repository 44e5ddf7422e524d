#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "fhir/tree.h"

namespace socle::resource {

/// What one search parameter finds in a resource: a row of a table of
/// src/resource/migrations/0001-search.sql, without the key of the resource.
struct TokenRow {
  std::string code;
  std::int64_t system = 0;
};
struct ReferenceRow {
  std::string target;  // as stored: a UUID in 16 bytes, another id, a URL
  std::int64_t type = 0;
};
struct DateRow {
  std::int64_t low = 0, span = 0;  // milliseconds
};
struct QuantityRow {
  std::int64_t unit = 0;
  double value = 0;
};
struct StringRow {
  std::string text;
  std::optional<std::string> exact;
};
struct UriRow {
  std::string uri;
};

struct SearchRow {
  std::int64_t param = 0;
  std::int64_t element = 0;
  std::variant<TokenRow, ReferenceRow, DateRow, QuantityRow, StringRow, UriRow> value;
};

class SearchParameters;

/// All rows of a resource, each once, in the order of their tables' keys. Contained resources have
/// none. A value that cannot be indexed (a unit that is none, a date out of range) has the rows
/// that can be made of it.
std::vector<SearchRow> RowsOf(const SearchParameters& parameters, const fhir::Node& resource);

}  // namespace socle::resource
