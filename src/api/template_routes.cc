#include "api/context.h"
#include "api/openehr_http.h"
#include "json/writer.h"

namespace socle::api {
namespace {

using http::Execution;
using http::Method;

constexpr std::string_view kPath = "/definition/template/adl1.4";

/// A template id as a path segment.
std::string EscapeSegment(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                       (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '.' || byte == '_' ||
                       byte == '~';
    if (plain) {
      escaped += c;
    } else {
      escaped += '%';
      escaped += kHex[byte >> 4];
      escaped += kHex[byte & 15];
    }
  }
  return escaped;
}

http::Response Upload(const Context& context, const http::Request& request) {
  RequireContentType(request, {kXml, "text/xml", "text/plain"});
  const Caller caller(request);
  const auto uploaded =
      context.templates.Upload(caller.access(), request.body, CommittalOf(request));
  const std::string& id = uploaded.compiled->template_id();
  const Return preference = Preferred(request);
  http::Response response;
  response.status = 201;
  if (preference == Return::kRepresentation) {
    response.Set("Content-Type", std::string(kXml));
    response.body = request.body;
  } else if (preference == Return::kIdentifier) {
    response.Set("Content-Type", std::string(kJson));
    json::Writer(response.body).BeginObject().Member("uid", id).EndObject();
  }
  response.Set("Location", UrlOf(request, std::string(kPath) + "/" + EscapeSegment(id)));
  response.Set("Last-Modified",
               base::FormatHttpDate(uploaded.version.audit.time.value_or(base::Instant{})));
  response.Set("Preference-Applied", std::string(PreferenceName(preference)));
  return response;
}

http::Response List(const Context& context, const http::Request& request) {
  Negotiate(request, {kJson});
  const Caller caller(request);
  http::Response response = Json(200, {});
  json::Writer writer(response.body);
  writer.BeginArray();
  for (const auto& entry : context.templates.List(caller.access())) {
    writer.BeginObject().Member("template_id", entry.template_id);
    writer.Member("concept", entry.concept_name).Member("archetype_id", entry.archetype_id);
    writer.Member("created_timestamp", base::FormatIso(entry.created)).EndObject();
  }
  writer.EndArray();
  return response;
}

http::Response Get(const Context& context, const http::Request& request) {
  Negotiate(request, {kXml, "text/xml"});
  const Caller caller(request);
  auto stored = context.templates.Get(caller.access(), request.parameters.at(0));
  if (!stored)
    throw base::Error(base::ErrorCode::kNotFound, "there is no template of that template_id");
  http::Response response;
  response.Set("Content-Type", std::string(kXml));
  response.Set("ETag", WeakTag(stored->info.uid.value()));
  response.Set("Last-Modified",
               base::FormatHttpDate(stored->info.audit.time.value_or(base::Instant{})));
  response.body = std::move(stored->body);
  return response;
}

}  // namespace

void AddTemplateRoutes(const Context& context, std::vector<http::Route>& routes) {
  auto upload =
      OpenEhrRoute(Method::kPost, kPath, Execution::kBlocking, "definition_template_adl1_4_upload",
                   "ADL1.4", "Upload an operational template (OPT 1.4)");
  upload.request_types = {std::string(kXml)};
  upload.responses = {{201, "stored"},
                      {400, "not an OPT"},
                      {409, "its template_id exists"},
                      {422, "it contradicts itself: all faults are listed"}};
  upload.handler = [&context](const http::Request& request) { return Upload(context, request); };
  routes.push_back(std::move(upload));

  auto list =
      OpenEhrRoute(Method::kGet, kPath, Execution::kBlocking, "definition_template_adl1_4_list",
                   "ADL1.4", "The templates that are here");
  list.responses = {{200, "template_id, concept, archetype_id, created_timestamp of each"}};
  list.handler = [&context](const http::Request& request) { return List(context, request); };
  routes.push_back(std::move(list));

  auto get =
      OpenEhrRoute(Method::kGet, std::string(kPath) + "/{template_id}", Execution::kInline,
                   "definition_template_adl1_4_get", "ADL1.4", "A template as it was uploaded");
  get.response_types = {std::string(kXml)};
  get.responses = {{200, "the OPT"}, {404, "no such template"}, {406, "not as XML"}};
  get.handler = [&context](const http::Request& request) { return Get(context, request); };
  routes.push_back(std::move(get));
}

}  // namespace socle::api
