// Histories of a resource, of a type and of all: pages of versions, the newest first by the order
// of their commits, so that a page link holds while others write. Source: FHIR R4, RESTful API,
// history.
#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "resource/own_resources.h"
#include "resource/recorded_resources.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;

/// The number of the version behind which a page begins. Errors: kBadRequest.
std::int64_t ParsePlace(std::string_view text) {
  std::int64_t place = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), place);
  if (error != std::errc() || end != text.data() + text.size() || place <= 0) {
    throw Error(ErrorCode::kBadRequest, "the page of the history is none that was given");
  }
  return place;
}

std::vector<record::Kind> KindsOf(const std::optional<fhir::TypeId>& type) {
  if (type) return {KindOf(*type)};
  std::vector<record::Kind> kinds;
  for (const std::string_view name : fhir::ResourceTypes()) {
    kinds.push_back(KindOf(fhir::FindType(name)));
  }
  return kinds;
}

}  // namespace

HistoryPage RecordedResources::History(const record::Access& access,
                                       const HistoryRequest& request) {
  record::Snapshot::HistorySelection selection;
  selection.kinds = KindsOf(request.type);
  if (request.id) selection.uid = record::ObjectUid(request.id->value());
  if (!request.after.empty()) selection.before = ParsePlace(request.after);
  selection.since = request.since;
  selection.at = request.at;
  const std::size_t count = std::min<std::size_t>(request.count, limits_.most_history_page);
  selection.limit = count + 1;  // whether there is another page
  HistoryPage page;
  std::optional<record::EhrKey> ehr;
  {
    record::Snapshot snapshot = parts_.record.OpenSnapshot();
    if (request.id) {
      const auto object = snapshot.FindObject(selection.kinds.front(), *selection.uid);
      if (!object) {
        throw Error(ErrorCode::kNotFound,
                    "there is no such " + std::string(fhir::Get(*request.type).name));
      }
      ehr = object->ehr;
      if (!request.since && !request.at) page.total = object->head;
    }
    auto versions = snapshot.History(selection);
    const bool more = versions.size() > count;
    if (more) versions.pop_back();
    if (more && count > 0) page.next = std::to_string(versions.back().id);
    if (!more && request.after.empty()) page.total = versions.size();
    for (const record::VersionInfo& info : versions) {
      const bool deleted = info.lifecycle == record::Lifecycle::kDeleted;
      page.versions.push_back(ToResource(info, deleted ? std::string() : snapshot.Body(info.id)));
    }
  }
  parts_.record.NoteQuery(access, ehr, page.versions.size());
  return page;
}

}  // namespace socle::resource
