#include "aql/layout_index.h"

#include <set>

#include "aql/layout_catalogue.h"
#include "aql/layout_evolution.h"
#include "aql/layout_writer.h"
#include "base/error.h"
#include "record/stored_bodies.h"
#include "rm/ids.h"
#include "template/template.h"

namespace socle::aql {

/// The steps of this module's schema, from src/aql/migrations.
std::span<const store::Migration> EmbeddedMigrations();

namespace {

using sql::Col;
using sql::Param;
using sql::Query;
using Document = record::DocumentOf<rm::Tree>;
namespace attribute = rm::attribute;

constexpr std::size_t kKeptLayouts = 8;

struct Queries {
  Query insert_ehr, erase_ehr, status_of;
  std::vector<Query> clear;
};

const Queries& Sql() {
  static const Queries queries = [] {
    Queries made{
        .insert_ehr =
            Query("aql.insert_ehr",
                  sql::Insert("aql_ehr", {"ehr", "is_queryable", "is_modifiable", "subject_id",
                                          "subject_namespace", "status_version"})),
        .erase_ehr = Query("aql.erase_ehr", sql::Delete("aql_ehr").Where(Col("ehr") == Param(1))),
        .status_of = Query(
            "aql.status_of",
            sql::Select({Col("status_version")}).From("aql_ehr").Where(Col("ehr") == Param(1))),
        .clear = {}};
    for (const std::string_view table : kDocumentTables) {
      made.clear.emplace_back("aql.clear_" + std::string(table), sql::Delete(table));
    }
    return made;
  }();
  return queries;
}

DocumentPlace PlaceOf(const record::VersionInfo& version) {
  return {version.id, version.ehr, version.object, version.number};
}

/// The number of the version before, where there is one.
std::optional<std::int64_t> Previous(store::Session& session, const record::VersionInfo& version) {
  if (version.number < 2) return std::nullopt;
  return record::VersionId(session, version.ehr, version.object, version.number - 1);
}

void BindText(store::Statement& statement, int index, const rm::Node* node) {
  if (node == nullptr) {
    statement.BindNull(index);
  } else {
    statement.BindText(index, node->text);
  }
}

}  // namespace

class LayoutIndex::TemplateRows : public record::IndexRows {
 public:
  explicit TemplateRows(const std::string& body)
      : content(body), compiled(tmpl::Template::Parse(body)) {}
  const std::string content;
  const std::shared_ptr<const tmpl::Template> compiled;
};

/// Keeps the document, which its rows look at and from which others may have to be made. The
/// record's caller owns it too.
class LayoutIndex::CompositionRows : public record::IndexRows {
 public:
  CompositionRows(std::shared_ptr<const record::Document> d, const rm::Tree& t)
      : document(std::move(d)), tree(t) {}
  const std::shared_ptr<const record::Document> document;
  const rm::Tree& tree;
  DocumentRows rows;
};

class LayoutIndex::StatusRows : public record::IndexRows {
 public:
  StatusRows(std::shared_ptr<const record::Document> d, const rm::Tree& t)
      : document(std::move(d)), tree(t) {}
  const std::shared_ptr<const record::Document> document;
  const rm::Tree& tree;
};

LayoutIndex::LayoutIndex(LayoutKinds kinds) : kinds_(std::move(kinds)) {}
LayoutIndex::~LayoutIndex() = default;

std::span<const store::Migration> LayoutIndex::migrations() const { return EmbeddedMigrations(); }

bool LayoutIndex::Covers(const record::Kind& kind) const {
  return kind == kinds_.document_template || kind == kinds_.composition ||
         kind == kinds_.ehr_status;
}

std::shared_ptr<const LayoutSet> LayoutIndex::Latest() const {
  std::lock_guard lock(mutex_);
  return latest_;
}

void LayoutIndex::Remember(std::shared_ptr<const LayoutSet> layout) const {
  std::lock_guard lock(mutex_);
  if (cache_.size() >= kKeptLayouts && !cache_.contains(layout->generation())) {
    cache_.erase(cache_.begin());
  }
  cache_.insert_or_assign(layout->generation(), layout);
  latest_ = std::move(layout);
}

std::shared_ptr<const LayoutSet> LayoutIndex::Current(store::Session& session) const {
  const std::int64_t generation = StoredGeneration(session);
  {
    std::lock_guard lock(mutex_);
    if (const auto found = cache_.find(generation); found != cache_.end()) {
      latest_ = found->second;
      return found->second;
    }
  }
  auto loaded = std::make_shared<const LayoutSet>(LoadLayout(session));
  Remember(loaded);
  return loaded;
}

std::unique_ptr<record::IndexRows> LayoutIndex::Prepare(const record::NewVersion& version) const {
  if (version.kind == kinds_.document_template) {
    return std::make_unique<TemplateRows>(version.body);
  }
  const auto* document = dynamic_cast<const Document*>(version.document.get());
  if (document == nullptr) return nullptr;
  if (version.kind == kinds_.ehr_status) {
    return std::make_unique<StatusRows>(version.document, document->content());
  }
  auto rows = std::make_unique<CompositionRows>(version.document, document->content());
  if (const auto layout = Latest()) rows->rows = RowsOf(*layout, rows->tree.root());
  return rows;
}

void LayoutIndex::Write(store::Session& session, const record::VersionInfo& version,
                        record::IndexRows* rows) {
  if (version.kind == kinds_.composition) {
    WriteComposition(session, version, dynamic_cast<CompositionRows*>(rows));
  } else if (version.kind == kinds_.ehr_status) {
    WriteStatus(session, version, dynamic_cast<const StatusRows*>(rows));
  } else {
    WriteTemplate(session, version, dynamic_cast<const TemplateRows*>(rows));
  }
}

void LayoutIndex::WriteTemplate(store::Session& session, const record::VersionInfo& version,
                                const TemplateRows* rows) {
  if (version.number > 1 || rows == nullptr) {
    throw base::Error(base::ErrorCode::kConflict,
                      "a template cannot be changed or deleted: archetype tables are laid out by "
                      "it");
  }
  const auto before = Current(session);
  LayoutState state = before->state();
  const auto changes = MergeTemplate(state, rows->compiled->definition(), rows->content);
  if (state.generation == before->generation()) return;
  auto after = std::make_shared<const LayoutSet>(std::move(state));
  Evolve(session, *before, *after, changes);
  Remember(std::move(after));
}

void LayoutIndex::WriteComposition(store::Session& session, const record::VersionInfo& version,
                                   CompositionRows* rows) {
  const auto layout = Current(session);
  LayoutWriter writer(session, *layout);
  if (const auto previous = Previous(session, version)) writer.Remove(*previous);
  if (rows == nullptr) return;
  if (rows->rows.generation != layout->generation()) {
    rows->rows = RowsOf(*layout, rows->tree.root());
  }
  writer.Insert(PlaceOf(version), rows->rows);
}

void LayoutIndex::WriteStatus(store::Session& session, const record::VersionInfo& version,
                              const StatusRows* rows) {
  const auto layout = Current(session);
  LayoutWriter writer(session, *layout);
  if (const auto previous = Previous(session, version)) writer.RemoveUnlaid(*previous);
  session.Prepare(Sql().erase_ehr).Bind(1, version.ehr.value()).Run();
  if (rows == nullptr) return;
  const rm::Node& status = rows->tree.root();
  const auto flag = [&](rm::AttributeId id) {
    return std::int64_t{status.ChildText(id) != "false"};
  };
  auto insert = session.Prepare(Sql().insert_ehr);
  insert.Bind(1, version.ehr.value());
  insert.Bind(2, flag(attribute::kIsQueryable)).Bind(3, flag(attribute::kIsModifiable));
  BindText(insert, 4, status.Descend("subject/external_ref/id/value"));
  BindText(insert, 5, status.Descend("subject/external_ref/namespace"));
  insert.Bind(6, version.id).Run();
  writer.InsertUnlaid(version.id, version.ehr, ArchetypesIn(status));
}

void LayoutIndex::Clear(store::Session& session, std::optional<record::EhrKey> ehr) {
  if (!ehr) {
    for (const std::string& table : StoredTables(session)) session.Change(sql::DropTable{table});
    for (const Query& query : Sql().clear) session.Prepare(query).Run();
    return ClearLayout(session);
  }
  const auto layout = Current(session);
  LayoutWriter writer(session, *layout);
  for (const std::int64_t version : writer.CompositionsOf(*ehr)) writer.Remove(version);
  std::optional<std::int64_t> status;
  {
    auto find = session.Prepare(Sql().status_of);
    find.Bind(1, ehr->value());
    if (find.Step()) status = find.Int(0);
  }
  if (status) writer.RemoveUnlaid(*status);
  session.Prepare(Sql().erase_ehr).Bind(1, ehr->value()).Run();
}

std::vector<std::string> LayoutIndex::Tables(store::Session& session) const {
  std::vector<std::string> tables = {"aql_layout", "aql_template", "aql_archetype", "aql_table",
                                     "aql_node",   "aql_column",   "aql_slot"};
  for (const std::string_view table : kDocumentTables) tables.emplace_back(table);
  for (std::string& table : StoredTables(session)) tables.push_back(std::move(table));
  return tables;
}

}  // namespace socle::aql
