#include "api/context.h"
#include "api/openehr_http.h"
#include "api/versioned_object.h"
#include "ehr/kinds.h"
#include "ehr/resources.h"

namespace socle::api {
namespace {

using http::Execution;
using http::Method;

std::string LocationOf(const record::EhrId& id) { return "/ehr/" + id.value() + "/composition"; }

http::Response Create(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  RequireContentType(request, {kJson});
  const Caller caller(request);
  const record::EhrId id = EhrIdOf(request);
  const auto version =
      context.compositions.Create(caller.access(), id, request.body, CommittalOf(request));
  return VersionWritten(request, version, LocationOf(id), true);
}

/// The fast path: one keyed read from the EHR's public id.
http::Response Get(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  const Caller caller(request);
  const record::EhrId ehr_id = EhrIdOf(request);
  const ehr::UidBasedId id = ehr::ParseUidBasedId(request.parameters.at(1));
  if (const auto time = VersionAtTime(request); time && !id.version) {
    const auto ehr = context.ehrs.Require(caller.access(), ehr_id);
    auto version =
        context.record.ReadAt(caller.access(), ehr.ehr, ehr::CompositionKind(), id.object, *time);
    if (!version) throw ehr::NoSuchObject("composition at that time");
    return VersionRead(std::move(*version));
  }
  bool ehr_found = false;
  auto version = context.record.Read(
      caller.access(), ehr_id, ehr::CompositionKind(), id.object,
      id.version ? std::optional<std::uint32_t>(id.version->number) : std::nullopt, &ehr_found);
  if (!ehr_found) throw ehr::NoSuchEhr();
  if (!version || (id.version && version->info.audit.system_id != id.version->system)) {
    throw ehr::NoSuchObject("composition");
  }
  return VersionRead(std::move(*version));
}

http::Response Put(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  RequireContentType(request, {kJson});
  const Caller caller(request);
  const record::EhrId ehr_id = EhrIdOf(request);
  const ehr::UidBasedId id = ehr::ParseUidBasedId(request.parameters.at(1));
  const auto version = context.compositions.Update(
      caller.access(), ehr_id, id.object, IfMatch(request), request.body, CommittalOf(request));
  return VersionWritten(request, version, LocationOf(ehr_id), false);
}

http::Response Delete(const Context& context, const http::Request& request) {
  const Caller caller(request);
  const ehr::UidBasedId id = ehr::ParseUidBasedId(request.parameters.at(1));
  if (!id.version) {
    throw base::Error(base::ErrorCode::kBadRequest,
                      "a deletion names the latest version: object_id::system_id::number");
  }
  const auto deleted = context.compositions.Delete(caller.access(), EhrIdOf(request), *id.version,
                                                   CommittalOf(request));
  http::Response response;
  response.status = 204;
  SetVersionHeaders(response, deleted);
  return response;
}

}  // namespace

void AddCompositionRoutes(const Context& context, std::vector<http::Route>& routes) {
  auto create = OpenEhrRoute(Method::kPost, "/ehr/{ehr_id}/composition", Execution::kBlocking,
                             "composition_create", "COMPOSITION", "Commit a new composition");
  create.request_types = {std::string(kJson)};
  create.parameters = {
      {"Prefer", "header", "return=minimal, identifier or representation", false},
      {"openehr-version", "header", "lifecycle_state.code_string=\"532\"", false},
      {"openehr-audit-details", "header", "change_type, description, committer", false}};
  create.responses = {{201, "committed, durable"},
                      {400, "not understood"},
                      {404, "no such EHR"},
                      {409, "the uid exists, or the EHR is not modifiable"},
                      {422, "it breaks rules: all violations are listed"}};
  create.handler = [&context](const http::Request& request) { return Create(context, request); };
  routes.push_back(std::move(create));

  auto get = OpenEhrRoute(
      Method::kGet, "/ehr/{ehr_id}/composition/{uid_based_id}", Execution::kInline,
      "composition_get", "COMPOSITION",
      "A composition: by its uid the latest or at a time, by a version's uid that version");
  get.parameters = {{"version_at_time", "query", "the version of that moment, ISO 8601", false}};
  get.responses = {
      {200, "the composition"}, {204, "it is deleted"}, {404, "no such EHR or composition"}};
  get.handler = [&context](const http::Request& request) { return Get(context, request); };
  routes.push_back(std::move(get));

  auto put =
      OpenEhrRoute(Method::kPut, "/ehr/{ehr_id}/composition/{uid_based_id}", Execution::kBlocking,
                   "composition_update", "COMPOSITION", "Commit the next version of a composition");
  put.request_types = {std::string(kJson)};
  put.parameters = {{"If-Match", "header", "the preceding version's uid", true}};
  put.responses = {{200, "updated"},
                   {204, "updated, nothing more asked"},
                   {400, "not understood"},
                   {404, "no such EHR or composition"},
                   {412, "not the latest version; ETag tells it"},
                   {422, "it breaks rules: all violations are listed"}};
  put.handler = [&context](const http::Request& request) { return Put(context, request); };
  routes.push_back(std::move(put));

  auto remove = OpenEhrRoute(Method::kDelete, "/ehr/{ehr_id}/composition/{uid_based_id}",
                             Execution::kBlocking, "composition_delete", "COMPOSITION",
                             "Delete a composition logically; its versions stay");
  remove.responses = {{204, "deleted"},
                      {400, "deleted already"},
                      {404, "no such EHR or composition"},
                      {409, "not the latest version; ETag tells it"}};
  remove.handler = [&context](const http::Request& request) { return Delete(context, request); };
  routes.push_back(std::move(remove));
}

}  // namespace socle::api
