#include "resource/paired_rows.h"

#include <algorithm>
#include <utility>

#include "resource/code_systems.h"
#include "resource/search_parameters.h"

namespace socle::resource {
namespace {

using sql::Col;

/// Products of more codes and values than these are not asked for by pairs.
constexpr std::size_t kMostPairs = 16;

struct Pair {
  fhir::TypeId type = fhir::TypeId::kNone;
  std::int64_t code = 0, value = 0;  // whose rows they are of
  SearchTable table = SearchTable::kQuantity;
};

const std::vector<Pair>& Pairs() {
  static const std::vector<Pair> pairs = [] {
    const auto parameters = BaseSearchParameters();
    const fhir::TypeId type = fhir::FindType("Observation");
    const auto number = [&](std::string_view code) {
      return parameters->Find(type, code)->rows_of.front();
    };
    return std::vector<Pair>{
        {type, number("code"), number("value-quantity"), SearchTable::kQuantity},
        {type, number("code"), number("date"), SearchTable::kDate}};
  }();
  return pairs;
}

/// Whether it is a value as pairs have it.
bool IsPlain(const SearchRow& value) {
  const auto* const quantity = std::get_if<QuantityRow>(&value.value);
  return quantity == nullptr || quantity->unit == 0;
}

SearchRow Paired(const TokenRow& code, const SearchRow& value, std::int64_t element) {
  const std::int64_t number = PairNumber(code.code, code.system);
  SearchRow row{-value.param, element, value.value};
  if (auto* const quantity = std::get_if<QuantityRow>(&row.value)) {
    quantity->unit = number;
  } else {
    std::get<DateRow>(row.value).pair = number;
  }
  return row;
}

bool AreOf(const Predicate& condition, SearchTable table, std::int64_t param) {
  const RowSet& rows = condition.rows;
  return condition.kind == Predicate::Kind::kRows && rows.table == table && !rows.unequal &&
         !rows.any.empty() && rows.params.size() == 1 && rows.params.front() == param;
}

bool IsExact(const RowMatch& match) {
  const auto& token = std::get<TokenMatch>(match);
  return token.code && token.system;
}

/// Whether rows of pairs have it, as one range.
bool IsRange(const RowMatch& match) {
  if (const auto* date = std::get_if<DateValue>(&match)) return date->prefix != Prefix::kNe;
  const auto& quantity = std::get<QuantityMatch>(match);
  return quantity.unit == 0 && quantity.prefix != Prefix::kNe;
}

Predicate Together(const Pair& pair, const RowSet& codes, const RowSet& values) {
  std::vector<Predicate> parts;
  for (const RowMatch& code : codes.any) {
    const auto& token = std::get<TokenMatch>(code);
    const std::int64_t number = PairNumber(*token.code, *token.system);
    Predicate& part = parts.emplace_back();
    part.kind = Predicate::Kind::kRows;
    part.rows.table = pair.table;
    part.rows.params = {-pair.value};
    part.rows.any = values.any;
    if (pair.table == SearchTable::kDate) part.rows.pair = number;
    for (RowMatch& match : part.rows.any) {
      if (auto* const quantity = std::get_if<QuantityMatch>(&match)) quantity->unit = number;
    }
  }
  if (parts.size() == 1) return std::move(parts.front());
  Predicate any;
  any.kind = Predicate::Kind::kAny;
  any.parts = std::move(parts);
  return any;
}

}  // namespace

void AddPairedRows(fhir::TypeId type, std::vector<SearchRow>& rows) {
  std::vector<SearchRow> paired;
  for (const Pair& pair : Pairs()) {
    if (pair.type != type) continue;
    const auto is_value = [&](const SearchRow& row) {
      return row.param == pair.value && IsPlain(row);
    };
    const bool is_only = std::ranges::count_if(rows, is_value) == 1;
    for (const SearchRow& code : rows) {
      if (code.param != pair.code) continue;
      for (const SearchRow& value : rows) {
        if (!is_value(value)) continue;
        paired.push_back(
            Paired(std::get<TokenRow>(code.value), value, is_only ? kOnlyValue : kOneOfValues));
      }
    }
  }
  std::ranges::move(paired, std::back_inserter(rows));
}

std::optional<Predicate> BothTogether(const Predicate& code, const Predicate& value) {
  for (const Pair& pair : Pairs()) {
    if (!AreOf(code, SearchTable::kToken, pair.code) || !AreOf(value, pair.table, pair.value)) {
      continue;
    }
    const std::vector<RowMatch>&codes = code.rows.any, &values = value.rows.any;
    if (codes.size() * values.size() > kMostPairs || !std::ranges::all_of(codes, IsExact) ||
        !std::ranges::all_of(values, IsRange)) {
      return std::nullopt;
    }
    return Together(pair, code.rows, value.rows);
  }
  return std::nullopt;
}

bool HasPairedRows(store::Session& session) {
  static const sql::Query query(
      "resource.has_pairs",
      sql::Select({Col("paired")}).From("fhir_custom_state").Where(Col("id") == sql::Int(1)));
  auto read = session.Prepare(query);
  return read.Step() && read.Int(0) != 0;
}

void NotePairedRows(store::Session& session) {
  static const sql::Query query(
      "resource.note_pairs",
      sql::Update("fhir_custom_state").Set("paired", sql::Int(1)).Where(Col("id") == sql::Int(1)));
  session.Prepare(query).Run();
}

}  // namespace socle::resource
