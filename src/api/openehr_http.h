#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/context.h"
#include "api/negotiation.h"
#include "ehr/committal.h"
#include "http/server.h"

namespace socle::api {

// What the openEHR routes share: how the door reads its headers and writes its answers.
// Source: openEHR REST 1.1.0, Overview, "Requests and responses".

inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kXml = "application/xml";

/// Who asks, and why: from the authenticated name.
class Caller {
 public:
  explicit Caller(const http::Request& request);
  const record::Access& access() const { return access_; }

 private:
  record::Principal principal_;
  record::Access access_;
};

/// The EHR id of the first path parameter. Errors: kNotFound for what no EHR id can be.
record::EhrId EhrIdOf(const http::Request& request);
/// `version_at_time`, if given: a date or date and time; the whole of what a partial one names.
/// Errors: kBadRequest.
std::optional<base::Instant> VersionAtTime(const http::Request& request);
/// The committal headers, in the specification's spellings of 1.1 and 1.0.
ehr::Committal CommittalOf(const http::Request& request);
/// The If-Match header as a version uid. Errors: kBadRequest when it is missing or is none.
ehr::VersionUid IfMatch(const http::Request& request);

/// `W/"uid"`.
std::string WeakTag(std::string_view uid);
/// ETag and Last-Modified of a version.
void SetVersionHeaders(http::Response& response, const record::VersionInfo& version);

/// The answer to a read: 200 with the body, or 204 where the version is a deletion.
http::Response VersionRead(record::StoredVersion version);
/// The answer to a write: 201 or 200/204 with ETag, Location, and the body that `preference` asks
/// for.
http::Response VersionWritten(const http::Request& request, const record::StoredVersion& version,
                              std::string_view location, bool created);
/// "https://host:port" as the client used them; empty where it did not say.
std::string OriginOf(const http::Request& request);
/// `path` under the door's base as a URL: with the scheme and host that the client used, where it
/// said so.
std::string UrlOf(const http::Request& request, std::string_view path);
http::Response Json(int status, std::string body);

/// The openEHR error body: message, code, errors, and beside them each violation in full.
http::Response RenderOpenEhrError(const http::Request& request, const base::Error& error);

/// A route's description with what all of this door have in common.
http::Route OpenEhrRoute(http::Method method, std::string_view path, http::Execution execution,
                         std::string operation_id, std::string tag, std::string summary);

}  // namespace socle::api
