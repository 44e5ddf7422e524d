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
  std::int64_t low = 0, span = 0;  // milliseconds; the interval ends before low + span
  std::int64_t pair = 0;           // with a code (paired_rows.h)
};

/// The bounds of time: a period without a start begins at the first, one without an end reaches the
/// last. 0001-01-01 and 10000-01-01.
inline constexpr std::int64_t kFirstMoment = -62'135'596'800'000;
inline constexpr std::int64_t kLastMoment = 253'402'300'800'000;
/// The widest spans of `wide` 0 and 1.
inline constexpr std::int64_t kNarrowSpan = 25LL * 3600 * 1000;
inline constexpr std::int64_t kMiddleSpan = 400LL * 24 * 3600 * 1000;
/// The column `wide` of fhir_date.
constexpr std::int64_t WideOf(std::int64_t span) {
  return span <= kNarrowSpan ? 0 : span <= kMiddleSpan ? 1 : 2;
}
constexpr std::int64_t WideOf(const DateRow& row) { return row.pair + WideOf(row.span); }
/// `unit` of the rows of a position, which is three numbers (earth_point.h).
inline constexpr std::int64_t kAxisX = 1, kAxisY = 2, kAxisZ = 3;

struct QuantityRow {
  std::int64_t unit = 0;
  double value = 0;
};
struct StringRow {
  std::string text;  // folding.h
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
struct RowSource;

/// Texts are indexed by so many bytes, whole characters.
inline constexpr std::size_t kMostText = 1024;
/// The rows that a resource may have.
inline constexpr std::size_t kMostRows = 20'000;

/// The number under which references stand that no search parameter finds, those of contained
/// resources too: for who asks what refers to a resource, not for searches.
inline constexpr std::int64_t kUncoveredReferences = 0;

/// `element` of rows of pairs (paired_rows.h), where the resource has one value with a code, and
/// where it has several. The indexes by resource leave negative ones out.
inline constexpr std::int64_t kOnlyValue = -1, kOneOfValues = -2;

/// All rows of a resource, each once, in the order of their tables' keys. Of contained resources
/// they are the references alone (kUncoveredReferences). A value that cannot be indexed (a unit
/// that is none, a date out of range) has the rows that can be made of it. `element` is set for the
/// parameters that a composite compares by it, else 0, but for strings that differ in case and
/// accents alone: these count on. Pairs of a code and a value have theirs (paired_rows.h). A
/// parameter of the store's own has none for a resource for which its expression takes too long or
/// finds more than kMostCustomRows. Errors: kTooLarge (more than kMostRows of R4's parameters).
std::vector<SearchRow> RowsOf(const SearchParameters& parameters, const fhir::Node& resource);

/// Contained resources have rows of their own, for searches by _contained: under the numbers of
/// R4's parameters of their types, and in fhir_resource under those of their types, so much further
/// from 0.
inline constexpr std::int64_t kContained = std::int64_t{1} << 16;
constexpr std::int64_t NumberOfContained(std::int64_t number) {
  return number < 0 ? number - kContained : number + kContained;
}
/// What a contained resource is named within its container: tokens without a system.
inline constexpr std::int64_t kContainedId = kContained;

struct ContainedRows {
  fhir::TypeId type = fhir::TypeId::kNone;
  std::uint32_t part = 0;  // which of the contained resources, from 1
  std::vector<SearchRow> rows;
};
/// Those of each contained resource. Errors: kTooLarge (more than kMostRows in all).
std::vector<ContainedRows> ContainedRowsOf(const SearchParameters& parameters,
                                           const fhir::Node& resource);

/// The rows that one parameter of the store's own may have of a resource.
inline constexpr std::size_t kMostCustomRows = 1'000;
/// The words that a resource may have for _text and for _content, each once.
inline constexpr std::size_t kMostWords = 50'000;

/// As RowsOf, those of `source` alone, one of CustomSources. Absent: too many, or it took too long.
std::optional<std::vector<SearchRow>> CustomRowsOf(const SearchParameters& parameters,
                                                   const RowSource& source,
                                                   const fhir::Node& resource);

}  // namespace socle::resource
