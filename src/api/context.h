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
#include "http/server.h"
#include "record/record.h"

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
  std::string system_id;
  std::string version;                          // of the program
  std::function<std::string()> server_metrics;  // the HTTP server's own; may be empty
  std::function<bool(std::string_view principal)> may_administer;  // empty: everyone may
  std::chrono::milliseconds query_timeout{30000};
};

/// The base path of the openEHR door.
inline constexpr std::string_view kOpenEhrBase = "/openehr/v1";

/// All routes of the server, each with its own description.
std::vector<http::Route> Routes(const Context& context);

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
/// The pages of web/: /aql, and what they load from /web/.
void AddWebRoutes(std::vector<http::Route>& routes);

}  // namespace socle::api
