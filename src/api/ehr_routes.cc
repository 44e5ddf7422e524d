#include "api/context.h"
#include "api/openehr_http.h"
#include "ehr/resources.h"
#include "json/writer.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;

http::Response EhrCreated(const http::Request& request, const ehr::EhrService::Created& created) {
  const std::string id = created.ehr.id.value();
  const Return preference = Preferred(request);
  http::Response response;
  response.status = 201;
  if (preference == Return::kRepresentation) response.body = created.json;
  if (preference == Return::kIdentifier) {
    json::Writer(response.body).BeginObject().Member("uid", id).EndObject();
  }
  if (!response.body.empty()) response.Set("Content-Type", std::string(kJson));
  response.Set("ETag", WeakTag(id));
  response.Set("Last-Modified", base::FormatHttpDate(created.ehr.time_created));
  response.Set("Location", UrlOf(request, "/ehr/" + id));
  response.Set("Preference-Applied", std::string(PreferenceName(preference)));
  return response;
}

http::Response Create(const Context& context, const http::Request& request,
                      const std::optional<record::EhrId>& id) {
  Negotiate(request, {kJson});
  if (!request.body.empty()) RequireContentType(request, {kJson});
  const Caller caller(request);
  return EhrCreated(request,
                    context.ehrs.Create(caller.access(), id, request.body, CommittalOf(request)));
}

http::Response CreateWithId(const Context& context, const http::Request& request) {
  const auto id = ehr::ParseEhrId(request.parameters.at(0));
  if (!id)
    throw Error(ErrorCode::kBadRequest, "an ehr_id must be a HIER_OBJECT_ID: a UUID, best of all");
  return Create(context, request, id);
}

http::Response EhrFound(const Context& context, const Caller& caller, const record::EhrId& id) {
  auto json = context.ehrs.Get(caller.access(), id);
  if (!json) throw ehr::NoSuchEhr();
  http::Response response = Json(200, std::move(*json));
  response.Set("ETag", WeakTag(id.value()));
  return response;
}

http::Response GetById(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  return EhrFound(context, Caller(request), EhrIdOf(request));
}

http::Response GetBySubject(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  const std::string* id = request.Query("subject_id");
  const std::string* name_space = request.Query("subject_namespace");
  if (id == nullptr || id->empty() || name_space == nullptr || name_space->empty()) {
    throw Error(ErrorCode::kBadRequest, "an EHR is found by subject_id and subject_namespace");
  }
  const Caller caller(request);
  const auto info = context.ehrs.FindBySubject(caller.access(), {*id, *name_space});
  if (!info) throw Error(ErrorCode::kNotFound, "no EHR has that subject");
  return EhrFound(context, caller, info->id);
}

}  // namespace

void AddEhrRoutes(const Context& context, std::vector<http::Route>& routes) {
  using http::Execution;
  using http::Method;

  auto create = OpenEhrRoute(Method::kPost, "/ehr", Execution::kBlocking, "ehr_create", "EHR",
                             "Create an EHR; its EHR_STATUS may be the body");
  create.request_types = {std::string(kJson)};
  create.responses = {{201, "created"},
                      {400, "not understood"},
                      {409, "the subject has an EHR"},
                      {422, "the EHR_STATUS breaks a rule"}};
  create.handler = [&context](const http::Request& request) {
    return Create(context, request, std::nullopt);
  };
  routes.push_back(std::move(create));

  auto create_with_id = OpenEhrRoute(Method::kPut, "/ehr/{ehr_id}", Execution::kBlocking,
                                     "ehr_create_with_id", "EHR", "Create an EHR with that ehr_id");
  create_with_id.request_types = {std::string(kJson)};
  create_with_id.responses = {{201, "created"},
                              {400, "not understood"},
                              {409, "the ehr_id or the subject is taken"},
                              {422, "the EHR_STATUS breaks a rule"}};
  create_with_id.handler = [&context](const http::Request& request) {
    return CreateWithId(context, request);
  };
  routes.push_back(std::move(create_with_id));

  auto get = OpenEhrRoute(Method::kGet, "/ehr/{ehr_id}", Execution::kInline, "ehr_get_by_id", "EHR",
                          "The EHR of that ehr_id");
  get.responses = {{200, "the EHR"}, {404, "no such EHR"}};
  get.handler = [&context](const http::Request& request) { return GetById(context, request); };
  routes.push_back(std::move(get));

  auto by_subject = OpenEhrRoute(Method::kGet, "/ehr", Execution::kInline, "ehr_get_by_subject",
                                 "EHR", "The EHR of a subject");
  by_subject.parameters = {
      {"subject_id", "query", "EHR_STATUS.subject.external_ref.id.value", true},
      {"subject_namespace", "query", "EHR_STATUS.subject.external_ref.namespace", true}};
  by_subject.responses = {{200, "the EHR"}, {404, "no EHR has that subject"}};
  by_subject.handler = [&context](const http::Request& request) {
    return GetBySubject(context, request);
  };
  routes.push_back(std::move(by_subject));
}

}  // namespace socle::api
