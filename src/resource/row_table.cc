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
  std::vector<sql::Query> insert, remove, clear, clear_ehr;
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
    statement.Bind(2, WideOf(row.span)).Bind(3, row.low).Bind(4, row.span);
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

}  // namespace

std::span<const std::string_view> RowTables() { return kTables; }

void RowWriter::Write(const SearchRow& row) {
  if (!statement_ || table_ != row.value.index()) {
    table_ = row.value.index();
    const auto& queries = action_ == Action::kInsert ? Sql().insert : Sql().remove;
    statement_.reset();
    statement_.emplace(session_.Prepare(queries[table_]));
  }
  statement_->Reset();
  statement_->Bind(1, row.param);
  const int next = std::visit(BindValue{*statement_}, row.value);
  statement_->Bind(next, owner_.ehr).Bind(next + 1, std::int64_t{owner_.object});
  statement_->Bind(next + 2, std::int64_t{owner_.part}).Bind(next + 3, row.element);
  const auto* text = std::get_if<StringRow>(&row.value);
  if (text != nullptr && action_ == Action::kInsert) {
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
