#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "aql/engine.h"
#include "aql/layout_index.h"
#include "aql/stored_queries.h"
#include "ehr/composition_service.h"
#include "ehr/ehr_service.h"
#include "ehr/template_catalogue.h"
#include "fhir/validate.h"
#include "http/server.h"
#include "record/record.h"
#include "resource/custom_parameters.h"
#include "resource/resource_service.h"
#include "resource/search.h"

namespace socle::api {

/// What the routes work with. Outlives the server. Immutable once the server has started.
struct Context {
  store::Store& store;
  record::Record& record;
  ehr::TemplateCatalogue& templates;
  ehr::EhrService& ehrs;
  ehr::CompositionService& compositions;
  aql::StoredQueries& queries;
  aql::LayoutIndex& layout;
  aql::Engine& engine;
  resource::ResourceService& resources;
  resource::Search& search;
  resource::StoredParameters& search_parameters;
  const fhir::Validator& validator;
  std::string system_id;
  std::string version;                          // of the program
  std::function<std::string()> server_metrics;  // the HTTP server's own; may be empty
  std::function<bool(std::string_view principal)> may_administer;  // empty: everyone may
  std::chrono::milliseconds query_timeout{30000};
  bool fhir_deletes_many = false;        // a conditional delete takes all that match
  bool fhir_enforces_references = true;  // references lead to something
};

/// The base path of the openEHR door.
inline constexpr std::string_view kOpenEhrBase = "/openehr/v1";
/// The base path of the FHIR door, of R4.
inline constexpr std::string_view kFhirBase = "/fhir";

/// All routes of the server, each with its own description.
std::vector<http::Route> Routes(const Context& context);

/// Errors: kForbidden unless who asks is an administrator.
void RequireAdministrator(const Context& context, const http::Request& request);

/// The answer to a failed request, as the door has it that the request came to.
http::Response RenderError(const http::Request& request, const base::Error& error);

// One function a route family, each in a file of its name.
void AddSystemRoutes(const Context& context, std::vector<http::Route>& routes);
void AddEhrRoutes(const Context& context, std::vector<http::Route>& routes);
void AddEhrStatusRoutes(const Context& context, std::vector<http::Route>& routes);
void AddCompositionRoutes(const Context& context, std::vector<http::Route>& routes);
void AddVersionedCompositionRoutes(const Context& context, std::vector<http::Route>& routes);
void AddTemplateRoutes(const Context& context, std::vector<http::Route>& routes);
void AddQueryDefinitionRoutes(const Context& context, std::vector<http::Route>& routes);
void AddLayoutRoutes(const Context& context, std::vector<http::Route>& routes);
void AddQueryRoutes(const Context& context, std::vector<http::Route>& routes);
void AddAdminRoutes(const Context& context, std::vector<http::Route>& routes);
void AddFhirReadRoutes(const Context& context, std::vector<http::Route>& routes);
void AddFhirWriteRoutes(const Context& context, std::vector<http::Route>& routes);
void AddFhirPatchRoutes(const Context& context, std::vector<http::Route>& routes);
void AddFhirSearchRoutes(const Context& context, std::vector<http::Route>& routes);
void AddFhirBundleRoutes(const Context& context, std::vector<http::Route>& routes);
void AddFhirEverythingRoutes(const Context& context, std::vector<http::Route>& routes);
void AddFhirValidateRoutes(const Context& context, std::vector<http::Route>& routes);
void AddFhirMetaRoutes(const Context& context, std::vector<http::Route>& routes);
void AddFhirPathRoutes(const Context& context, std::vector<http::Route>& routes);
void AddFhirSystemRoutes(const Context& context, std::vector<http::Route>& routes);
/// Lets the FHIR routes that are there answer later, and adds those that give their answers.
void AddFhirAsyncRoutes(std::vector<http::Route>& routes);
/// The pages of web/: /aql, and what they load from /web/.
void AddWebRoutes(std::vector<http::Route>& routes);

}  // namespace socle::api
