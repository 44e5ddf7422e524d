#include "resource/search_sort.h"

#include <algorithm>
#include <set>

#include "resource/row_table.h"
#include "resource/search_predicate.h"

namespace socle::resource {
namespace {

using sql::Col;
using sql::Expr;
using sql::Select;

/// What a sort key's value is.
struct SortColumn {
  SortValue::Kind kind = SortValue::Kind::kInteger;
  std::string_view table, column;
};

SortColumn ColumnOf(const SortKey& key) {
  if (key.kind == SortKey::Kind::kUpdated) return {SortValue::Kind::kInteger, {}, {}};
  if (key.kind == SortKey::Kind::kId) return {SortValue::Kind::kBlob, "object", "uid"};
  switch (key.parameter->kind) {
    case SearchType::kDate:
      return {SortValue::Kind::kInteger, "fhir_date", "low"};
    case SearchType::kNumber:
    case SearchType::kQuantity:
      return {SortValue::Kind::kReal, "fhir_quantity", "value"};
    case SearchType::kString:
      return {SortValue::Kind::kText, "fhir_string", "text"};
    case SearchType::kReference:
      return {SortValue::Kind::kBlob, "fhir_reference", "target"};
    case SearchType::kUri:
      return {SortValue::Kind::kText, "fhir_uri", "uri"};
    default:
      return {SortValue::Kind::kText, "fhir_token", "code"};
  }
}

Expr Least(const SortKey& key, const Expr& value) {
  return key.descending ? sql::Max(value) : sql::Min(value);
}

Expr SameKey(const std::string& alias, const RowKey& key) {
  return Col(alias, "ehr") == key.ehr && Col(alias, "object") == key.object &&
         Col(alias, "part") == key.part;
}

/// The first of `codes`, which are sorted as the key asks, that the resource has.
Expr FirstCode(const SortCodes& codes, const std::vector<std::int64_t>& params,
               const RowKey& resource, Binder& binder) {
  std::vector<std::pair<Expr, Expr>> branches;
  for (const auto& [code, system] : codes) {
    const std::string alias = binder.Alias();
    const Expr text = binder.Text(code);
    Select has({sql::Int(1)});
    has.From("fhir_token", alias)
        .Where(binder.OneOf(Col(alias, "param"), params) && Col(alias, "code") == text &&
               Col(alias, "system") == binder.Int(system) && SameKey(alias, resource));
    branches.emplace_back(sql::Exists(std::move(has)), text);
  }
  if (branches.empty()) return sql::NullValue();
  return sql::Case(std::move(branches));
}

/// The code behind (?2, ?3).
const sql::Query& NextCode() {
  static const sql::Query query(
      "search.next_code",
      Select({Col("code"), Col("system")})
          .From("fhir_token")
          .Where(Col("param") == sql::Param(1) && Col("code") >= sql::Param(2) &&
                 (Col("code") > sql::Param(2) || Col("system") > sql::Param(3)))
          .OrderBy({sql::Asc(Col("code")), sql::Asc(Col("system"))})
          .Limit(1));
  return query;
}

/// The codes that rows of the parameters have, in the order that the key asks for; nothing where
/// they are many.
std::optional<SortCodes> CodesOf(const SortKey& key, store::Session& session) {
  constexpr std::size_t kMostCodes = 64;
  std::set<std::pair<std::string, std::int64_t>> codes;
  for (const std::int64_t param : key.Rows()) {
    std::pair<std::string, std::int64_t> last{"", -1};
    while (true) {
      auto next = session.Prepare(NextCode());
      next.Bind(1, param).BindText(2, last.first).Bind(3, last.second);
      if (!next.Step()) break;
      last = {std::string(next.Text(0)), next.Int(1)};
      codes.insert(last);
      if (codes.size() > kMostCodes) return std::nullopt;
    }
  }
  SortCodes sorted(codes.begin(), codes.end());
  if (key.descending) std::reverse(sorted.begin(), sorted.end());
  return sorted;
}

/// The quantity that a resource is placed by: of its canonical values those of the dimension with
/// the smallest number (the common ones), where it has a unit.
Expr QuantityOf(const SortKey& key, const RowKey& resource, const Expr& params,
                const std::string& alias, Binder& binder) {
  const Expr value = Col(alias, "value"), unit = Col(alias, "unit");
  const auto rows = [&](const Expr& which) {
    Select select({value});
    select.From("fhir_quantity", alias)
        .Where(SameKey(alias, resource) && params && which)
        .OrderBy({sql::Asc(unit), key.descending ? sql::Desc(value) : sql::Asc(value)})
        .Limit(binder.Int(1));
    return sql::Value(std::move(select));
  };
  return sql::Coalesce({rows(unit > sql::Int(0)), rows(unit == sql::Int(0))});
}

SortValue Integer(std::int64_t integer) { return {SortValue::Kind::kInteger, integer, 0, {}}; }
SortValue Real(double real) { return {SortValue::Kind::kReal, 0, real, {}}; }
SortValue Bytes(SortValue::Kind kind, std::string bytes) { return {kind, 0, 0, std::move(bytes)}; }

/// The value of a row that may count for a key.
struct SortValueOfRow {
  SortValue operator()(const TokenRow& row) const {
    return Bytes(SortValue::Kind::kText, row.code);
  }
  SortValue operator()(const ReferenceRow& row) const {
    return Bytes(SortValue::Kind::kBlob, row.target);
  }
  SortValue operator()(const DateRow& row) const { return Integer(row.low); }
  SortValue operator()(const QuantityRow& row) const { return Real(row.value); }
  SortValue operator()(const StringRow& row) const {
    return Bytes(SortValue::Kind::kText, row.text);
  }
  SortValue operator()(const UriRow& row) const { return Bytes(SortValue::Kind::kText, row.uri); }
};

/// Which of a resource's quantities count first: 0 those of canonical units, by their dimension.
std::pair<int, std::int64_t> RankOf(const SearchRow& row) {
  const auto* quantity = std::get_if<QuantityRow>(&row.value);
  if (quantity == nullptr) return {0, 0};
  return {quantity->unit > 0 ? 0 : quantity->unit == 0 ? 1 : 2, quantity->unit};
}

}  // namespace

std::vector<std::int64_t> SortKey::Rows() const {
  std::vector<std::int64_t> rows = parameter->rows_of;
  if (of_contained) std::ranges::transform(rows, rows.begin(), NumberOfContained);
  return rows;
}

SortValue SortValueOf(const SortKey& key, const RowSubject& subject) {
  if (key.kind == SortKey::Kind::kUpdated) return Integer(subject.updated);
  if (key.kind == SortKey::Kind::kId) return Bytes(SortValue::Kind::kBlob, subject.uid);
  const std::string_view table = ColumnOf(key).table;
  const std::vector<std::int64_t> params = key.Rows();
  SortValue best;
  std::pair<int, std::int64_t> best_rank;
  for (const SearchRow& row : subject.rows) {
    const bool counts = RowTables()[row.value.index()] == table &&
                        std::find(params.begin(), params.end(), row.param) != params.end();
    const auto rank = RankOf(row);
    if (!counts || rank.first > 1) continue;
    SortValue value = std::visit(SortValueOfRow{}, row.value);
    const bool first = best.kind == SortValue::Kind::kNull;
    const int order = first ? 0 : CompareSortValues(value, best);
    const bool better = key.descending ? order > 0 : order < 0;
    if (!first && (rank > best_rank || (rank == best_rank && !better))) continue;
    best = std::move(value);
    best_rank = rank;
  }
  return best;
}

int CompareSortValues(const SortValue& a, const SortValue& b) {
  if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
  switch (a.kind) {
    case SortValue::Kind::kNull:
      return 0;
    case SortValue::Kind::kInteger:
      return a.integer < b.integer ? -1 : a.integer > b.integer ? 1 : 0;
    case SortValue::Kind::kReal:
      return a.real < b.real ? -1 : a.real > b.real ? 1 : 0;
    default:
      return a.bytes.compare(b.bytes);
  }
}

std::optional<SortCodes> SortCodesOf(const SortKey& key, store::Session& session) {
  const bool by_token =
      key.kind == SortKey::Kind::kParameter && ColumnOf(key).table == "fhir_token";
  return by_token ? CodesOf(key, session) : std::nullopt;
}

SortValue::Kind SortKindOf(const SortKey& key) { return ColumnOf(key).kind; }

void AddSortColumn(const SortKey& key, const std::optional<SortCodes>& codes,
                   const RowKey& resource, const std::string& name, sql::Select& select,
                   Binder& binder) {
  const SortColumn column = ColumnOf(key);
  const std::string alias = binder.Alias();
  const Expr value = Col(alias, column.column);
  if (key.kind == SortKey::Kind::kId) {
    Select id({value});
    id.From("object", alias)
        .Where(Col(alias, "ehr") == resource.ehr && Col(alias, "object") == resource.object);
    select.Column(sql::Value(std::move(id)), name);
    return;
  }
  const Expr params =
      binder.OneOf(Col(alias, "param"), key.Rows()) && IsInIndex(column.table, alias);
  const bool by_resource = column.table != "fhir_token" && column.table != "fhir_uri";
  if (column.table == "fhir_quantity") {
    select.Column(QuantityOf(key, resource, params, alias, binder), name);
    return;
  }
  if (by_resource) {
    Select least({Least(key, value)});
    least.From(column.table, alias).Where(SameKey(alias, resource) && params);
    select.Column(sql::Value(std::move(least)), name);
    return;
  }
  // No index begins with the resource: of few codes each is looked for, else the parameter's rows
  // are gathered once.
  if (codes) {
    select.Column(FirstCode(*codes, key.Rows(), resource, binder), name);
    return;
  }
  const std::string gathered = binder.Alias();
  Select all({{Col(alias, "ehr"), "ehr"},
              {Col(alias, "object"), "object"},
              {Col(alias, "part"), "part"},
              {Least(key, value), "value"}});
  all.From(column.table, alias)
      .Where(params)
      .GroupBy({Col(alias, "ehr"), Col(alias, "object"), Col(alias, "part")});
  select.LeftJoin(std::move(all), gathered, SameKey(gathered, resource));
  select.Column(Col(gathered, "value"), name);
}

}  // namespace socle::resource
