#include "resource/everything.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "fhir/ids.h"
#include "record/object_table.h"
#include "resource/reference_target.h"
#include "resource/resource_places.h"
#include "resource/search_page.h"
#include "resource/search_predicate.h"
#include "resource/search_statement.h"
#include "resource/type_number.h"

namespace socle::resource {
namespace {

using sql::Col;
using sql::Param;
using sql::Select;

/// Search parameters that say when care was given. Source: FHIR R4, Patient operation $everything:
/// "the date range relates to care dates, not record currency dates".
constexpr std::array<std::string_view, 15> kCareDates{
    "date",   "period",         "onset-date", "authored",       "authoredon",
    "event",  "effective-time", "started",    "whenhandedover", "service-date",
    "issued", "sent",           "created",    "occurrence",     "collected"};

struct Queries {
  sql::Query references_of_ehr, references;
};

const Queries& Sql() {
  static const Queries queries{
      .references_of_ehr =
          sql::Query("everything.references_of_ehr",
                     Select({Col("object"), Col("part"), Col("type"), Col("target")})
                         .From("fhir_reference")
                         .Where(Col("ehr") == Param(1) && Col("type") > sql::Int(0))),
      .references = sql::Query("everything.references",
                               Select({Col("object"), Col("part"), Col("type"), Col("target")})
                                   .From("fhir_reference")
                                   .Where(Col("ehr") == Param(1) && Col("object") == Param(2) &&
                                          Col("part") == Param(3) && Col("type") > sql::Int(0)))};
  return queries;
}

ResourceKey ResourceKeyOf(const std::tuple<std::int64_t, std::int64_t, std::int64_t>& key) {
  const auto& [ehr, object, part] = key;
  return {record::EhrKey(ehr), static_cast<std::uint32_t>(object),
          static_cast<std::uint32_t>(part)};
}

}  // namespace

EverythingFinder::EverythingFinder(const SearchParameters& parameters,
                                   const EverythingRequest& request, record::Snapshot& snapshot,
                                   ResourceSource& source, store::StatementCache& statements,
                                   const store::TimeLimits::Guard& guard)
    : parameters_(parameters),
      request_(request),
      snapshot_(snapshot),
      source_(source),
      session_(snapshot.session()),
      statements_(statements),
      guard_(guard) {}

SearchAnswer EverythingFinder::Find() {
  const auto itself =
      ObjectOf(request_.of.type, record::StoredUid(record::ObjectUid(request_.of.id.value())));
  if (!itself) throw base::Error(base::ErrorCode::kNotFound, "there is no such resource");
  itself_ = *itself;
  ReadPage();
  FindMembers();
  if (former_) FindFormerMembers();
  Add({Rank::kItself, request_.of.type, itself_, 0, nullptr});
  for (const auto& [key, type] : members_) Add({Rank::kMember, type, key, 0, nullptr});
  if (request_.count == 0 || page_.size() <= request_.count) {
    FindReferredTo();
    for (const auto& [key, type] : referred_to_) Add({Rank::kReferredTo, type, key, 0, nullptr});
  }
  SearchAnswer answer;
  const bool more = request_.count != 0 && page_.size() > request_.count;
  if (more) page_.pop_back();
  if (!more && !after_) answer.total = page_.size();
  if (request_.count == 0) return answer;
  for (const Row& row : page_) {
    guard_.Check();
    answer.entries.push_back(
        {row.former != nullptr ? row.former->resource
                               : source_.Produce(snapshot_, ResourceKeyOf(row.key), row.version),
         {},
         row.rank == Rank::kReferredTo ? SearchEntry::Mode::kInclude : SearchEntry::Mode::kMatch});
  }
  if (as_it_is_) answer.warnings.emplace_back(kChangedTooMuch);
  if (more) {
    const StoredResource& last = answer.entries.back().resource;
    const PagePlace place{position_ != 0 ? position_ : record::LastVersion(session_), last.type,
                          last.id, last.key.part, last.version};
    const auto rank = static_cast<char>('0' + static_cast<int>(page_.back().rank));
    answer.next.emplace_back(kPageParameter, rank + EncodePage(place));
  }
  return answer;
}

void EverythingFinder::ReadPage() {
  if (request_.page.empty()) {
    position_ = request_.position;
    const bool changed = position_ != 0 && record::LastVersion(session_) > position_;
    if (changed) former_.emplace(snapshot_, source_, parameters_, position_, guard_);
    return;
  }
  // The rank of the last resource, then its place.
  const char rank = request_.page.front();
  const PagePlace place = DecodePage(std::string_view(request_.page).substr(1));
  const auto key = ObjectOf(place.type, record::StoredUid(record::ObjectUid(place.id.value())));
  if (!key || rank < '0' || rank > '2') {
    throw base::Error(base::ErrorCode::kBadRequest,
                      "the page before ended at a resource that is not there any more; begin anew")
        .At(std::string(kPageParameter));
  }
  position_ = place.position;
  after_ = {static_cast<Rank>(rank - '0'),
            {std::get<0>(*key), std::get<1>(*key), std::int64_t{place.part}}};
  former_.emplace(snapshot_, source_, parameters_, position_, guard_);
}

void EverythingFinder::Add(Row row) {
  if (request_.count != 0 && page_.size() > request_.count) return;
  if (after_ && std::pair(row.rank, row.key) <= *after_) return;
  if (!request_.types.empty() && !request_.types.contains(row.type)) return;
  const bool is = Is(row);
  if (row.rank == Rank::kMember) judged_.emplace(row.key, std::pair(is, row.former));
  if (is) page_.push_back(std::move(row));
}

bool EverythingFinder::Is(Row& row) {
  const auto head = FindHead(session_, TypeNumber(row.type), ResourceKeyOf(row.key));
  std::int64_t updated = 0;
  if (former_ && (!head || head->version > position_)) {
    row.former = FormerOf(row);
    if (row.former == nullptr) return false;
    if (row.rank == Rank::kMember && !IsMember(*row.former)) return false;
    updated = row.former->subject.updated;
  } else {
    if (!head) return false;
    row.version = head->version;
    updated = head->updated;
  }
  if (request_.since && updated < request_.since->micros) return false;
  return row.rank != Rank::kMember || IsCaredForInTime(row);
}

std::shared_ptr<const FormerResource> EverythingFinder::FormerOf(const Row& row) {
  const auto [at, fresh] = formers_.try_emplace(row.key);
  if (fresh) at->second = former_->At(row.type, ResourceKeyOf(row.key));
  return at->second;
}

/// By the references that it had.
bool EverythingFinder::IsMember(const FormerResource& former) const {
  const ReferenceRow target = TargetOf(request_.of.type, request_.of.id.value());
  return std::ranges::any_of(former.subject.rows, [&](const SearchRow& row) {
    const auto* reference = std::get_if<ReferenceRow>(&row.value);
    return reference != nullptr && member_parameters_.contains(row.param) &&
           reference->type == target.type && reference->target == target.target;
  });
}

/// What was a member at the first page, and is none now. It stands where the patient's data are, or
/// with what belongs to no patient alone.
void EverythingFinder::FindFormerMembers() {
  std::set<fhir::TypeId> types;
  for (const auto& [param, type] : member_parameters_) types.insert(type);
  const auto changed = former_->In({std::get<0>(itself_), record::kInstitution}, types);
  as_it_is_ = !changed;
  if (!changed) return;
  for (const auto& former : *changed) {
    const ResourceKey& key = former->resource.key;
    const Key place{key.ehr.value(), key.object, key.part};
    formers_.emplace(place, former);
    if (place != itself_ && IsMember(*former)) members_.emplace(place, former->resource.type);
  }
}

const std::vector<std::int64_t>& EverythingFinder::CareRows(fhir::TypeId type) {
  const auto [at, fresh] = care_rows_.try_emplace(type);
  if (!fresh) return at->second;
  std::set<std::int64_t> rows;
  for (const std::string_view code : kCareDates) {
    const SearchParameter* const parameter = parameters_.Find(type, code);
    if (parameter == nullptr || parameter->kind != SearchType::kDate) continue;
    rows.insert(parameter->rows_of.begin(), parameter->rows_of.end());
  }
  at->second.assign(rows.begin(), rows.end());
  return at->second;
}

/// What says no date of care is in time.
bool EverythingFinder::IsCaredForInTime(const Row& row) {
  if (!request_.care_from && !request_.care_before) return true;
  const std::vector<std::int64_t>& params = CareRows(row.type);
  if (params.empty()) return true;
  std::vector<DateRow> dates;
  if (row.former != nullptr) {
    for (const SearchRow& one : row.former->subject.rows) {
      const auto* date = std::get_if<DateRow>(&one.value);
      if (date != nullptr && std::ranges::binary_search(params, one.param)) dates.push_back(*date);
    }
    return IsInTime(dates);
  }
  const auto& [ehr, object, part] = row.key;
  Binder binder;
  const sql::Expr where = Col("ehr") == binder.Int(ehr) && Col("object") == binder.Int(object) &&
                          Col("part") == binder.Int(part) && binder.OneOf(Col("param"), params) &&
                          IsInIndex("fhir_date", "fhir_date");
  Select select({Col("low"), Col("span")});
  select.From("fhir_date").Where(where);
  auto statement = session_.Prepare(statements_.Of("everything.care_dates", select).first);
  binder.Bind(statement);
  while (statement.Step()) dates.push_back({statement.Int(0), statement.Int(1)});
  return IsInTime(dates);
}

bool EverythingFinder::IsInTime(const std::vector<DateRow>& dates) const {
  return dates.empty() || std::ranges::any_of(dates, [this](const DateRow& date) {
           const bool too_early = request_.care_from && date.low + date.span <= *request_.care_from;
           const bool too_late = request_.care_before && date.low >= *request_.care_before;
           return !too_early && !too_late;
         });
}

/// The rows by which resources are members, with the type that each is of.
std::map<std::int64_t, fhir::TypeId> EverythingFinder::MemberParameters() const {
  std::map<std::int64_t, fhir::TypeId> found;
  const auto take = [&](fhir::TypeId type, const SearchParameter* parameter) {
    if (parameter == nullptr || parameter->kind != SearchType::kReference) return;
    for (const std::int64_t row : parameter->rows_of) found.emplace(row, type);
  };
  for (const std::string_view name : fhir::ResourceTypes()) {
    const fhir::TypeId type = fhir::FindType(name);
    if (request_.of.type == fhir::type::kPatient) {
      for (const std::string_view code : fhir::CompartmentParameters(request_.of.type, type)) {
        take(type, parameters_.Find(type, code));
      }
      continue;
    }
    for (const SearchParameter* parameter : parameters_.Of(type)) {
      const auto& targets = parameter->targets;
      if (std::ranges::find(targets, request_.of.type) != targets.end()) take(type, parameter);
    }
  }
  return found;
}

void EverythingFinder::FindMembers() {
  member_parameters_ = MemberParameters();
  std::vector<std::int64_t> params;
  params.reserve(member_parameters_.size());
  for (const auto& [param, type] : member_parameters_) params.push_back(param);
  Binder binder;
  const ReferenceRow target = TargetOf(request_.of.type, request_.of.id.value());
  const sql::Expr where = binder.OneOf(Col("param"), params) &&
                          Col("target") == binder.Blob(target.target) &&
                          Col("type") == binder.Int(TypeNumber(request_.of.type));
  Select select({Col("param"), Col("ehr"), Col("object"), Col("part")});
  select.From("fhir_reference").Where(where);
  auto statement = session_.Prepare(statements_.Of("everything.members", select).first);
  binder.Bind(statement);
  while (statement.Step()) {
    const Key key{statement.Int(1), statement.Int(2), statement.Int(3)};
    if (key != itself_) members_.emplace(key, member_parameters_.at(statement.Int(0)));
  }
}

std::set<std::pair<std::int64_t, std::string>> EverythingFinder::TargetsOf(
    const std::vector<Row>& members) {
  std::set<std::pair<std::int64_t, std::string>> targets;
  const std::int64_t home = std::get<0>(itself_);
  std::set<Key> at_home;
  for (const Row& row : members) {
    guard_.Check();
    if (row.former != nullptr) {
      for (const SearchRow& one : row.former->subject.rows) {
        const auto* reference = std::get_if<ReferenceRow>(&one.value);
        if (reference != nullptr && reference->type > 0) {
          targets.emplace(reference->type, reference->target);
        }
      }
      continue;
    }
    const auto& [ehr, object, part] = row.key;
    // The patient's own EHR is read in one go; the institution's record may be large.
    if (ehr == home && home != record::kInstitution) {
      at_home.insert(row.key);
      continue;
    }
    auto statement = session_.Prepare(Sql().references);
    statement.Bind(1, ehr).Bind(2, object).Bind(3, part);
    while (statement.Step()) targets.emplace(statement.Int(2), statement.Blob(3));
  }
  if (at_home.empty()) return targets;
  auto statement = session_.Prepare(Sql().references_of_ehr);
  statement.Bind(1, home);
  while (statement.Step()) {
    if (!at_home.contains({home, statement.Int(0), statement.Int(1)})) continue;
    targets.emplace(statement.Int(2), statement.Blob(3));
  }
  return targets;
}

void EverythingFinder::FindReferredTo() {
  std::vector<Row> members{{Rank::kItself, request_.of.type, itself_, 0, nullptr}};
  Is(members.front());
  for (const auto& [key, type] : members_) {
    Row row{Rank::kMember, type, key, 0, nullptr};
    const auto judged = judged_.find(key);
    if (judged != judged_.end() && !judged->second.first) continue;
    if (judged != judged_.end()) {
      row.former = judged->second.second;
    } else if (!Is(row)) {
      continue;
    }
    members.push_back(std::move(row));
  }
  for (const auto& [number, uid] : TargetsOf(members)) {
    const fhir::TypeId type = TypeOfNumber(number);
    const auto key = ObjectOf(type, uid);
    if (key && *key != itself_ && !members_.contains(*key)) referred_to_.emplace(*key, type);
  }
}

std::optional<EverythingFinder::Key> EverythingFinder::ObjectOf(fhir::TypeId type,
                                                                std::string_view uid) {
  const auto place = FindPlace(session_, type, uid);
  if (!place) return std::nullopt;
  return Key{place->ehr.value(), place->object, place->part};
}

}  // namespace socle::resource
