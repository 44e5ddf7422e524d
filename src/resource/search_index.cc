#include "resource/search_index.h"

#include <algorithm>

#include "fhir/json.h"
#include "record/stored_bodies.h"
#include "resource/own_resources.h"
#include "resource/resource_places.h"
#include "resource/row_order.h"
#include "resource/row_table.h"
#include "resource/search_rows.h"
#include "resource/type_number.h"

namespace socle::resource {

/// The steps of this module's schema, from src/resource/migrations.
std::span<const store::Migration> EmbeddedMigrations();
namespace {

using sql::Col;
using sql::Param;

constexpr std::string_view kKindPrefix = "fhir.";

struct ResourceRows : record::IndexRows {
  std::shared_ptr<const SearchParameters> parameters;  // that the rows are of
  std::vector<SearchRow> rows;
  std::vector<ContainedRows> contained;
  std::optional<CustomParameter> custom;  // of a SearchParameter that is in effect
};

std::int64_t ParameterType() {
  static const std::int64_t number = TypeNumber(fhir::FindType("SearchParameter"));
  return number;
}

struct Queries {
  sql::Query put, remove, clear, clear_ehr;
};

const Queries& Sql() {
  const auto is_resource = [] {
    return Col("type") == Param(1) && Col("ehr") == Param(2) && Col("object") == Param(3) &&
           Col("part") == Param(4);
  };
  static const Queries queries{
      .put = sql::Query(
          "resource.put_resource",
          sql::Insert("fhir_resource", {"type", "ehr", "object", "part", "version", "updated"})
              .OnConflictUpdate(
                  {"type", "ehr", "object", "part"},
                  {{"version", sql::Excluded("version")}, {"updated", sql::Excluded("updated")}})),
      .remove =
          sql::Query("resource.remove_resource", sql::Delete("fhir_resource").Where(is_resource())),
      .clear = sql::Query("resource.clear_resources", sql::Delete("fhir_resource")),
      .clear_ehr = sql::Query("resource.erase_resources",
                              sql::Delete("fhir_resource").Where(Col("ehr") == Param(1)))};
  return queries;
}

std::int64_t TypeNumberOf(const record::Kind& kind) {
  std::string_view name = kind.value();
  if (!name.starts_with(kKindPrefix)) return 0;
  return TypeNumber(fhir::FindType(name.substr(kKindPrefix.size())));
}

store::Statement PrepareFor(store::Session& session, const sql::Query& query, std::int64_t type,
                            const RowOwner& owner) {
  auto statement = session.Prepare(query);
  statement.Bind(1, type).Bind(2, owner.ehr).Bind(3, std::int64_t{owner.object});
  statement.Bind(4, std::int64_t{owner.part});
  return statement;
}

/// Writes what two sorted lists of rows differ in: what is gone first, as its key may come again
/// with another text.
void WriteDifference(store::Session& session, const RowOwner& owner,
                     const std::vector<SearchRow>& before, const std::vector<SearchRow>& after) {
  std::vector<const SearchRow*> gone, fresh;
  auto old = before.begin();
  for (const SearchRow& row : after) {
    while (old != before.end() && Before(*old, row)) gone.push_back(&*old++);
    if (old != before.end() && SameRow(*old, row)) {
      ++old;
    } else {
      fresh.push_back(&row);
    }
  }
  while (old != before.end()) gone.push_back(&*old++);
  {
    RowWriter writer(session, owner, RowWriter::Action::kDelete);
    for (const SearchRow* row : gone) writer.Write(*row);
  }
  RowWriter writer(session, owner, RowWriter::Action::kInsert);
  for (const SearchRow* row : fresh) writer.Write(*row);
}

/// What was written of a resource's version.
struct RowsBefore {
  std::vector<SearchRow> rows;
  std::vector<ContainedRows> contained;
};

RowsBefore ReadRowsBefore(const SearchParameters& parameters, store::Session& session,
                          std::int64_t version) {
  const record::StoredBody stored = record::StoredBodies(session).Read(version);
  const fhir::ReadResult read = fhir::ReadJson(WithId(stored.body, stored.uid.value()));
  if (read.tree.empty()) return {};
  const fhir::Node& root = read.tree.root();
  return {RowsOf(parameters, root), ContainedRowsOf(parameters, root)};
}

/// Writes what the contained resources of two versions differ in, by their places.
void WriteContained(store::Session& session, const record::VersionInfo& version,
                    const std::vector<ContainedRows>& before,
                    const std::vector<ContainedRows>& after) {
  static const ContainedRows kNothing;
  for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    const ContainedRows& old = i < before.size() ? before[i] : kNothing;
    const ContainedRows& fresh = i < after.size() ? after[i] : kNothing;
    const RowOwner owner{version.ehr.value(), version.object, static_cast<std::uint32_t>(i + 1)};
    WriteDifference(session, owner, old.rows, fresh.rows);
    const auto number = [](fhir::TypeId type) { return NumberOfContained(TypeNumber(type)); };
    if (old.part != 0 && old.type != fresh.type) {
      PrepareFor(session, Sql().remove, number(old.type), owner).Run();
    }
    if (fresh.part != 0) {
      PrepareFor(session, Sql().put, number(fresh.type), owner)
          .Bind(5, version.id)
          .Bind(6, version.audit.time->micros)
          .Run();
    }
  }
}

/// What a SearchParameter says from now on.
void NoteParameter(store::Session& session, const record::VersionInfo& version,
                   const ResourceRows* resource) {
  std::optional<CustomParameter> custom;
  if (resource != nullptr) custom = resource->custom;
  if (custom) custom->version = version.id;
  NoteCustom(session, version.object, std::move(custom));
}

}  // namespace

SearchIndex::SearchIndex(std::shared_ptr<StoredParameters> parameters)
    : parameters_(std::move(parameters)) {}

std::span<const store::Migration> SearchIndex::migrations() const { return EmbeddedMigrations(); }

bool SearchIndex::Covers(const record::Kind& kind) const { return TypeNumberOf(kind) != 0; }

std::unique_ptr<record::IndexRows> SearchIndex::Prepare(const record::NewVersion& version) const {
  const auto* document =
      dynamic_cast<const record::DocumentOf<fhir::Tree>*>(version.document.get());
  if (document == nullptr || document->content().empty()) return nullptr;
  auto rows = std::make_unique<ResourceRows>();
  const fhir::Node& root = document->content().root();
  rows->parameters = parameters_->Latest();
  rows->rows = RowsOf(*rows->parameters, root);
  rows->contained = ContainedRowsOf(*rows->parameters, root);
  if (TypeNumber(root.type) == ParameterType()) rows->custom = ReadCustomParameter(root);
  return rows;
}

void SearchIndex::Write(store::Session& session, const record::VersionInfo& version,
                        record::IndexRows* rows) {
  const std::int64_t type = TypeNumberOf(version.kind);
  const RowOwner owner{.ehr = version.ehr.value(), .object = version.object, .part = 0};
  const auto indexed = FindHead(session, type, {version.ehr, version.object, owner.part});
  static const ResourceRows kNone;
  const auto* resource = dynamic_cast<const ResourceRows*>(rows);
  RowsBefore before;
  if (indexed) {
    before = ReadRowsBefore(resource == nullptr ? *parameters_->Latest() : *resource->parameters,
                            session, indexed->version);
  }
  if (type == ParameterType()) NoteParameter(session, version, resource);
  const ResourceRows& after = resource == nullptr ? kNone : *resource;
  WriteDifference(session, owner, before.rows, after.rows);
  WriteContained(session, version, before.contained, after.contained);
  if (resource == nullptr) {
    if (indexed) PrepareFor(session, Sql().remove, type, owner).Run();
    return;
  }
  PrepareFor(session, Sql().put, type, owner)
      .Bind(5, version.id)
      .Bind(6, version.audit.time->micros)
      .Run();
}

void SearchIndex::Clear(store::Session& session, std::optional<record::EhrKey> ehr) {
  if (!ehr) NoteAllAnew(session);
  ClearRowTables(session, ehr);
  auto clear = session.Prepare(ehr ? Sql().clear_ehr : Sql().clear);
  if (ehr) clear.Bind(1, ehr->value());
  clear.Run();
}

std::vector<std::string> SearchIndex::Tables(store::Session&) const {
  std::vector<std::string> tables = {"fhir_resource"};
  for (const std::string_view table : RowTables()) tables.emplace_back(table);
  return tables;
}

}  // namespace socle::resource
