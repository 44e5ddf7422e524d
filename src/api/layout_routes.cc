#include "api/context.h"
#include "api/openehr_http.h"
#include "aql/layout_text.h"

namespace socle::api {
namespace {

http::Response Get(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  store::Reader reader = context.store.Read();
  return Json(200, aql::LayoutJson(*context.layout.Current(reader.session())));
}

}  // namespace

void AddLayoutRoutes(const Context& context, std::vector<http::Route>& routes) {
  auto get = OpenEhrRoute(http::Method::kGet, "/definition/layout", http::Execution::kBlocking,
                          "definition_layout_get", "ADL1.4",
                          "Which SQL table and column holds which path of which archetype");
  get.responses = {{200, "generation; of each archetype its tables, columns, paths, types"}};
  get.handler = [&context](const http::Request& request) { return Get(context, request); };
  routes.push_back(std::move(get));
}

}  // namespace socle::api
