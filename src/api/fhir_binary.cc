#include "api/fhir_binary.h"

#include <algorithm>

#include "base/bytes.h"
#include "fhir/ids.h"
#include "http/negotiation.h"
#include "json/writer.h"

namespace socle::api {
namespace {

bool IsBinary(fhir::TypeId type) {
  static const fhir::TypeId kBinary = fhir::FindType("Binary");
  return type == kBinary;
}

}  // namespace

std::optional<fhir::Tree> BinaryOfBody(const http::Request& request, fhir::TypeId type,
                                       const std::optional<resource::ResourceId>& id) {
  if (!IsBinary(type)) return std::nullopt;
  const std::string* const media_type = request.Header("Content-Type");
  if (media_type == nullptr || IsFhirMediaType(*media_type)) return std::nullopt;
  std::string text;
  json::Writer json(text);
  json.BeginObject().Member("resourceType", "Binary");
  if (id) json.Member("id", id->value());
  json.Member("contentType", *media_type);
  if (const std::string* context = request.Header("X-Security-Context")) {
    json.Key("securityContext").BeginObject().Member("reference", *context).EndObject();
  }
  if (!request.body.empty()) json.Member("data", base::ToBase64(request.body));
  json.EndObject();
  fhir::ReadResult read = fhir::ReadJson(text);
  RefuseFaulty(read);
  return std::move(read.tree);
}

std::optional<http::Response> BytesOf(const FhirExchange& exchange,
                                      const resource::StoredResource& resource) {
  if (!IsBinary(resource.type)) return std::nullopt;
  const fhir::ReadResult read = fhir::ReadJson(resource.json);
  const fhir::Node& root = read.tree.root();
  const std::string media_type(root.ChildText("contentType"));
  if (!PrefersBytes(exchange.request(), media_type)) {
    if (exchange.format().is_other) RefuseFormat();
    return std::nullopt;
  }
  // White space may stand in base64Binary.
  std::string data(root.ChildText("data"));
  std::erase_if(data, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  auto bytes = base::FromBase64(data);
  if (!bytes) throw base::Error(base::ErrorCode::kCorrupt, "the data of a Binary are no base64");
  http::Response response;
  response.Set("Content-Type", media_type);
  // What a client stored must not run as a page of this server.
  response.Set("Content-Security-Policy", "sandbox");
  response.Set("X-Content-Type-Options", "nosniff");
  if (const fhir::Node* context = root.Child("securityContext")) {
    response.Set("X-Security-Context", std::string(context->ChildText("reference")));
  }
  SetVersionHeaders(response, resource);
  response.body = *std::move(bytes);
  return response;
}

}  // namespace socle::api
