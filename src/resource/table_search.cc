#include "resource/table_search.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "base/instant.h"
#include "fhir/json.h"
#include "record/object_table.h"
#include "resource/contained_search.h"
#include "resource/everything_of_all.h"
#include "resource/meta_in_use.h"
#include "resource/resource_places.h"
#include "resource/search_includes.h"
#include "resource/search_page.h"
#include "resource/search_run.h"
#include "resource/search_subset.h"
#include "resource/search_syntax.h"

namespace socle::resource {
namespace {

ResourceKey KeyOf(const FoundRow& row) {
  return {record::EhrKey(row.ehr), static_cast<std::uint32_t>(row.object),
          static_cast<std::uint32_t>(row.part)};
}

[[noreturn]] void FailPage() {
  throw base::Error(base::ErrorCode::kBadRequest,
                    "the page before ended at a resource that is not there any more; begin anew")
      .At(std::string(kPageParameter));
}

/// The row behind which the page begins, which `place` names.
PartRow RowOf(const PagePlace& place, const SearchQuery& query, FormerResources& former,
              const SearchParameters& parameters) {
  const auto last = former.Version(place.type, place.id, place.version);
  if (last == nullptr || last->resource.deleted) FailPage();
  RowSubject subject = last->subject;
  fhir::TypeId type = place.type;
  if (place.part != 0) {
    const fhir::ReadResult read = fhir::ReadJson(last->resource.json);
    auto contained = ContainedRowsOf(parameters, read.tree.root());
    if (place.part > contained.size()) FailPage();
    type = contained[place.part - 1].type;
    subject.rows = std::move(contained[place.part - 1].rows);
  }
  PartRow after;
  const auto is_part = [&](const SearchQuery::Part& part) {
    return part.type == type && part.contained == (place.part != 0);
  };
  const auto part = std::ranges::find_if(query.parts, is_part);
  if (part == query.parts.end()) FailPage();
  after.part = static_cast<std::size_t>(part - query.parts.begin());
  const ResourceKey& key = last->resource.key;
  after.row = {key.ehr.value(), key.object, place.part, 0, {}};
  for (const SortKey& sort : part->sort) after.row.sort.push_back(SortValueOf(sort, subject));
  return after;
}

ResourceId IdOf(const FoundRow& row, store::Session& session) {
  const auto uid = FindUid(session, KeyOf(row));
  if (!uid) {
    throw base::Error(base::ErrorCode::kCorrupt, "an indexed resource is no object of the record");
  }
  return ResourceId(record::UidOf(*uid).value());
}

/// Makes the answer of a query.
class Answering {
 public:
  Answering(const SearchBase& base, const SearchRequest& request, SearchQuery query,
            record::Snapshot& snapshot, ResourceSource& source,
            const store::TimeLimits::Guard& guard)
      : base_(base), query_(std::move(query)), snapshot_(snapshot), source_(source), guard_(guard) {
    if (!query_.page.empty()) {
      place_ = DecodePage(query_.page);
      former_.emplace(snapshot, source, base.parameters, place_->position, guard);
    }
    run_.emplace(base, request, query_, snapshot.session(), guard,
                 place_ ? SearchRun::State{place_->position, &*former_} : SearchRun::State{});
  }

  SearchAnswer Make() {
    answer_.used = std::move(query_.used);
    answer_.warnings = std::move(query_.warnings);
    const bool only_total = query_.summary == Summary::kCount || query_.count == 0;
    if (!only_total) Page();
    const bool counted = query_.total && *query_.total != SearchQuery::Total::kNone;
    if (only_total || (counted && !answer_.total)) answer_.total = run_->Count();
    answer_.statements = run_->TakeStatements();
    if (run_->as_it_is()) {
      answer_.warnings.emplace_back(kChangedTooMuch);
    }
    return std::move(answer_);
  }

 private:
  void Page() {
    std::optional<PartRow> after;
    if (place_) after = RowOf(*place_, query_, *former_, base_.parameters);
    const bool back = place_ && place_->back;
    // One more tells whether there is a page behind.
    std::vector<PartRow> rows =
        run_->Matches(after ? &*after : nullptr, query_.count + 1,
                      back ? SearchRun::Direction::kBack : SearchRun::Direction::kOn);
    const bool more = rows.size() > query_.count;
    if (more) rows.pop_back();
    if (back) std::reverse(rows.begin(), rows.end());
    const bool told = !query_.total || *query_.total != SearchQuery::Total::kNone;
    if (!more && !after && told) answer_.total = rows.size();
    std::vector<IncludedRow> matches;
    for (const PartRow& found : rows) {
      const ResourceKey key = KeyOf(found.row);
      if (query_.parts[found.part].contained) {
        matches.push_back(AddContained(key, found.row.version));
        continue;
      }
      const IncludedRow row{query_.parts[found.part].type, key, found.row.version};
      if (found.former != nullptr) {
        Add(found.former->resource, SearchEntry::Mode::kMatch);
      } else {
        Add(row, SearchEntry::Mode::kMatch);
      }
      matches.push_back(row);
    }
    if (rows.empty()) return;
    if (back || more) answer_.next = Link(rows.back(), last_, false);
    if (back ? more : after.has_value()) answer_.previous = Link(rows.front(), first_, true);
    if (!query_.includes.empty()) AddIncludes(matches);
  }

  void Add(const IncludedRow& row, SearchEntry::Mode mode) {
    guard_.Check();
    Add(source_.Produce(snapshot_, row.key, row.version), mode);
  }

  void Add(StoredResource resource, SearchEntry::Mode mode, std::uint32_t part = 0,
           std::string contained = {}) {
    last_ = {resource.type, resource.id, resource.version};
    if (first_.type == fhir::TypeId::kNone) first_ = last_;
    // A container of several matches stands on a page once.
    const ResourceKey& key = resource.key;
    const auto [at, fresh] = given_.emplace(key.ehr.value(), key.object, part);
    if (!fresh) return;
    resource.json = Subset(std::move(resource.json), query_.summary, query_.elements);
    answer_.entries.push_back({std::move(resource), std::move(contained), mode});
  }

  /// The container of a match, or the match itself, as `_containedType` asks.
  IncludedRow AddContained(const ResourceKey& key, std::int64_t version) {
    guard_.Check();
    const ResourceKey container{key.ehr, key.object, 0};
    StoredResource resource = source_.Produce(snapshot_, container, version);
    const IncludedRow row{resource.type, container, version};
    std::string name;
    if (query_.gives_contained) {
      resource.json = ContainedJson(resource.json, key.part);
      name = fhir::ReadJson(resource.json).tree.root().ChildText("id");
    }
    Add(std::move(resource), SearchEntry::Mode::kMatch, query_.gives_contained ? key.part : 0,
        std::move(name));
    return row;
  }

  void AddIncludes(const std::vector<IncludedRow>& matches) {
    bool cut = false;
    IncludeFinder finder(query_.includes, snapshot_.session(), base_.statements);
    for (const IncludedRow& row : finder.Find(matches, cut)) {
      Add(row, SearchEntry::Mode::kInclude);
    }
    if (!cut) return;
    answer_.warnings.push_back("a page includes at most " +
                               std::to_string(IncludeFinder::kMostIncluded) +
                               " resources; more were left out");
  }

  struct Named {
    fhir::TypeId type = fhir::TypeId::kNone;
    ResourceId id;
    std::uint32_t version = 0;
  };

  /// To the page behind `row`, or (back) before it.
  std::vector<std::pair<std::string, std::string>> Link(const PartRow& row, const Named& named,
                                                        bool back) const {
    const PagePlace place{place_ ? place_->position : record::LastVersion(snapshot_.session()),
                          named.type,
                          named.id,
                          static_cast<std::uint32_t>(row.row.part),
                          named.version,
                          back};
    auto parameters = answer_.used;
    parameters.emplace_back(kPageParameter, EncodePage(place));
    return parameters;
  }

  const SearchBase& base_;
  SearchQuery query_;
  record::Snapshot& snapshot_;
  ResourceSource& source_;
  const store::TimeLimits::Guard& guard_;
  std::optional<PagePlace> place_;         // behind which the page begins
  std::optional<FormerResources> former_;  // as they were at the first page
  std::optional<SearchRun> run_;
  Named first_, last_;                                                      // of the entries
  std::set<std::tuple<std::int64_t, std::uint32_t, std::uint32_t>> given_;  // ehr, object, part
  SearchAnswer answer_;
};

}  // namespace

TableSearch::TableSearch(std::shared_ptr<StoredParameters> parameters, ResourceSource& source,
                         const sql::Dialect& dialect, Options options)
    : parameters_(std::move(parameters)),
      source_(source),
      options_(options),
      statements_(dialect),
      estimates_(statements_, options.worth_a_look) {}

TableSearch::~TableSearch() = default;

SearchAnswer TableSearch::Run(record::Snapshot& snapshot, const SearchRequest& request) {
  const auto parameters = parameters_->Of(snapshot.session());
  SearchQuery query = ParseSearch(*parameters, request, base::Now());
  const store::TimeLimits::Guard guard(time_limits_, snapshot.session(), options_.time_limit);
  const SearchBase base{*parameters, statements_, estimates_};
  return Answering(base, request, std::move(query), snapshot, source_, guard).Make();
}

SearchAnswer TableSearch::Everything(record::Snapshot& snapshot, const EverythingRequest& request) {
  const store::TimeLimits::Guard guard(time_limits_, snapshot.session(), options_.time_limit);
  return EverythingFinder(*parameters_->base(), request, snapshot, source_, statements_, guard)
      .Find();
}

SearchAnswer TableSearch::EverythingOfAllPatients(record::Snapshot& snapshot,
                                                  const EverythingRequest& request) {
  const store::TimeLimits::Guard guard(time_limits_, snapshot.session(), options_.time_limit);
  return EverythingOfAll(*parameters_->base(), request, snapshot, source_, statements_, guard)
      .Find();
}

std::string TableSearch::MetaInUse(record::Snapshot& snapshot, fhir::TypeId type) {
  const store::TimeLimits::Guard guard(time_limits_, snapshot.session(), options_.time_limit);
  return resource::MetaInUse(*parameters_->base(), snapshot, source_, type);
}

std::vector<std::pair<ResourceKey, ResourceId>> TableSearch::Match(store::Session& session,
                                                                   const SearchRequest& request,
                                                                   std::size_t limit) {
  const auto parameters = parameters_->Of(session);
  const SearchQuery query = ParseSearch(*parameters, request, base::Now());
  const store::TimeLimits::Guard guard(time_limits_, session, options_.time_limit);
  const SearchBase base{*parameters, statements_, estimates_};
  SearchRun run(base, request, query, session, guard, {});
  std::vector<std::pair<ResourceKey, ResourceId>> found;
  for (const PartRow& match : run.Matches(nullptr, limit)) {
    found.emplace_back(KeyOf(match.row), IdOf(match.row, session));
  }
  return found;
}

}  // namespace socle::resource
