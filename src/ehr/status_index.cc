#include "ehr/status_index.h"

#include "base/error.h"
#include "ehr/kinds.h"
#include "ehr/rm_document.h"

namespace socle::ehr {

/// The steps of this module's schema, from src/ehr/migrations.
std::span<const store::Migration> EmbeddedMigrations();
namespace {

using sql::Col;
using sql::Param;

struct StatusRow : record::IndexRows {
  bool is_queryable = true, is_modifiable = true;
  std::optional<Subject> subject;
};

const sql::Query& InsertStatus() {
  static const sql::Query query("ehr.insert_status",
                                sql::Insert("ehr_status", {"ehr", "is_queryable", "is_modifiable",
                                                           "subject_id", "subject_namespace"}));
  return query;
}

const sql::Query& DeleteStatus() {
  static const sql::Query query("ehr.delete_status",
                                sql::Delete("ehr_status").Where(Col("ehr") == Param(1)));
  return query;
}

const sql::Query& ClearStatus() {
  static const sql::Query query("ehr.clear_status", sql::Delete("ehr_status"));
  return query;
}

const sql::Query& FindSubject() {
  static const sql::Query query(
      "ehr.find_subject",
      sql::Select({Col("ehr")})
          .From("ehr_status")
          .Where(Col("subject_id") == Param(1) && Col("subject_namespace") == Param(2)));
  return query;
}

const sql::Query& Modifiable() {
  static const sql::Query query(
      "ehr.modifiable",
      sql::Select({Col("is_modifiable")}).From("ehr_status").Where(Col("ehr") == Param(1)));
  return query;
}

const sql::Query& Hidden() {
  static const sql::Query query(
      "ehr.not_queryable",
      sql::Select({Col("ehr")}).From("ehr_status").Where(Col("is_queryable") == sql::Int(0)));
  return query;
}

bool Flag(const rm::Node& status, std::string_view name) {
  return status.ChildText(name) != "false";
}

}  // namespace

std::optional<Subject> SubjectOf(const rm::Node& status) {
  const rm::Node* reference = status.Descend("subject/external_ref");
  if (reference == nullptr) return std::nullopt;
  const rm::Node* id = reference->Descend("id/value");
  if (id == nullptr || id->text.empty()) return std::nullopt;
  return Subject{std::string(id->text), std::string(reference->ChildText("namespace"))};
}

std::span<const store::Migration> StatusIndex::migrations() const { return EmbeddedMigrations(); }

bool StatusIndex::Covers(const record::Kind& kind) const { return kind == EhrStatusKind(); }

std::unique_ptr<record::IndexRows> StatusIndex::Prepare(const record::NewVersion& version) const {
  const auto* document = dynamic_cast<const RmDocument*>(version.document.get());
  if (document == nullptr) return nullptr;
  const rm::Node& status = document->content().root();
  auto row = std::make_unique<StatusRow>();
  row->is_queryable = Flag(status, "is_queryable");
  row->is_modifiable = Flag(status, "is_modifiable");
  row->subject = SubjectOf(status);
  return row;
}

void StatusIndex::Write(store::Session& session, const record::VersionInfo& version,
                        record::IndexRows* rows) {
  session.Prepare(DeleteStatus()).Bind(1, version.ehr.value()).Run();
  const auto* row = dynamic_cast<const StatusRow*>(rows);
  if (row == nullptr) return;
  auto insert = session.Prepare(InsertStatus());
  insert.Bind(1, version.ehr.value());
  insert.Bind(2, std::int64_t{row->is_queryable});
  insert.Bind(3, std::int64_t{row->is_modifiable});
  if (row->subject) {
    insert.BindText(4, row->subject->id).BindText(5, row->subject->name_space);
  } else {
    insert.BindNull(4).BindNull(5);
  }
  insert.Run();
}

void StatusIndex::Clear(store::Session& session, std::optional<record::EhrKey> ehr) {
  if (ehr) {
    session.Prepare(DeleteStatus()).Bind(1, ehr->value()).Run();
  } else {
    session.Prepare(ClearStatus()).Run();
  }
}

std::optional<record::EhrKey> StatusIndex::Find(store::Session& session, const Subject& subject) {
  auto find = session.Prepare(FindSubject());
  find.BindText(1, subject.id).BindText(2, subject.name_space);
  if (!find.Step()) return std::nullopt;
  return record::EhrKey(find.Int(0));
}

std::vector<record::EhrKey> StatusIndex::NotQueryable(store::Session& session) {
  auto find = session.Prepare(Hidden());
  std::vector<record::EhrKey> ehrs;
  while (find.Step()) ehrs.emplace_back(find.Int(0));
  return ehrs;
}

void StatusIndex::RequireModifiable(store::Session& session, record::EhrKey ehr) {
  auto find = session.Prepare(Modifiable());
  find.Bind(1, ehr.value());
  if (find.Step() && find.Int(0) == 0) {
    throw base::Error(base::ErrorCode::kConflict,
                      "the EHR is not modifiable, as its EHR_STATUS says");
  }
}

void StatusIndex::RequireFree(store::Session& session, record::EhrKey ehr, const Subject& subject) {
  const auto owner = Find(session, subject);
  if (owner && *owner != ehr) {
    throw base::Error(base::ErrorCode::kConflict, "another EHR has that subject")
        .At("/subject/external_ref");
  }
}

}  // namespace socle::ehr
