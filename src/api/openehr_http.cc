#include "api/openehr_http.h"

#include <algorithm>
#include <cctype>

#include "base/iso8601.h"
#include "ehr/resources.h"
#include "ehr/version_uid.h"
#include "json/writer.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

/// "openehr-version", "openEHR-VERSION", "openEHR-AUDIT_DETAILS.committer" …: whether it is a
/// committal header, and what its name adds to the keys.
std::optional<std::string> CommittalPrefix(std::string_view name) {
  std::string lower = Lower(name.substr(0, 64));
  std::replace(lower.begin(), lower.end(), '_', '-');
  for (const std::string_view header : {"openehr-version", "openehr-audit-details"}) {
    if (lower == header) return std::string();
    if (lower.starts_with(header) && lower[header.size()] == '.') {
      std::string prefix = lower.substr(header.size() + 1);
      std::replace(prefix.begin(), prefix.end(), '-', '_');
      return prefix;
    }
  }
  return std::nullopt;
}

void WriteIssue(json::Writer& writer, const base::Issue& issue) {
  writer.BeginObject().Member("path", issue.path).Member("rule", issue.rule);
  writer.Member("expected", issue.expected).Member("found", issue.found);
  writer.Member("message", issue.message).EndObject();
}

/// DV_CODED_TEXT, as the specification's example of an error body has it.
void WriteCodedError(json::Writer& writer, std::string_view text, std::string_view code) {
  writer.BeginObject().Member("_type", "DV_CODED_TEXT").Member("value", text);
  writer.Key("defining_code").BeginObject().Member("_type", "CODE_PHRASE");
  writer.Key("terminology_id").BeginObject().Member("_type", "TERMINOLOGY_ID");
  writer.Member("value", "local").EndObject();
  writer.Member("code_string", code).EndObject().EndObject();
}

}  // namespace

Caller::Caller(const http::Request& request)
    : principal_{request.principal.empty() ? "anonymous" : request.principal,
                 request.principal.empty() ? "anonymous" : request.principal},
      access_{principal_, record::Scope::Open(), "care"} {}

record::EhrId EhrIdOf(const http::Request& request) {
  auto id = ehr::ParseEhrId(request.parameters.at(0));
  if (!id) throw ehr::NoSuchEhr();
  return std::move(*id);
}

std::optional<base::Instant> VersionAtTime(const http::Request& request) {
  const std::string* text = request.Query("version_at_time");
  if (text == nullptr || text->empty()) return std::nullopt;
  std::string value = *text;
  // A '+' of a time zone that the client did not escape arrives as a space.
  std::replace(value.begin(), value.end(), ' ', '+');
  const auto parsed = base::IsoDateTime::Parse(value);
  if (!parsed) {
    throw Error(ErrorCode::kBadRequest, "version_at_time must be an ISO 8601 date and time");
  }
  return parsed->Start();
}

ehr::Committal CommittalOf(const http::Request& request) {
  std::vector<ehr::CommittalHeader> headers;
  for (const auto& [name, value] : request.headers) {
    if (name.size() < 15 || (name[0] != 'o' && name[0] != 'O')) continue;
    if (auto prefix = CommittalPrefix(name)) headers.push_back({std::move(*prefix), value});
  }
  return ehr::ParseCommittal(headers);
}

ehr::VersionUid IfMatch(const http::Request& request) {
  const std::string* header = request.Header("If-Match");
  if (header == nullptr) {
    throw Error(ErrorCode::kBadRequest,
                "an update needs the If-Match header: the preceding version's uid");
  }
  return ehr::ParseIfMatch(*header);
}

std::string WeakTag(std::string_view uid) { return "W/\"" + std::string(uid) + "\""; }

void SetVersionHeaders(http::Response& response, const record::VersionInfo& version) {
  response.Set("ETag", WeakTag(ehr::VersionUidOf(version)));
  response.Set("Last-Modified", base::FormatHttpDate(version.audit.time.value_or(base::Instant{})));
}

std::string OriginOf(const http::Request& request) {
  const std::string* host = request.Header("Host");
  if (host == nullptr || host->empty()) return {};
  const std::string* scheme = request.Header("X-Forwarded-Proto");
  const bool secure = request.secure || (scheme != nullptr && *scheme == "https");
  return (secure ? "https://" : "http://") + *host;
}

std::string UrlOf(const http::Request& request, std::string_view path) {
  std::string url = OriginOf(request);
  url += kOpenEhrBase;
  url += path;
  return url;
}

http::Response Json(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.Set("Content-Type", std::string(kJson));
  response.body = std::move(body);
  return response;
}

http::Response VersionRead(record::StoredVersion version) {
  if (version.info.lifecycle == record::Lifecycle::kDeleted) {
    http::Response response;
    response.status = 204;
    SetVersionHeaders(response, version.info);
    return response;
  }
  http::Response response = Json(200, std::move(version.body));
  SetVersionHeaders(response, version.info);
  return response;
}

http::Response VersionWritten(const http::Request& request, const record::StoredVersion& version,
                              std::string_view location, bool created) {
  const Return preference = Preferred(request);
  const std::string uid = ehr::VersionUidOf(version.info);
  http::Response response;
  response.status = created ? 201 : 200;
  if (preference == Return::kMinimal) {
    if (!created) response.status = 204;
  } else if (preference == Return::kIdentifier) {
    json::Writer(response.body).BeginObject().Member("uid", uid).EndObject();
  } else {
    response.body = version.body;
  }
  if (!response.body.empty()) response.Set("Content-Type", std::string(kJson));
  SetVersionHeaders(response, version.info);
  response.Set("Location", UrlOf(request, location) + "/" + uid);
  response.Set("Preference-Applied", std::string(PreferenceName(preference)));
  return response;
}

http::Response RenderOpenEhrError(const http::Request&, const base::Error& error) {
  const base::ErrorInfo& info = base::Describe(error.code());
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Member("message", error.message());
  writer.Key("code").Integer(info.http_status);
  writer.Member("error", info.name);
  if (!error.place().empty()) writer.Member("place", error.place());
  writer.Key("errors").BeginArray();
  if (error.issues().empty()) WriteCodedError(writer, error.message(), info.name);
  for (const auto& issue : error.issues()) {
    WriteCodedError(writer, issue.path + ": " + issue.message, issue.rule);
  }
  writer.EndArray();
  if (!error.issues().empty()) {
    writer.Key("violations").BeginArray();
    for (const auto& issue : error.issues()) WriteIssue(writer, issue);
    writer.EndArray();
  }
  writer.EndObject();
  http::Response response = Json(info.http_status, std::move(body));
  if (!error.latest().empty()) response.Set("ETag", WeakTag(error.latest()));
  if (error.code() == ErrorCode::kUnavailable) response.Set("Retry-After", "1");
  return response;
}

http::Route OpenEhrRoute(http::Method method, std::string_view path, http::Execution execution,
                         std::string operation_id, std::string tag, std::string summary) {
  http::Route route;
  route.method = method;
  route.pattern = std::string(kOpenEhrBase) + std::string(path);
  route.execution = execution;
  route.operation_id = std::move(operation_id);
  route.tag = std::move(tag);
  route.summary = std::move(summary);
  route.response_types = {std::string(kJson)};
  return route;
}

}  // namespace socle::api
