#include "generate/fhir_bundle.h"

#include "json/writer.h"

namespace socle::generate {

std::string MakeFhirTransaction(std::span<const FhirResource> resources) {
  constexpr std::string_view kBase = "http://chu.socle.example/fhir/";
  std::string text, url;
  json::Writer json(text);
  json.BeginObject().Member("resourceType", "Bundle").Member("type", "transaction");
  json.Key("entry").BeginArray();
  for (const FhirResource& resource : resources) {
    url.assign(resource.type).append("/").append(resource.id);
    json.BeginObject().Member("fullUrl", std::string(kBase) + url);
    json.Key("resource").Raw(resource.json).Key("request").BeginObject();
    json.Member("method", "PUT").Member("url", url).EndObject().EndObject();
  }
  json.EndArray().EndObject();
  return text;
}

}  // namespace socle::generate
