#include "resource/row_table.h"

#include <array>
#include <vector>

#include "resource/search_rows.h"

namespace socle::resource {
namespace {

using sql::Col;
using sql::Param;

constexpr std::array<std::string_view, 6> kTables = {"fhir_token",    "fhir_reference", "fhir_date",
                                                     "fhir_quantity", "fhir_string",    "fhir_uri"};
static_assert(std::variant_size_v<decltype(SearchRow::value)> == kTables.size());

/// The columns of each key between `param` and `ehr`.
const std::array<std::vector<std::string>, kTables.size()> kValues = {{{"code", "system"},
                                                                       {"target", "type"},
                                                                       {"wide", "low", "span"},
                                                                       {"unit", "value"},
                                                                       {"text"},
                                                                       {"uri"}}};

struct Queries {
  std::vector<sql::Query> insert, complete, remove, some, clear, clear_ehr;
};

std::vector<std::string> KeyOf(std::size_t table) {
  std::vector<std::string> columns = {"param"};
  columns.insert(columns.end(), kValues[table].begin(), kValues[table].end());
  for (const char* column : {"ehr", "object", "part", "element"}) columns.emplace_back(column);
  return columns;
}

const Queries& Sql() {
  static const Queries queries = [] {
    Queries made;
    for (std::size_t i = 0; i < kTables.size(); ++i) {
      const std::string name(kTables[i]);
      std::vector<std::string> columns = KeyOf(i);
      sql::Expr same;
      for (std::size_t column = 0; column < columns.size(); ++column) {
        same = same && Col(columns[column]) == Param(static_cast<int>(column) + 1);
      }
      if (name == "fhir_string") columns.emplace_back("exact");
      made.insert.emplace_back("resource.insert_" + name, sql::Insert(name, columns));
      made.complete.emplace_back("resource.complete_" + name,
                                 sql::Insert(name, columns).OnConflictDoNothing());
      sql::Select some;
      for (const std::string& column : KeyOf(i)) some.Column(Col(column));
      some.From(name).Where(Col("param") == Param(1)).Limit(Param(2));
      made.some.emplace_back("resource.some_" + name, std::move(some));
      made.remove.emplace_back("resource.delete_" + name, sql::Delete(name).Where(same));
      made.clear.emplace_back("resource.clear_" + name, sql::Delete(name));
      made.clear_ehr.emplace_back("resource.erase_" + name,
                                  sql::Delete(name).Where(Col("ehr") == Param(1)));
    }
    return made;
  }();
  return queries;
}

/// Binds the columns of a row's value from 2, and says which comes next.
struct BindValue {
  store::Statement& statement;

  int operator()(const TokenRow& row) const {
    statement.BindText(2, row.code).Bind(3, row.system);
    return 4;
  }
  int operator()(const ReferenceRow& row) const {
    statement.BindBlob(2, row.target).Bind(3, row.type);
    return 4;
  }
  int operator()(const DateRow& row) const {
    statement.Bind(2, WideOf(row)).Bind(3, row.low).Bind(4, row.span);
    return 5;
  }
  int operator()(const QuantityRow& row) const {
    statement.Bind(2, row.unit).Bind(3, row.value);
    return 4;
  }
  int operator()(const StringRow& row) const {
    statement.BindText(2, row.text);
    return 3;
  }
  int operator()(const UriRow& row) const {
    statement.BindText(2, row.uri);
    return 3;
  }
};

/// The value that a row of `some` has, from column 1 on.
decltype(SearchRow::value) ValueAt(std::size_t table, const store::Statement& row) {
  switch (table) {
    case 0:
      return TokenRow{std::string(row.Text(1)), row.Int(2)};
    case 1:
      return ReferenceRow{std::string(row.Blob(1)), row.Int(2)};
    case 2:
      return DateRow{row.Int(2), row.Int(3)};
    case 3:
      return QuantityRow{row.Int(1), row.Real(2)};
    case 4:
      return StringRow{std::string(row.Text(1)), {}};
    default:
      return UriRow{std::string(row.Text(1))};
  }
}

}  // namespace

std::int64_t DeleteRowsOf(store::Session& session, std::int64_t param, std::int64_t most) {
  std::int64_t deleted = 0;
  for (std::size_t table = 0; table < kTables.size(); ++table) {
    std::vector<std::pair<RowOwner, SearchRow>> found;
    {
      auto some = session.Prepare(Sql().some[table]);
      some.Bind(1, param).Bind(2, most - deleted);
      const int owner = static_cast<int>(kValues[table].size()) + 1;
      while (some.Step()) {
        found.push_back({{some.Int(owner), static_cast<std::uint32_t>(some.Int(owner + 1)),
                          static_cast<std::uint32_t>(some.Int(owner + 2))},
                         {param, some.Int(owner + 3), ValueAt(table, some)}});
      }
    }
    for (const auto& [owner, row] : found) {
      RowWriter(session, owner, RowWriter::Action::kDelete).Write(row);
    }
    deleted += static_cast<std::int64_t>(found.size());
    if (deleted == most) break;
  }
  return deleted;
}

std::span<const std::string_view> RowTables() { return kTables; }

void RowWriter::Write(const SearchRow& row) {
  if (!statement_ || table_ != row.value.index()) {
    table_ = row.value.index();
    const auto& queries = action_ == Action::kInsert     ? Sql().insert
                          : action_ == Action::kComplete ? Sql().complete
                                                         : Sql().remove;
    statement_.reset();
    statement_.emplace(session_.Prepare(queries[table_]));
  }
  statement_->Reset();
  statement_->Bind(1, row.param);
  const int next = std::visit(BindValue{*statement_}, row.value);
  statement_->Bind(next, owner_.ehr).Bind(next + 1, std::int64_t{owner_.object});
  statement_->Bind(next + 2, std::int64_t{owner_.part}).Bind(next + 3, row.element);
  const auto* text = std::get_if<StringRow>(&row.value);
  if (text != nullptr && action_ != Action::kDelete) {
    if (text->exact) {
      statement_->BindText(next + 4, *text->exact);
    } else {
      statement_->BindNull(next + 4);
    }
  }
  statement_->Run();
}

void ClearRowTables(store::Session& session, std::optional<record::EhrKey> ehr) {
  for (std::size_t i = 0; i < kTables.size(); ++i) {
    auto clear = session.Prepare(ehr ? Sql().clear_ehr[i] : Sql().clear[i]);
    if (ehr) clear.Bind(1, ehr->value());
    clear.Run();
  }
}

}  // namespace socle::resource
