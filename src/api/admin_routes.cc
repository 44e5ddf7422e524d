#include "api/context.h"
#include "api/openehr_http.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;

void Erase(const Context& context, const http::Request& request, const record::EhrId& id) {
  const Caller caller(request);
  const auto ehr = context.ehrs.Require(caller.access(), id);
  context.record.Erase(caller.access(), ehr.ehr,
                       ehr::MakeAudit(CommittalOf(request), caller.access().principal,
                                      context.system_id, record::ChangeType::kDeleted));
}

http::Response EraseOne(const Context& context, const http::Request& request) {
  RequireAdministrator(context, request);
  Erase(context, request, EhrIdOf(request));
  http::Response response;
  response.status = 204;
  return response;
}

/// The EHRs that the query names, each or none: all must be there before one goes. Everything at
/// once, which the specification lets a server refuse, is refused.
http::Response EraseSome(const Context& context, const http::Request& request) {
  RequireAdministrator(context, request);
  std::vector<record::EhrId> ids;
  const Caller caller(request);
  for (const auto& [name, value] : request.query) {
    if (name != "ehr_id") continue;
    auto id = ehr::ParseEhrId(value);
    if (!id) throw ehr::NoSuchEhr();
    ids.push_back(std::move(*id));
    context.ehrs.Require(caller.access(), ids.back());
  }
  if (ids.empty()) {
    Error error(ErrorCode::kMethodNotAllowed,
                "all EHRs at once are not deleted here: name each with ehr_id");
    throw error;
  }
  for (const auto& id : ids) Erase(context, request, id);
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

void AddAdminRoutes(const Context& context, std::vector<http::Route>& routes) {
  auto one = OpenEhrRoute(http::Method::kDelete, "/admin/ehr/{ehr_id}", http::Execution::kBlocking,
                          "admin_ehr_delete", "ADMIN",
                          "Delete an EHR physically, all its versions with it");
  one.responses = {{204, "deleted"}, {403, "not an administrator"}, {404, "no such EHR"}};
  one.handler = [&context](const http::Request& request) { return EraseOne(context, request); };
  routes.push_back(std::move(one));

  auto some = OpenEhrRoute(http::Method::kDelete, "/admin/ehr/all", http::Execution::kBlocking,
                           "admin_ehr_delete_all", "ADMIN",
                           "Delete the EHRs that ehr_id names, physically");
  some.parameters = {{"ehr_id", "query", "an EHR to delete; may be repeated", true}};
  some.responses = {{204, "deleted"},
                    {403, "not an administrator"},
                    {404, "one of them is not there; none was deleted"},
                    {405, "no ehr_id given"}};
  some.handler = [&context](const http::Request& request) { return EraseSome(context, request); };
  routes.push_back(std::move(some));
}

}  // namespace socle::api
