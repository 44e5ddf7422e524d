#include "resource/everything_of_all.h"

#include "base/error.h"
#include "fhir/ids.h"
#include "record/object_table.h"
#include "resource/resource_places.h"
#include "resource/search_page.h"
#include "resource/type_number.h"

namespace socle::resource {
namespace {

using sql::Col;
using sql::Param;

/// The first resource of type ?1 from (?2, ?3) on.
const sql::Query& NextOfType() {
  static const sql::Query query("everything.next_of_type",
                                sql::Select({Col("ehr"), Col("object")})
                                    .From("fhir_resource")
                                    .Where(Col("type") == Param(1) && Col("ehr") >= Param(2) &&
                                           (Col("ehr") > Param(2) || Col("object") >= Param(3)))
                                    .OrderBy({sql::Asc(Col("ehr")), sql::Asc(Col("object"))})
                                    .Limit(1));
  return query;
}

[[noreturn]] void FailPage() {
  throw base::Error(base::ErrorCode::kBadRequest,
                    "_page is no page of this set; take the link that the page before gave")
      .At(std::string(kPageParameter));
}

}  // namespace

EverythingOfAll::EverythingOfAll(const SearchParameters& parameters, EverythingRequest request,
                                 record::Snapshot& snapshot, ResourceSource& source,
                                 store::StatementCache& statements,
                                 const store::TimeLimits::Guard& guard)
    : parameters_(parameters),
      request_(std::move(request)),
      snapshot_(snapshot),
      source_(source),
      statements_(statements),
      guard_(guard),
      position_(record::LastVersion(snapshot.session())) {}

SearchAnswer EverythingOfAll::Find() {
  ReadPage();
  for (Key at = from_;; ++at.second) {
    const auto next = PatientFrom(at);
    if (!next) break;
    at = next->first;
    const bool full = request_.count != 0 && answer_.entries.size() >= request_.count;
    if (full) EndAt(next->second, {});
    if (full || Add(next->second)) break;
  }
  if (answer_.next.empty() && request_.page.empty()) answer_.total = total_;
  return std::move(answer_);
}

/// The patient to go on with, at the store's position of the first page, then the place in what
/// there is of the patient.
void EverythingOfAll::ReadPage() {
  if (request_.page.empty()) return;
  const std::size_t dot = request_.page.find('.');
  if (dot == std::string::npos) FailPage();
  const PagePlace place = DecodePage(std::string_view(request_.page).substr(0, dot));
  const auto patient = FindPlace(snapshot_.session(), place.type,
                                 record::StoredUid(record::ObjectUid(place.id.value())));
  if (place.type != fhir::type::kPatient || !patient || place.position > position_) FailPage();
  from_ = {patient->ehr.value(), patient->object};
  position_ = place.position;
  inner_ = request_.page.substr(dot + 1);
  FormerResources former(snapshot_, source_, parameters_, position_, guard_);
  const auto changed = former.Of(fhir::type::kPatient);
  if (!changed) {
    answer_.warnings.emplace_back(kChangedTooMuch);
    return;
  }
  for (const auto& one : *changed) {
    const ResourceKey& key = one->resource.key;
    former_.emplace(Key{key.ehr.value(), key.object}, one->resource.id);
  }
}

std::optional<std::pair<EverythingOfAll::Key, ResourceId>> EverythingOfAll::PatientFrom(Key from) {
  guard_.Check();
  store::Session& session = snapshot_.session();
  std::optional<std::pair<Key, ResourceId>> found;
  const auto former = former_.lower_bound(from);
  if (former != former_.end()) found = *former;
  auto next = session.Prepare(NextOfType());
  next.Bind(1, TypeNumber(fhir::type::kPatient)).Bind(2, from.first).Bind(3, from.second);
  if (!next.Step()) return found;
  const Key key{next.Int(0), next.Int(1)};
  if (found && found->first <= key) return found;
  const auto uid =
      FindUid(session, {record::EhrKey(key.first), static_cast<std::uint32_t>(key.second), 0});
  if (!uid) throw base::Error(base::ErrorCode::kCorrupt, "an indexed resource is no object");
  return std::pair(key, ResourceId(record::UidOf(*uid).value()));
}

bool EverythingOfAll::Add(const ResourceId& patient) {
  EverythingRequest one = request_;
  one.of.id = patient;
  one.position = position_;
  one.page = std::exchange(inner_, {});
  if (request_.count != 0) {
    one.count = request_.count - static_cast<std::uint32_t>(answer_.entries.size());
  }
  SearchAnswer found =
      EverythingFinder(parameters_, one, snapshot_, source_, statements_, guard_).Find();
  total_ += found.total.value_or(0);
  for (SearchEntry& entry : found.entries) {
    const bool is_first = entry.mode == SearchEntry::Mode::kMatch ||
                          given_.emplace(entry.resource.type, entry.resource.id.value()).second;
    if (is_first) answer_.entries.push_back(std::move(entry));
  }
  if (answer_.warnings.empty()) answer_.warnings = std::move(found.warnings);
  if (found.next.empty()) return false;
  EndAt(patient, found.next.front().second);
  return true;
}

void EverythingOfAll::EndAt(const ResourceId& patient, const std::string& inner) {
  const PagePlace place{position_, fhir::type::kPatient, patient, 0, 0};
  answer_.next.emplace_back(kPageParameter, EncodePage(place) + "." + inner);
}

}  // namespace socle::resource
