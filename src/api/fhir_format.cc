#include "api/fhir_format.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "api/fhir_outcome.h"
#include "fhir/xml.h"
#include "http/ascii.h"
#include "http/negotiation.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;

struct MediaType {
  std::string_view name;
  bool is_xml;
};

/// What an Accept header or a Content-Type may name, the preferred ones first.
constexpr MediaType kMediaTypes[] = {{kFhirJson, false},   {"application/json", false},
                                     {"text/json", false}, {"application/json+fhir", false},
                                     {kFhirXml, true},     {"application/xml", true},
                                     {"text/xml", true},   {"application/xml+fhir", true}};

constexpr auto kNames = [] {
  std::array<std::string_view, std::size(kMediaTypes)> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kMediaTypes[i].name;
  return names;
}();

const MediaType* FindMediaType(std::string_view name) {
  const auto* const found = std::find_if(
      std::begin(kMediaTypes), std::end(kMediaTypes),
      [&](const MediaType& type) { return http::EqualsIgnoringCase(type.name, name); });
  return found == std::end(kMediaTypes) ? nullptr : found;
}

/// A Binary, or a version of one.
bool IsReadOfBinary(const http::Request& request) {
  const std::size_t parameters = request.parameters.size();
  return request.method == http::Method::kGet && (parameters == 2 || parameters == 3) &&
         request.parameters.front() == "Binary";
}

/// The format that `_format` names: a media type or "json", "xml".
MediaType Named(std::string_view value) {
  std::string name(http::MediaTypeOf(value));
  // A '+' that the client did not escape arrives as a space.
  std::replace(name.begin(), name.end(), ' ', '+');
  if (http::EqualsIgnoringCase(name, "json")) return {kFhirJson, false};
  if (http::EqualsIgnoringCase(name, "xml")) return {kFhirXml, true};
  const MediaType* const type = FindMediaType(name);
  if (type == nullptr) RefuseFormat();
  return *type;
}

/// Whether the body is XML.
bool IsXmlBody(const http::Request& request) {
  const std::string* const header = request.Header("Content-Type");
  const std::string_view name = header == nullptr ? std::string_view() : http::MediaTypeOf(*header);
  if (name.empty()) {
    const std::size_t first = request.body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return first != std::string::npos && request.body[first] == '<';
  }
  const MediaType* const type = FindMediaType(name);
  if (type == nullptr) {
    throw Error(ErrorCode::kUnsupportedMedia,
                "the body must be application/fhir+json or application/fhir+xml");
  }
  return type->is_xml;
}

}  // namespace

void RefuseFormat() {
  throw Error(ErrorCode::kNotAcceptable,
              "what is here comes as application/fhir+json or application/fhir+xml");
}

bool IsFhirMediaType(std::string_view content_type) {
  return FindMediaType(http::MediaTypeOf(content_type)) != nullptr;
}

bool PrefersBytes(const http::Request& request, std::string_view media_type) {
  const std::string* const named = request.Query("_format");
  if (named != nullptr && !named->empty()) return false;
  std::vector<std::string_view> offers(kNames.begin(), kNames.end());
  offers.push_back(http::MediaTypeOf(media_type));
  const auto chosen = http::ChooseMediaType(request, offers);
  return chosen && *chosen == kNames.size();
}

FhirFormat FhirFormatOf(const http::Request& request) {
  FhirFormat format;
  if (const std::string* pretty = request.Query("_pretty")) format.is_pretty = *pretty == "true";
  MediaType type = kMediaTypes[0];
  if (const std::string* named = request.Query("_format"); named != nullptr && !named->empty()) {
    type = Named(*named);
  } else {
    const auto chosen = http::ChooseMediaType(request, kNames);
    if (!chosen && !IsReadOfBinary(request)) RefuseFormat();
    format.is_other = !chosen;
    type = kMediaTypes[chosen.value_or(0)];
  }
  format.is_xml = type.is_xml;
  format.media_type = type.name;
  return format;
}

std::string ContentTypeOf(const FhirFormat& format) {
  return std::string(format.media_type) + "; charset=utf-8";
}

http::Response InFormat(const FhirFormat& format, std::string json) {
  http::Response response;
  response.Set("Content-Type", ContentTypeOf(format));
  if (format.is_plain()) {
    response.body = std::move(json);
    return response;
  }
  const fhir::ReadResult read = fhir::ReadJson(json);
  const int indent = format.is_pretty ? 2 : 0;
  if (format.is_xml) {
    fhir::WriteXml(read.tree.root(), response.body, indent);
  } else {
    fhir::WriteJson(read.tree.root(), response.body, indent);
  }
  return response;
}

fhir::ReadResult ReadFhirBody(const http::Request& request) {
  const bool is_xml = IsXmlBody(request);
  if (request.body.empty()) throw Error(ErrorCode::kMalformed, "a resource is expected as body");
  fhir::ReadResult read = is_xml ? fhir::ReadXml(request.body) : fhir::ReadJson(request.body);
  if (read.tree.empty()) {
    Error error(ErrorCode::kMalformed, "the body is no resource of FHIR R4");
    throw error.WithIssues(ErrorIssues(read.issues));
  }
  return read;
}

void RefuseFaulty(const fhir::ReadResult& read) {
  std::vector<base::Issue> errors = ErrorIssues(read.issues);
  if (errors.empty()) return;
  Error error(ErrorCode::kMalformed, "the body does not fit the definitions of FHIR R4");
  throw error.WithIssues(std::move(errors));
}

fhir::Tree FhirBody(const http::Request& request) {
  fhir::ReadResult read = ReadFhirBody(request);
  RefuseFaulty(read);
  return std::move(read.tree);
}

fhir::Tree FhirBody(const http::Request& request, const fhir::Validator& validator) {
  fhir::ReadResult read = ReadFhirBody(request);
  if (!ErrorIssues(read.issues).empty()) {
    for (fhir::Issue& issue : validator.Validate(read.tree.root())) {
      read.issues.push_back(std::move(issue));
    }
  }
  RefuseFaulty(read);
  return std::move(read.tree);
}

}  // namespace socle::api
