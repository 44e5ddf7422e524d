#include "resource/bundle_answer.h"

#include <utility>

#include "fhir/outcome.h"
#include "json/writer.h"
#include "resource/request_url.h"

namespace socle::resource {
namespace {

std::string StatusText(int status) {
  switch (status) {
    case 200:
      return "200 OK";
    case 201:
      return "201 Created";
    case 204:
      return "204 No Content";
    case 304:
      return "304 Not Modified";
    default:
      return std::to_string(status);
  }
}

void WriteEntry(json::Writer& json, std::string_view base, const EntryAnswer& answer) {
  json.BeginObject();
  if (answer.written && !answer.written->deleted) {
    json.Member("fullUrl", UrlOf(base, *answer.written));
  }
  if (!answer.resource.empty()) json.Key("resource").Raw(answer.resource);
  json.Key("response").BeginObject().Member("status", StatusText(answer.status));
  if (answer.written) {
    const std::string version = std::to_string(answer.written->version);
    json.Member("location", UrlOf(base, *answer.written) + "/_history/" + version);
    json.Member("etag", "W/\"" + version + "\"");
    json.Member("lastModified", base::FormatIso(answer.written->updated));
  } else {
    if (!answer.location.empty()) json.Member("location", answer.location);
    if (!answer.etag.empty()) json.Member("etag", answer.etag);
  }
  if (!answer.outcome.empty()) json.Key("outcome").Raw(answer.outcome);
  json.EndObject().EndObject();
}

void BeginBundle(json::Writer& json, std::string_view type) {
  json.BeginObject().Member("resourceType", "Bundle").Member("type", type);
}

std::string_view TextOf(int status) {
  if (status == 201) return "It was created.";
  return status == 204 ? "It is deleted, or there was nothing." : "It is as the entry says.";
}

}  // namespace

void Prefer(ReturnPreference preferred, EntryAnswer& answer) {
  std::string json;
  if (answer.written) json = std::exchange(answer.written->json, {});
  if (preferred == ReturnPreference::kRepresentation) answer.resource = std::move(json);
  if (preferred == ReturnPreference::kOutcome) {
    answer.outcome =
        fhir::OutcomeOf(fhir::Severity::kInformation, "informational", TextOf(answer.status));
  }
}

EntryAnswer AnswerOf(const base::Error& error) {
  EntryAnswer answer;
  answer.status = base::Describe(error.code()).http_status;
  answer.outcome = fhir::OutcomeOf(error);
  return answer;
}

std::string UrlOf(std::string_view base, const StoredResource& resource) {
  std::string url(base);
  if (!url.empty() && url.back() != '/') url += '/';
  url.append(fhir::Get(resource.type).name).append("/").append(resource.id.value());
  return url;
}

std::string ResponseBundle(std::string_view type, std::string_view base,
                           std::span<const EntryAnswer> answers) {
  std::string out;
  out.reserve(answers.size() * 320 + 64);
  json::Writer json(out);
  BeginBundle(json, type);
  if (!answers.empty()) {
    json.Key("entry").BeginArray();
    for (const EntryAnswer& answer : answers) WriteEntry(json, base, answer);
    json.EndArray();
  }
  json.EndObject();
  return out;
}

std::string SearchBundle(std::string_view base, const SearchRequest& request,
                         const SearchAnswer& answer) {
  std::string out;
  json::Writer json(out);
  BeginBundle(json, "searchset");
  if (answer.total) json.Key("total").Integer(static_cast<std::int64_t>(*answer.total));
  json.Key("link").BeginArray();
  const auto link = [&](std::string_view relation, const auto& parameters) {
    std::string url(base);
    if (!url.empty() && url.back() != '/') url += '/';
    url.append(fhir::Get(request.type).name).append("?").append(base::FormatUrlQuery(parameters));
    json.BeginObject().Member("relation", relation).Member("url", url).EndObject();
  };
  link("self", answer.used);
  if (!answer.previous.empty()) link("previous", answer.previous);
  if (!answer.next.empty()) link("next", answer.next);
  json.EndArray();
  if (!answer.entries.empty()) {
    json.Key("entry").BeginArray();
    for (const SearchEntry& entry : answer.entries) {
      const bool match = entry.mode == SearchEntry::Mode::kMatch;
      json.BeginObject().Member("fullUrl", UrlOf(base, entry.resource));
      json.Key("resource").Raw(entry.resource.json);
      json.Key("search").BeginObject().Member("mode", match ? "match" : "include");
      json.EndObject().EndObject();
    }
    json.EndArray();
  }
  json.EndObject();
  return out;
}

}  // namespace socle::resource
