#include "api/versioned_object.h"

#include "ehr/resources.h"

namespace socle::api {
namespace {

http::Response OriginalVersion(const record::StoredVersion& version) {
  http::Response response = Json(200, ehr::OriginalVersionJson(version));
  SetVersionHeaders(response, version.info);
  return response;
}

std::vector<record::VersionInfo> RequireHistory(const Context& context, const Caller& caller,
                                                const VersionedObject& object) {
  auto versions = context.record.History(caller.access(), object.ehr.ehr, object.kind, object.uid);
  if (versions.empty()) throw ehr::NoSuchObject(object.type);
  return versions;
}

}  // namespace

http::Response VersionedObjectAnswer(const Context& context, const Caller& caller,
                                     const VersionedObject& object) {
  const auto versions = RequireHistory(context, caller, object);
  http::Response response =
      Json(200, ehr::VersionedObjectJson(object.type, object.ehr.id, versions.front()));
  response.Set("ETag", WeakTag(object.uid.value()));
  response.Set("Last-Modified",
               base::FormatHttpDate(versions.back().audit.time.value_or(base::Instant{})));
  return response;
}

http::Response RevisionHistoryAnswer(const Context& context, const Caller& caller,
                                     const VersionedObject& object) {
  return Json(200, ehr::RevisionHistoryJson(RequireHistory(context, caller, object)));
}

http::Response VersionAtTimeAnswer(const Context& context, const http::Request& request,
                                   const VersionedObject& object) {
  const Caller caller(request);
  const auto time = VersionAtTime(request);
  const auto version =
      time ? context.record.ReadAt(caller.access(), object.ehr.ehr, object.kind, object.uid, *time)
           : context.record.ReadHead(caller.access(), object.ehr.ehr, object.kind, object.uid);
  if (!version) throw ehr::NoSuchObject("version");
  return OriginalVersion(*version);
}

record::StoredVersion RequireVersion(const Context& context, const Caller& caller,
                                     record::EhrKey ehr, const record::Kind& kind,
                                     const ehr::VersionUid& version) {
  auto stored =
      context.record.ReadVersion(caller.access(), ehr, kind, version.object, version.number);
  if (!stored || stored->info.audit.system_id != version.system) {
    throw ehr::NoSuchObject("version");
  }
  return std::move(*stored);
}

http::Response VersionByIdAnswer(const Context& context, const Caller& caller,
                                 const VersionedObject& object, std::string_view version_uid) {
  const auto version = ehr::ParseVersionUid(version_uid);
  if (!version) {
    throw base::Error(base::ErrorCode::kBadRequest,
                      "a version_uid has the form object_id::system_id::number");
  }
  if (version->object != object.uid) throw ehr::NoSuchObject("version");
  return OriginalVersion(RequireVersion(context, caller, object.ehr.ehr, object.kind, *version));
}

}  // namespace socle::api
