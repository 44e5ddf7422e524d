#include "app/ehr_patients.h"

#include <algorithm>

#include "base/url_query.h"
#include "base/uuid.h"
#include "fhir/ids.h"
#include "fhir/json.h"
#include "json/writer.h"
#include "record/object_table.h"

namespace socle::app {
namespace {

using resource::ResourceId;
using sql::Col;
using sql::Param;

const record::Kind& PatientKind() {
  static const record::Kind kind = resource::KindOf(fhir::type::kPatient);
  return kind;
}

/// Any object of a kind in an EHR.
const sql::Query& AnyInEhr() {
  static const sql::Query query("ehr.any_of_kind",
                                sql::Select({sql::Int(1)})
                                    .From("object")
                                    .Where(Col("ehr") == Param(1) && Col("kind") == Param(2))
                                    .Limit(1));
  return query;
}

bool HasPatient(store::Session& session, record::EhrKey ehr) {
  const auto kind = record::KindNumber(session, PatientKind());
  if (!kind) return false;
  auto any = session.Prepare(AnyInEhr());
  any.Bind(1, ehr.value()).Bind(2, *kind);
  return any.Step();
}

void WriteIdentifier(json::Writer& json, std::string_view system, std::string_view value) {
  json.BeginObject();
  if (!system.empty()) json.Member("system", system);
  json.Member("value", value).EndObject();
}

fhir::ReadResult ReadPatient(const ResourceId& id, const record::EhrId& ehr,
                             const std::optional<ehr::Subject>& subject) {
  std::string text;
  json::Writer json(text);
  json.BeginObject().Member("resourceType", "Patient").Member("id", id.value());
  json.Key("identifier").BeginArray();
  if (subject) WriteIdentifier(json, SystemOfNamespace(subject->name_space), subject->id);
  WriteIdentifier(json, kEhrIdSystem, ehr.value());
  json.EndArray().EndObject();
  return fhir::ReadJson(text);
}

fhir::Tree PatientOf(const ResourceId& id, const record::EhrId& ehr,
                     const std::optional<ehr::Subject>& subject) {
  fhir::ReadResult read = ReadPatient(id, ehr, subject);
  // What openEHR takes as a subject's id and FHIR as no string (control characters) stays in the
  // status.
  if (!read.issues.empty()) read = ReadPatient(id, ehr, {});
  return std::move(read.tree);
}

bool IsUriCharacter(char c) {
  constexpr std::string_view kOthers = "-._~:/?#[]@!$&'()*+,;=%";
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         kOthers.find(c) != std::string_view::npos;
}

}  // namespace

std::string SystemOfNamespace(std::string_view name_space) {
  if (name_space.empty()) return {};
  const std::size_t colon = name_space.find(':');
  const bool is_absolute = colon != std::string_view::npos && colon > 0 &&
                           std::all_of(name_space.begin(), name_space.end(), &IsUriCharacter);
  if (is_absolute) return std::string(name_space);
  return "urn:socle:namespace:" + base::PercentEncode(name_space);
}

bool EhrPatients::IsOfPatients(const ehr::Subject& subject) const {
  return std::ranges::find(namespaces_, subject.name_space) != namespaces_.end() &&
         resource::IsId(subject.id);
}

ResourceId EhrPatients::IdFor(store::Session& session, const record::EhrId& ehr,
                              const std::optional<ehr::Subject>& subject) const {
  if (subject && IsOfPatients(*subject)) return ResourceId(subject->id);
  if (resource::IsId(ehr.value()) &&
      !record_.FindObject(session, PatientKind(), record::ObjectUid(ehr.value()))) {
    return ResourceId(ehr.value());
  }
  return ResourceId(base::Uuid::New().ToString());
}

void EhrPatients::Accompany(record::CommitRequest& request, const record::EhrId& id,
                            const std::optional<ehr::Subject>& subject) {
  resource::NewResource patient;
  patient.type = fhir::type::kPatient;
  {
    record::Snapshot snapshot = record_.OpenSnapshot();
    const auto* const there = std::get_if<record::EhrKey>(&request.target);
    if (there != nullptr && HasPatient(snapshot.session(), *there)) return;
    patient.id = IdFor(snapshot.session(), id, subject);
  }
  patient.document =
      std::make_shared<const resource::ResourceDocument>(PatientOf(patient.id, id, subject));
  request.versions.push_back(source_.Write(patient));
}

std::optional<record::EhrKey> EhrPatients::Find(store::Session& session,
                                                const ehr::Subject& subject) {
  if (!IsOfPatients(subject)) return std::nullopt;
  const auto patient = record_.FindObject(session, PatientKind(), record::ObjectUid(subject.id));
  if (!patient) return std::nullopt;
  return patient->ehr;
}

}  // namespace socle::app
