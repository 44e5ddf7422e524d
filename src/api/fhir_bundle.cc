#include "api/fhir_bundle.h"

#include <memory>

#include "http/body_writer.h"
#include "json/writer.h"

namespace socle::api {
namespace {

/// Answers up to this size are sent as a whole.
constexpr std::size_t kWhole = std::size_t{64} << 10;

/// Everything before the entries' values.
std::string HeadOf(const BundleAnswer& bundle) {
  std::string head;
  json::Writer json(head);
  json.BeginObject().Member("resourceType", "Bundle").Member("type", bundle.type);
  if (bundle.total) json.Key("total").Integer(static_cast<std::int64_t>(*bundle.total));
  if (!bundle.links.empty()) {
    json.Key("link").BeginArray();
    for (const auto& [relation, url] : bundle.links) {
      json.BeginObject().Member("relation", relation).Member("url", url).EndObject();
    }
    json.EndArray();
  }
  return head;
}

/// Calls `take` with the pieces of the Bundle's JSON. Source: FHIR R4, Bundle; an empty array is
/// no JSON of FHIR.
template <typename Take>
void Write(const BundleAnswer& bundle, Take take) {
  take(HeadOf(bundle));
  std::string_view before = ",\"entry\":[{";
  for (const BundleEntry& entry : bundle.entries) {
    take(before);
    before = ",{";
    std::string_view comma;
    if (!entry.full_url.empty()) {
      std::string member = "\"fullUrl\":";
      json::AppendQuoted(member, entry.full_url);
      take(member);
      comma = ",";
    }
    if (!entry.resource.empty()) {
      take(comma);
      take("\"resource\":");
      take(entry.resource);
      comma = ",";
    }
    if (!entry.rest.empty()) {
      take(comma);
      take(entry.rest);
    }
    take("}");
  }
  take(bundle.entries.empty() ? "}" : "]}");
}

std::size_t SizeOf(const BundleAnswer& bundle) {
  std::size_t size = 1024;
  for (const BundleEntry& entry : bundle.entries) {
    size += entry.full_url.size() + entry.resource.size() + entry.rest.size() + 32;
  }
  return size;
}

}  // namespace

http::Response BundleResponse(const FhirExchange& exchange, BundleAnswer bundle) {
  const std::size_t size = SizeOf(bundle);
  if (!exchange.format().is_plain() || size <= kWhole) {
    std::string text;
    text.reserve(size);
    Write(bundle, [&text](std::string_view piece) { text += piece; });
    return exchange.Answer(200, std::move(text));
  }
  http::Response response;
  response.Set("Content-Type", ContentTypeOf(exchange.format()));
  // Two owners: the response's stream is copied with it.
  const auto kept = std::make_shared<const BundleAnswer>(std::move(bundle));
  response.stream = [kept](http::BodyWriter& out) {
    Write(*kept, [&out](std::string_view piece) { out.Write(piece); });
  };
  return response;
}

}  // namespace socle::api
