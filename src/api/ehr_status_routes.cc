#include "api/context.h"
#include "api/openehr_http.h"
#include "api/versioned_object.h"
#include "ehr/kinds.h"

namespace socle::api {
namespace {

using http::Execution;
using http::Method;

http::Response Get(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  const Caller caller(request);
  const auto time = VersionAtTime(request);
  auto status = context.ehrs.Status(caller.access(), EhrIdOf(request));
  if (!time) return VersionRead(std::move(status));
  auto version = context.record.ReadAt(caller.access(), status.info.ehr, ehr::EhrStatusKind(),
                                       status.info.uid, *time);
  if (!version) throw ehr::NoSuchObject("EHR_STATUS at that time");
  return VersionRead(std::move(*version));
}

http::Response GetVersion(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  const Caller caller(request);
  const auto ehr = context.ehrs.Require(caller.access(), EhrIdOf(request));
  const ehr::UidBasedId id = ehr::ParseUidBasedId(request.parameters.at(1));
  if (!id.version) {
    auto head = context.record.ReadHead(caller.access(), ehr.ehr, ehr::EhrStatusKind(), id.object);
    if (!head) throw ehr::NoSuchObject("EHR_STATUS");
    return VersionRead(std::move(*head));
  }
  return VersionRead(RequireVersion(context, caller, ehr.ehr, ehr::EhrStatusKind(), *id.version));
}

http::Response Put(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  RequireContentType(request, {kJson});
  const Caller caller(request);
  const record::EhrId id = EhrIdOf(request);
  context.ehrs.Require(caller.access(), id);
  const auto version = context.ehrs.UpdateStatus(caller.access(), id, IfMatch(request),
                                                 request.body, CommittalOf(request));
  return VersionWritten(request, version, "/ehr/" + id.value() + "/ehr_status", false);
}

VersionedObject Object(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  const Caller caller(request);
  const record::EhrId id = EhrIdOf(request);
  auto status = context.ehrs.Status(caller.access(), id);
  return {context.ehrs.Require(caller.access(), id), ehr::EhrStatusKind(), status.info.uid,
          "VERSIONED_EHR_STATUS"};
}

http::Route Route(Method method, std::string_view path, Execution execution, std::string operation,
                  std::string summary,
                  std::function<http::Response(const http::Request&)> handler) {
  auto route =
      OpenEhrRoute(method, path, execution, std::move(operation), "EHR_STATUS", std::move(summary));
  route.responses = {{200, "found"}, {400, "not understood"}, {404, "no such EHR or version"}};
  route.handler = std::move(handler);
  return route;
}

constexpr http::ParameterDoc kAtTime{"version_at_time", "query",
                                     "the version of that moment, ISO 8601", false};

}  // namespace

void AddEhrStatusRoutes(const Context& context, std::vector<http::Route>& routes) {
  auto get = Route(Method::kGet, "/ehr/{ehr_id}/ehr_status", Execution::kInline,
                   "ehr_status_get_at_time", "The EHR_STATUS, the latest or at a time",
                   [&context](const auto& request) { return Get(context, request); });
  get.parameters = {kAtTime};
  routes.push_back(std::move(get));

  routes.push_back(Route(Method::kGet, "/ehr/{ehr_id}/ehr_status/{version_uid}", Execution::kInline,
                         "ehr_status_get_by_version_id", "A version of the EHR_STATUS",
                         [&context](const auto& request) { return GetVersion(context, request); }));

  auto put = Route(Method::kPut, "/ehr/{ehr_id}/ehr_status", Execution::kBlocking,
                   "ehr_status_update", "The next version of the EHR_STATUS",
                   [&context](const auto& request) { return Put(context, request); });
  put.parameters = {{"If-Match", "header", "the preceding version's uid", true}};
  put.request_types = {std::string(kJson)};
  put.responses = {{200, "updated"},
                   {204, "updated, nothing more asked"},
                   {400, "not understood"},
                   {404, "no such EHR"},
                   {409, "the subject has another EHR"},
                   {412, "not the latest version; ETag tells it"},
                   {422, "it breaks a rule"}};
  routes.push_back(std::move(put));

  const std::string base = "/ehr/{ehr_id}/versioned_ehr_status";
  routes.push_back(Route(Method::kGet, base, Execution::kInline, "versioned_ehr_status_get",
                         "The VERSIONED_EHR_STATUS", [&context](const auto& request) {
                           return VersionedObjectAnswer(context, Caller(request),
                                                        Object(context, request));
                         }));
  routes.push_back(Route(Method::kGet, base + "/revision_history", Execution::kInline,
                         "versioned_ehr_status_revision_history", "Its REVISION_HISTORY",
                         [&context](const auto& request) {
                           return RevisionHistoryAnswer(context, Caller(request),
                                                        Object(context, request));
                         }));
  auto at_time = Route(Method::kGet, base + "/version", Execution::kInline,
                       "versioned_ehr_status_version_get_at_time",
                       "A VERSION, the latest or at a time", [&context](const auto& request) {
                         return VersionAtTimeAnswer(context, request, Object(context, request));
                       });
  at_time.parameters = {kAtTime};
  routes.push_back(std::move(at_time));
  routes.push_back(Route(Method::kGet, base + "/version/{version_uid}", Execution::kInline,
                         "versioned_ehr_status_version_get_by_id", "The VERSION of that uid",
                         [&context](const auto& request) {
                           return VersionByIdAnswer(context, Caller(request),
                                                    Object(context, request),
                                                    request.parameters.at(1));
                         }));
}

}  // namespace socle::api
