#include <memory>

#include "api/context.h"
#include "api/fhir_outcome.h"
#include "api/openehr_http.h"
#include "http/openapi.h"
#include "http/openapi_page.h"

namespace socle::api {
namespace {

void AddDescription(const Context& context, std::vector<http::Route>& routes) {
  http::Route description;
  description.method = http::Method::kGet;
  description.pattern = "/openapi.json";
  description.execution = http::Execution::kInline;
  description.operation_id = "openapi";
  description.tag = "SYSTEM";
  description.summary = "This description";
  description.response_types = {std::string(kJson)};
  description.responses = {{200, "OpenAPI 3.0.3"}};
  http::Route page = description;
  page.pattern = "/";
  page.operation_id = "openapi_page";
  page.summary = "A page that shows this description";
  page.response_types = {"text/html"};
  routes.push_back(description);
  routes.push_back(page);
  // Two owners: the handler and its copies in the server's router.
  const auto json =
      std::make_shared<const std::string>(http::OpenApi(routes, "Socle", context.version));
  routes[routes.size() - 2].handler = [json](const http::Request&) { return Json(200, *json); };
  routes.back().handler = [](const http::Request&) {
    http::Response response;
    response.Set("Content-Type", "text/html; charset=utf-8");
    response.body = std::string(http::OpenApiPage());
    return response;
  };
}

bool IsFhir(const http::Request& request) {
  // The path is empty where the target could not be read.
  const std::string_view path = request.path.empty() ? request.target : request.path;
  if (!path.starts_with(kFhirBase)) return false;
  const std::string_view rest = path.substr(kFhirBase.size());
  return rest.empty() || rest[0] == '/' || rest[0] == '?';
}

}  // namespace

http::Response RenderError(const http::Request& request, const base::Error& error) {
  return IsFhir(request) ? RenderFhirError(request, error) : RenderOpenEhrError(request, error);
}

void RequireAdministrator(const Context& context, const http::Request& request) {
  if (context.may_administer && !context.may_administer(request.principal)) {
    throw base::Error(base::ErrorCode::kForbidden, "only an administrator may do this");
  }
}

std::vector<http::Route> Routes(const Context& context) {
  std::vector<http::Route> routes;
  AddEhrRoutes(context, routes);
  AddEhrStatusRoutes(context, routes);
  AddCompositionRoutes(context, routes);
  AddVersionedCompositionRoutes(context, routes);
  AddTemplateRoutes(context, routes);
  AddQueryDefinitionRoutes(context, routes);
  AddLayoutRoutes(context, routes);
  AddQueryRoutes(context, routes);
  AddFhirReadRoutes(context, routes);
  AddFhirWriteRoutes(context, routes);
  AddFhirPatchRoutes(context, routes);
  AddFhirSearchRoutes(context, routes);
  AddFhirEverythingRoutes(context, routes);
  AddFhirValidateRoutes(context, routes);
  AddFhirMetaRoutes(context, routes);
  AddFhirPathRoutes(context, routes);
  AddFhirSystemRoutes(context, routes);
  AddFhirBundleRoutes(context, routes);  // its entries go to those before
  AddFhirAsyncRoutes(routes);            // all of those before may be answered later
  AddAdminRoutes(context, routes);
  AddSystemRoutes(context, routes);
  AddWebRoutes(routes);
  AddDescription(context, routes);
  return routes;
}

}  // namespace socle::api
