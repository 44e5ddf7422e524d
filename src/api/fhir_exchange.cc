#include "api/fhir_exchange.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "api/fhir_binary.h"
#include "api/fhir_outcome.h"
#include "base/http_date.h"
#include "base/iso8601.h"
#include "base/nearest.h"
#include "http/ascii.h"
#include "http/negotiation.h"
#include "http/target.h"
#include "resource/search_subset.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;

/// Those that routes name.
constexpr std::array<std::string_view, 9> kOperations{"$everything", "$fhirpath", "$indexing",
                                                      "$meta",       "$meta-add", "$meta-delete",
                                                      "$reindex",    "$validate", "$versions"};

constexpr std::string_view kForm = "application/x-www-form-urlencoded";

/// Parameters that say how an answer is written, not what is in it.
constexpr std::array<std::string_view, 2> kOfTheFormat{"_format", "_pretty"};

std::optional<std::uint32_t> Digits(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

/// Whether the client has that version already. Source: FHIR R4, RESTful API, conditional read;
/// RFC 9110, 13.2.2: If-None-Match comes first.
bool IsKnown(const http::Request& request, const resource::StoredResource& resource) {
  const auto tags = request.Headers("If-None-Match");
  if (!tags.empty()) {
    const std::string tag = "\"" + std::to_string(resource.version) + "\"";
    return std::any_of(tags.begin(), tags.end(), [&](std::string_view header) {
      return http::TrimBlanks(header) == "*" || header.find(tag) != std::string_view::npos;
    });
  }
  const std::string* const since = request.Header("If-Modified-Since");
  if (since == nullptr) return false;
  const auto time = base::ParseHttpDate(http::TrimBlanks(*since));
  return time && resource.updated.micros / 1'000'000 <= time->micros / 1'000'000;
}

}  // namespace

FhirExchange::FhirExchange(const http::Request& request)
    : request_(request), caller_(request), format_(FhirFormatOf(request)) {
  for (const std::string_view preference : PreferencesOf(request)) {
    if (http::EqualsIgnoringCase(preference, "return=minimal")) return_ = FhirReturn::kMinimal;
    if (http::EqualsIgnoringCase(preference, "return=representation")) {
      return_ = FhirReturn::kRepresentation;
    }
    if (http::EqualsIgnoringCase(preference, "return=OperationOutcome")) {
      return_ = FhirReturn::kOutcome;
    }
    if (http::EqualsIgnoringCase(preference, "handling=lenient")) lenient_ = true;
  }
}

std::vector<std::string_view> PreferencesOf(const http::Request& request) {
  std::vector<std::string_view> all;
  for (const std::string_view header : request.Headers("Prefer")) {
    for (const std::string_view part : http::SplitList(header, ",;")) {
      const std::string_view preference = http::TrimBlanks(part);
      if (!preference.empty()) all.push_back(preference);
    }
  }
  return all;
}

std::string TimeText(std::string value) {
  std::replace(value.begin(), value.end(), ' ', '+');
  return value;
}

std::string AskedParts(const http::Request& request, std::string json) {
  const std::string* const summary = request.Query("_summary");
  const std::string* const elements = request.Query("_elements");
  if (summary == nullptr && elements == nullptr) return json;
  resource::Summary kind = resource::Summary::kFalse;
  if (summary != nullptr && *summary != "false") {
    if (*summary == "true") {
      kind = resource::Summary::kTrue;
    } else if (*summary == "text") {
      kind = resource::Summary::kText;
    } else if (*summary == "data") {
      kind = resource::Summary::kData;
    } else {
      throw Error(ErrorCode::kBadRequest, "_summary of a read is true, text, data or false");
    }
  }
  std::vector<std::string> names;
  if (elements != nullptr) {
    for (const std::string_view name : http::SplitList(*elements, ",")) {
      if (!name.empty()) names.emplace_back(name);
    }
  }
  return resource::Subset(std::move(json), kind, names);
}

fhir::TypeId FhirTypeOf(std::string_view name) {
  const fhir::TypeId type = fhir::FindType(name);
  if (type != fhir::TypeId::kNone) {
    const fhir::Type& found = fhir::Get(type);
    if (found.kind == fhir::TypeKind::kResource && !found.is_abstract) return type;
  }
  std::string text = "FHIR R4 has no resource type of that name";
  const std::string_view nearest = base::Nearest(name, fhir::ResourceTypes());
  if (!nearest.empty()) text += "; the nearest is " + std::string(nearest);
  throw Error(ErrorCode::kNotFound, text);
}

Error NoSuchOperation(std::string_view name) {
  std::string text = "there is no such operation here";
  const std::string_view nearest = base::Nearest(name, kOperations);
  if (!nearest.empty()) text += "; the nearest is " + std::string(nearest);
  return {ErrorCode::kNotFound, text};
}

fhir::TypeId FhirExchange::Type(std::size_t index) const {
  return FhirTypeOf(request_.parameters.at(index));
}

resource::ResourceId FhirExchange::Id(std::size_t index) const {
  const std::string& text = request_.parameters.at(index);
  if (text.starts_with('$')) {
    throw NoSuchOperation(text);
  }
  return resource::ParseId(text);
}

std::uint32_t FhirExchange::Version(std::size_t index) const {
  const auto version = Digits(request_.parameters.at(index));
  if (!version || *version == 0) {
    throw Error(ErrorCode::kNotFound, "versions are numbered from 1");
  }
  return *version;
}

std::optional<std::uint32_t> FhirExchange::IfMatch() const {
  const std::string* const header = request_.Header("If-Match");
  if (header == nullptr) return std::nullopt;
  std::string_view tag = http::TrimBlanks(*header);
  if (tag == "*") return resource::kAnyVersion;
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"') {
    tag = tag.substr(1, tag.size() - 2);
  }
  const auto version = Digits(tag);
  if (!version || *version == 0) {
    throw Error(ErrorCode::kBadRequest, "If-Match must be a version's ETag, as W/\"3\", or *");
  }
  return version;
}

std::optional<std::uint32_t> FhirExchange::Precondition() const {
  const std::string* const none = request_.Header("If-None-Match");
  if (none == nullptr) return IfMatch();
  if (http::TrimBlanks(*none) != "*") {
    throw Error(ErrorCode::kBadRequest, "If-None-Match of a write is *: there must be none");
  }
  if (request_.Header("If-Match") != nullptr) {
    throw Error(ErrorCode::kBadRequest, "If-Match and If-None-Match exclude each other");
  }
  return resource::kNoVersion;
}

std::optional<base::Instant> FhirExchange::Time(std::string_view name) const {
  const std::string* const text = request_.Query(name);
  if (text == nullptr || text->empty()) return std::nullopt;
  const auto parsed = base::IsoDateTime::Parse(TimeText(*text));
  if (!parsed) {
    throw Error(ErrorCode::kBadRequest, std::string(name) + " must be a date or an instant");
  }
  return parsed->Start();
}

std::optional<std::uint32_t> FhirExchange::Count(std::string_view name) const {
  const std::string* const text = request_.Query(name);
  if (text == nullptr || text->empty()) return std::nullopt;
  const auto count = Digits(*text);
  if (!count) {
    throw Error(ErrorCode::kBadRequest, std::string(name) + " must be a whole number, 0 or more");
  }
  return count;
}

std::string FhirExchange::Base() const { return OriginOf(request_) + std::string(kFhirBase); }

Parameters FhirExchange::SearchParameters() const {
  Parameters parameters = request_.query;
  if (request_.method == http::Method::kPost && !request_.body.empty()) {
    const std::string* const type = request_.Header("Content-Type");
    if (type != nullptr && !http::EqualsIgnoringCase(http::MediaTypeOf(*type), kForm)) {
      throw Error(ErrorCode::kUnsupportedMedia,
                  "the body of a search is a form: " + std::string(kForm));
    }
    Parameters form = ParseQuery(request_.body);
    parameters.insert(parameters.end(), std::make_move_iterator(form.begin()),
                      std::make_move_iterator(form.end()));
  }
  std::erase_if(parameters, [](const auto& parameter) {
    return std::find(kOfTheFormat.begin(), kOfTheFormat.end(), parameter.first) !=
           kOfTheFormat.end();
  });
  return parameters;
}

http::Response FhirExchange::Answer(int status, std::string json) const {
  http::Response response = InFormat(format_, std::move(json));
  response.status = status;
  return response;
}

http::Response FhirExchange::VersionAnswer(resource::StoredResource resource) const {
  if (IsKnown(request_, resource)) {
    http::Response response;
    response.status = 304;
    SetVersionHeaders(response, resource);
    return response;
  }
  if (auto bytes = BytesOf(*this, resource)) return *std::move(bytes);
  http::Response response = Answer(200, AskedParts(request_, std::move(resource.json)));
  SetVersionHeaders(response, resource);
  return response;
}

http::Response FhirExchange::WrittenAnswer(resource::Written written) const {
  resource::StoredResource& resource = written.resource;
  http::Response response;
  const std::string path = PathOf(resource);
  switch (preferred()) {
    case FhirReturn::kMinimal:
      break;
    case FhirReturn::kOutcome:
      response = Answer(200, fhir::OutcomeOf(fhir::Severity::kInformation, "informational",
                                             written.created     ? "It was created."
                                             : written.unchanged ? "It was there already."
                                                                 : "It was updated."));
      break;
    case FhirReturn::kRepresentation:
      response = Answer(200, std::move(resource.json));
      break;
  }
  response.status = written.created ? 201 : 200;
  SetVersionHeaders(response, resource);
  response.Set("Location", Base() + "/" + path + "/_history/" + std::to_string(resource.version));
  return response;
}

resource::SearchRequest ConditionOf(const FhirExchange& exchange, Parameters parameters) {
  resource::SearchRequest condition;
  condition.type = exchange.Type();
  if (parameters.empty()) {
    throw Error(ErrorCode::kBadRequest,
                "an id in the path, or search parameters as a condition, are expected");
  }
  condition.parameters = std::move(parameters);
  condition.base = exchange.Base();
  return condition;
}

Parameters ParseQuery(std::string_view text) {
  if (text.starts_with('?')) text.remove_prefix(1);
  auto parameters = base::ParseUrlQuery(text);
  if (!parameters) {
    throw Error(ErrorCode::kBadRequest, "parameters are name=value&…, percent-encoded UTF-8");
  }
  return *std::move(parameters);
}

std::string PathOf(const resource::StoredResource& resource) {
  return std::string(fhir::Get(resource.type).name) + "/" + resource.id.value();
}

void SetVersionHeaders(http::Response& response, const resource::StoredResource& resource) {
  response.Set("ETag", WeakTag(std::to_string(resource.version)));
  response.Set("Last-Modified", base::FormatHttpDate(resource.updated));
}

http::Route FhirRoute(http::Method method, std::string_view path, http::Execution execution,
                      std::string operation_id, std::string summary, FhirHandler handler) {
  http::Route route;
  route.method = method;
  route.pattern = std::string(kFhirBase) + std::string(path);
  route.execution = execution;
  route.operation_id = "fhir_" + std::move(operation_id);
  route.tag = "FHIR R4";
  route.summary = std::move(summary);
  route.response_types = {std::string(kFhirJson), std::string(kFhirXml)};
  const bool has_body = method == http::Method::kPost || method == http::Method::kPut;
  if (has_body) route.request_types = route.response_types;
  route.parameters = {{"_format", "query", "json or xml, or a media type", false},
                      {"_pretty", "query", "true: for people", false}};
  route.responses = {{200, "answered"}, {400, "not understood: an OperationOutcome says why"}};
  route.handler = [handle = std::move(handler)](const http::Request& request) {
    const FhirExchange exchange(request);
    return handle(exchange);
  };
  return route;
}

}  // namespace socle::api
