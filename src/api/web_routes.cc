#include "api/web_routes.h"

#include <algorithm>
#include <array>

#include "api/context.h"
#include "api/web_files.h"
#include "base/compress.h"
#include "http/negotiation.h"

namespace socle::api {
namespace {

/// Everything from this origin, nothing inline, no frame around the page.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
constexpr std::string_view kAssets = "assets/";

bool AcceptsGzip(const http::Request& request) {
  for (const std::string_view value : request.Headers("Accept-Encoding")) {
    for (const http::Preference& preference : http::ParsePreferences(value)) {
      if (preference.name == "gzip") return preference.weight > 0;
    }
  }
  return false;
}

/// Whether the client has that content. Source: RFC 9110, 13.1.2, with the weak comparison.
bool IsKnown(const http::Request& request, std::string_view tag) {
  for (const std::string_view value : request.Headers("If-None-Match")) {
    if (value == "*" || value.find(tag) != std::string_view::npos) return true;
  }
  return false;
}

/// An asset's name changes with its content, so it may be kept; a page is asked for again each
/// time.
http::Response Serve(const WebFile& file, const http::Request& request) {
  http::Response response;
  const std::string tag = "\"" + std::string(file.tag) + "\"";
  // Weak: the same content under two codings.
  response.Set("ETag", "W/" + tag);
  response.Set("Cache-Control",
               file.path.starts_with(kAssets) ? "public, max-age=31536000, immutable" : "no-cache");
  response.Set("Content-Security-Policy", std::string(kPolicy));
  response.Set("X-Content-Type-Options", "nosniff");
  response.Set("Referrer-Policy", "no-referrer");
  if (IsKnown(request, tag)) {
    response.status = 304;
    return response;
  }
  response.Set("Content-Type", std::string(file.content_type));
  if (AcceptsGzip(request)) {
    response.body = file.gzip;
    response.Set("Content-Encoding", "gzip");
    response.Set("Vary", "Accept-Encoding");
  } else {
    response.body = base::GzipDecompress(file.gzip, file.size);  // the server adds Vary
  }
  return response;
}

/// The one page of the build, which shows what the address says; null where there is none.
const WebFile* Index() {
  const auto files = WebFiles();
  const auto index = std::find_if(files.begin(), files.end(),
                                  [](const WebFile& file) { return file.path == "index.html"; });
  return index == files.end() ? nullptr : &*index;
}

http::Route Page(std::string pattern, std::string operation, std::string summary) {
  http::Route route;
  route.method = http::Method::kGet;
  route.pattern = std::move(pattern);
  route.execution = http::Execution::kInline;
  route.operation_id = std::move(operation);
  route.tag = "PAGES";
  route.summary = std::move(summary);
  route.responses = {{200, "the file"}, {304, "the client has it"}};
  return route;
}

}  // namespace

bool AsksForPage(const http::Request& request) {
  if (request.target.find('?') != std::string::npos || Index() == nullptr) return false;
  constexpr std::array<std::string_view, 6> kOffers = {
      "application/fhir+json", "application/json", "application/fhir+xml",
      "application/xml",       "text/xml",         "text/html"};
  const auto chosen = http::ChooseMediaType(request, kOffers);
  return chosen && kOffers[*chosen] == "text/html";
}

http::Response ServePage(const http::Request& request) {
  const WebFile* index = Index();
  if (index == nullptr) throw base::Error(base::ErrorCode::kNotFound, "there are no pages");
  return Serve(*index, request);
}

void AddWebRoutes(std::vector<http::Route>& routes) {
  http::Route assets =
      Page("/web/assets/{file}", "web_asset", "A script, style or picture of the pages");
  assets.door = http::Door::kOpen;  // the same for everyone
  assets.response_types = {"text/javascript", "text/css", "image/svg+xml"};
  assets.responses.push_back({404, "there is no such file"});
  assets.handler = [](const http::Request& request) {
    const std::string path = std::string(kAssets) + request.parameters.at(0);
    const auto files = WebFiles();
    const auto file = std::find_if(files.begin(), files.end(),
                                   [&path](const WebFile& each) { return each.path == path; });
    if (file == files.end()) throw base::Error(base::ErrorCode::kNotFound, "there is no such file");
    return Serve(*file, request);
  };
  routes.push_back(std::move(assets));

  if (Index() == nullptr) return;
  // Guarded, so that a browser asks for name and password before the page's own requests need them.
  for (http::Route& page : std::array{
           Page("/aql", "aql_page", "A page to ask AQL"),
           Page("/fhir-browser", "fhir_page", "A page to look around in the FHIR door"),
       }) {
    page.response_types = {"text/html"};
    page.handler = &ServePage;
    routes.push_back(std::move(page));
  }
}

}  // namespace socle::api
