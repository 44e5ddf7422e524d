#include "http/openapi.h"

#include <algorithm>
#include <string>
#include <vector>

#include "http/ascii.h"
#include "json/writer.h"

namespace socle::http {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), LowerAscii);
  return lower;
}

std::vector<std::string_view> PatternParameters(std::string_view pattern) {
  std::vector<std::string_view> names;
  for (std::size_t at = pattern.find('{'); at != std::string_view::npos;
       at = pattern.find('{', at + 1)) {
    const std::size_t end = pattern.find('}', at);
    if (end == std::string_view::npos) break;
    names.push_back(pattern.substr(at + 1, end - at - 1));
  }
  return names;
}

void WriteParameter(json::Writer& out, std::string_view name, std::string_view in,
                    std::string_view description, bool required) {
  out.BeginObject().Member("name", name).Member("in", in);
  if (!description.empty()) out.Member("description", description);
  if (required) out.Key("required").Boolean(true);
  out.Key("schema").BeginObject().Member("type", "string").EndObject().EndObject();
}

void WriteParameters(json::Writer& out, const Route& route) {
  const std::vector<std::string_view> in_path = PatternParameters(route.pattern);
  if (in_path.empty() && route.parameters.empty()) return;
  out.Key("parameters").BeginArray();
  for (std::string_view name : in_path) {
    const auto described =
        std::find_if(route.parameters.begin(), route.parameters.end(),
                     [&](const ParameterDoc& doc) { return doc.in == "path" && doc.name == name; });
    WriteParameter(out, name, "path",
                   described == route.parameters.end() ? "" : described->description, true);
  }
  for (const ParameterDoc& doc : route.parameters) {
    if (doc.in != "path") WriteParameter(out, doc.name, doc.in, doc.description, doc.required);
  }
  out.EndArray();
}

void WriteContent(json::Writer& out, const std::vector<std::string>& types) {
  out.Key("content").BeginObject();
  for (const std::string& type : types) {
    const bool is_json = type.ends_with("json");
    out.Key(type).BeginObject().Key("schema").BeginObject();
    out.Member("type", is_json ? "object" : "string").EndObject().EndObject();
  }
  out.EndObject();
}

void WriteResponses(json::Writer& out, const Route& route) {
  out.Key("responses").BeginObject();
  for (const ResponseDoc& doc : route.responses) {
    out.Key(std::to_string(doc.status)).BeginObject().Member("description", doc.description);
    const bool has_body = doc.status >= 200 && doc.status < 300 && doc.status != 204;
    if (has_body && !route.response_types.empty()) WriteContent(out, route.response_types);
    out.EndObject();
  }
  out.Key("default").BeginObject().Member("description", "An error.").EndObject();
  out.EndObject();
}

void WriteOperation(json::Writer& out, const Route& route) {
  out.Key(Lower(Name(route.method))).BeginObject();
  out.Member("operationId", route.operation_id);
  if (!route.tag.empty()) out.Key("tags").BeginArray().String(route.tag).EndArray();
  if (!route.summary.empty()) out.Member("summary", route.summary);
  WriteParameters(out, route);
  if (!route.request_types.empty()) {
    out.Key("requestBody").BeginObject();
    WriteContent(out, route.request_types);
    out.EndObject();
  }
  WriteResponses(out, route);
  out.EndObject();
}

template <class Get>
std::vector<std::string_view> Distinct(std::span<const Route> routes, const Get& get) {
  std::vector<std::string_view> all;
  for (const Route& route : routes) {
    const std::string_view one = get(route);
    if (!one.empty() && std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  }
  return all;
}

}  // namespace

std::string OpenApi(std::span<const Route> routes, std::string_view title,
                    std::string_view version) {
  std::string text;
  json::Writer out(text, 1);
  out.BeginObject().Member("openapi", "3.0.3");
  out.Key("info").BeginObject().Member("title", title).Member("version", version).EndObject();
  out.Key("tags").BeginArray();
  for (std::string_view tag :
       Distinct(routes, [](const Route& r) { return std::string_view(r.tag); })) {
    out.BeginObject().Member("name", tag).EndObject();
  }
  out.EndArray();
  out.Key("paths").BeginObject();
  for (std::string_view pattern :
       Distinct(routes, [](const Route& r) { return std::string_view(r.pattern); })) {
    out.Key(pattern).BeginObject();
    for (const Route& route : routes) {
      if (route.pattern == pattern) WriteOperation(out, route);
    }
    out.EndObject();
  }
  out.EndObject().EndObject();
  return text;
}

}  // namespace socle::http
