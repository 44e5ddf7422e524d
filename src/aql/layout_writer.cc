#include "aql/layout_writer.h"

#include <algorithm>

namespace socle::aql {
namespace {

std::int64_t ToInt(Oddity kind) { return static_cast<std::int64_t>(kind); }

using sql::Col;
using sql::Param;
using sql::Query;
using sql::Select;

struct Queries {
  Query insert_composition, composition, erase_composition, compositions_of, all_holds;
  Query insert_oddity, erase_oddities, odd_ones;
  Query insert_unlaid, erase_unlaid, unlaid_in;
};

const Queries& Sql() {
  static const Queries queries{
      .insert_composition =
          Query("aql.insert_composition",
                sql::Insert("aql_composition",
                            {"version", "ehr", "object", "number", "archetype", "template", "name",
                             "start_time", "start_instant", "composer", "span", "holds"})),
      .composition = Query("aql.composition", Select({Col("ehr"), Col("object"), Col("number"),
                                                      Col("archetype"), Col("holds")})
                                                  .From("aql_composition")
                                                  .Where(Col("version") == Param(1))),
      .erase_composition = Query("aql.erase_composition",
                                 sql::Delete("aql_composition").Where(Col("version") == Param(1))),
      .compositions_of = Query("aql.compositions_of", Select({Col("version")})
                                                          .From("aql_composition")
                                                          .Where(Col("ehr") == Param(1))
                                                          .OrderBy({sql::Asc(Col("version"))})),
      .all_holds =
          Query("aql.all_holds",
                Select({Col("version"), Col("archetype"), Col("holds")}).From("aql_composition")),
      .insert_oddity =
          Query("aql.insert_oddity", sql::Insert("aql_oddity", {"id", "ehr", "archetype", "kind"})),
      .erase_oddities = Query("aql.erase_oddities",
                              sql::Delete("aql_oddity")
                                  .Where(Col("archetype") == Param(1) &&
                                         sql::Between(Col("kind"), sql::Int(ToInt(kFirstOddity)),
                                                      sql::Int(ToInt(kLastOddity))) &&
                                         Col("id") == Param(2))),
      .odd_ones = Query("aql.odd_ones",
                        Select({Col("id")})
                            .From("aql_oddity")
                            .Where(Col("archetype") == Param(1) && Col("kind") == Param(2))),
      .insert_unlaid =
          Query("aql.insert_unlaid", sql::Insert("aql_unlaid", {"id", "ehr", "archetype_id"})),
      .erase_unlaid =
          Query("aql.erase_unlaid", sql::Delete("aql_unlaid").Where(Col("id") == Param(1))),
      .unlaid_in =
          Query("aql.unlaid_in",
                Select({Col("id")}).From("aql_unlaid").Where(Col("archetype_id") == Param(1))),
  };
  return queries;
}

void Bind(store::Statement& statement, int index, const LayoutCell& cell) {
  struct Visitor {
    store::Statement& statement;
    int index;
    void operator()(std::monostate) const {}  // a parameter that is not bound is null
    void operator()(std::int64_t value) const { statement.Bind(index, value); }
    void operator()(double value) const { statement.Bind(index, value); }
    void operator()(std::string_view text) const { statement.BindText(index, text); }
  };
  std::visit(Visitor{statement, index}, cell);
}

template <class T>
LayoutCell CellOf(const std::optional<T>& value) {
  return value ? LayoutCell(*value) : LayoutCell();
}

LayoutCell Number(std::int64_t number) { return number == 0 ? LayoutCell() : LayoutCell(number); }

}  // namespace

std::string EncodeHolds(const std::set<std::int64_t>& numbers) {
  std::string bytes;
  for (std::int64_t number : numbers) {
    for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(0x80 | (number & 0x7F));
    bytes += static_cast<char>(number);
  }
  return bytes;
}

std::vector<std::int64_t> DecodeHolds(std::string_view bytes) {
  std::vector<std::int64_t> numbers;
  std::int64_t number = 0;
  int shift = 0;
  for (const char byte : bytes) {
    if (shift < 63) number |= std::int64_t{byte & 0x7F} << shift;
    shift += 7;
    if ((byte & 0x80) != 0) continue;
    numbers.push_back(number);
    number = shift = 0;
  }
  return numbers;
}

void LayoutWriter::Insert(const DocumentPlace& place, const DocumentRows& rows) {
  InsertComposition(place, rows);
  for (const LayoutRow& row : rows.rows) InsertRow(place, row);
  for (const auto& [archetype, kind] : rows.oddities) {
    InsertOddity(place.version, place.ehr, archetype, kind);
  }
  for (const std::string_view id : rows.unlaid) {
    auto insert = session_.Prepare(Sql().insert_unlaid);
    insert.Bind(1, place.version).Bind(2, place.ehr.value()).BindText(3, id).Run();
  }
}

void LayoutWriter::InsertComposition(const DocumentPlace& place, const DocumentRows& rows) {
  auto insert = session_.Prepare(Sql().insert_composition);
  insert.Bind(1, place.version).Bind(2, place.ehr.value());
  insert.Bind(3, std::int64_t{place.object}).Bind(4, std::int64_t{place.number});
  Bind(insert, 5, Number(rows.archetype));
  Bind(insert, 6, Number(rows.template_number));
  insert.BindText(7, rows.name);
  Bind(insert, 8, CellOf(rows.start_time));
  Bind(insert, 9, CellOf(rows.start_instant));
  Bind(insert, 10, CellOf(rows.composer));
  insert.Bind(11, rows.span).BindBlob(12, EncodeHolds(rows.holds)).Run();
}

void LayoutWriter::InsertRow(const DocumentPlace& place, const LayoutRow& row) {
  auto insert = session_.Prepare(layout_.Statements(row.archetype, row.table).insert);
  insert.Bind(1, place.version * kNodesInVersion + row.node).Bind(2, place.ehr.value());
  insert.Bind(3, row.span).Bind(4, row.up);
  int next = 5;
  if (row.table == 0) insert.Bind(next++, row.slot);
  Bind(insert, next++, row.name);
  for (const LayoutCell& cell : row.cells) Bind(insert, next++, cell);
  insert.Run();
}

void LayoutWriter::InsertOddity(std::int64_t version, record::EhrKey ehr, std::int64_t archetype,
                                Oddity kind) {
  session_.Prepare(Sql().insert_oddity)
      .Bind(1, version)
      .Bind(2, ehr.value())
      .Bind(3, archetype)
      .Bind(4, ToInt(kind))
      .Run();
}

void LayoutWriter::RemoveOddities(std::int64_t version, std::int64_t archetype) {
  session_.Prepare(Sql().erase_oddities).Bind(1, archetype).Bind(2, version).Run();
}

void LayoutWriter::Remove(std::int64_t version, const std::set<std::size_t>& spared) {
  std::vector<std::int64_t> holds;
  std::int64_t root = 0;
  {
    auto composition = session_.Prepare(Sql().composition);
    composition.Bind(1, version);
    if (!composition.Step()) return;
    root = composition.IsNull(3) ? 0 : composition.Int(3);
    holds = DecodeHolds(composition.Blob(4));
  }
  for (const std::int64_t number : holds) {
    const auto index = static_cast<std::size_t>(number - 1);
    RemoveOddities(version, number);
    if (spared.contains(index) || index >= layout_.archetypes().size()) continue;
    for (std::size_t t = 0; t < layout_.archetypes()[index].tables.size(); ++t) {
      auto erase = session_.Prepare(layout_.Statements(index, t).erase);
      erase.Bind(1, version * kNodesInVersion).Bind(2, (version + 1) * kNodesInVersion - 1).Run();
    }
  }
  if (root != 0) RemoveOddities(version, root);
  RemoveUnlaid(version);
  session_.Prepare(Sql().erase_composition).Bind(1, version).Run();
}

void LayoutWriter::InsertUnlaid(std::int64_t version, record::EhrKey ehr,
                                const std::set<std::string_view>& archetypes) {
  if (archetypes.empty()) return;
  InsertOddity(version, ehr, 0, Oddity::kUnlaid);
  for (const std::string_view id : archetypes) {
    auto insert = session_.Prepare(Sql().insert_unlaid);
    insert.Bind(1, version).Bind(2, ehr.value()).BindText(3, id).Run();
  }
}

void LayoutWriter::RemoveUnlaid(std::int64_t version) {
  RemoveOddities(version, 0);
  session_.Prepare(Sql().erase_unlaid).Bind(1, version).Run();
}

std::set<std::int64_t> LayoutWriter::HoldersOf(std::int64_t archetype) {
  std::set<std::int64_t> versions;
  auto all = session_.Prepare(Sql().all_holds);
  while (all.Step()) {
    const bool is_root = !all.IsNull(1) && all.Int(1) == archetype;
    if (is_root || std::ranges::binary_search(DecodeHolds(all.Blob(2)), archetype)) {
      versions.insert(all.Int(0));
    }
  }
  return versions;
}

std::set<std::int64_t> LayoutWriter::OddOnes(std::int64_t archetype, Oddity kind) {
  std::set<std::int64_t> versions;
  auto odd = session_.Prepare(Sql().odd_ones);
  odd.Bind(1, archetype).Bind(2, ToInt(kind));
  while (odd.Step()) versions.insert(odd.Int(0));
  return versions;
}

std::set<std::int64_t> LayoutWriter::UnlaidIn(std::string_view archetype_id) {
  std::set<std::int64_t> versions;
  auto unlaid = session_.Prepare(Sql().unlaid_in);
  unlaid.BindText(1, archetype_id);
  while (unlaid.Step()) versions.insert(unlaid.Int(0));
  return versions;
}

std::optional<DocumentPlace> LayoutWriter::PlaceOf(std::int64_t version) {
  auto composition = session_.Prepare(Sql().composition);
  composition.Bind(1, version);
  if (!composition.Step()) return std::nullopt;
  return DocumentPlace{version, record::EhrKey(composition.Int(0)),
                       static_cast<std::uint32_t>(composition.Int(1)),
                       static_cast<std::uint32_t>(composition.Int(2))};
}

std::vector<std::int64_t> LayoutWriter::CompositionsOf(record::EhrKey ehr) {
  std::vector<std::int64_t> versions;
  auto compositions = session_.Prepare(Sql().compositions_of);
  compositions.Bind(1, ehr.value());
  while (compositions.Step()) versions.push_back(compositions.Int(0));
  return versions;
}

}  // namespace socle::aql
