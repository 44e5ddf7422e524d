#include "api/context.h"
#include "api/openehr_http.h"
#include "api/versioned_object.h"
#include "ehr/kinds.h"

namespace socle::api {
namespace {

using http::Execution;
using http::Method;

VersionedObject Object(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  const Caller caller(request);
  auto ehr = context.ehrs.Require(caller.access(), EhrIdOf(request));
  // The path asks for the object's uid; a version's uid names the object too.
  return {std::move(ehr), ehr::CompositionKind(),
          ehr::ParseUidBasedId(request.parameters.at(1)).object, "VERSIONED_COMPOSITION"};
}

}  // namespace

void AddVersionedCompositionRoutes(const Context& context, std::vector<http::Route>& routes) {
  const std::string base = "/ehr/{ehr_id}/versioned_composition/{versioned_object_uid}";
  const auto add = [&](const std::string& path, std::string operation, std::string summary,
                       std::vector<http::ParameterDoc> parameters,
                       std::function<http::Response(const http::Request&)> handler) {
    auto route = OpenEhrRoute(Method::kGet, path, Execution::kInline, std::move(operation),
                              "VERSIONED_COMPOSITION", std::move(summary));
    route.parameters = std::move(parameters);
    route.responses = {
        {200, "found"}, {400, "not understood"}, {404, "no such EHR, composition or version"}};
    route.handler = std::move(handler);
    routes.push_back(std::move(route));
  };
  add(base, "versioned_composition_get", "The VERSIONED_COMPOSITION", {},
      [&context](const auto& request) {
        return VersionedObjectAnswer(context, Caller(request), Object(context, request));
      });
  add(base + "/revision_history", "versioned_composition_revision_history", "Its REVISION_HISTORY",
      {}, [&context](const auto& request) {
        return RevisionHistoryAnswer(context, Caller(request), Object(context, request));
      });
  add(base + "/version", "versioned_composition_version_get_at_time",
      "A VERSION, the latest or at a time",
      {{"version_at_time", "query", "the version of that moment, ISO 8601", false}},
      [&context](const auto& request) {
        return VersionAtTimeAnswer(context, request, Object(context, request));
      });
  add(base + "/version/{version_uid}", "versioned_composition_version_get_by_id",
      "The VERSION of that uid", {}, [&context](const auto& request) {
        return VersionByIdAnswer(context, Caller(request), Object(context, request),
                                 request.parameters.at(2));
      });
}

}  // namespace socle::api
