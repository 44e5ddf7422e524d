#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/context.h"
#include "api/fhir_format.h"
#include "api/openehr_http.h"
#include "http/server.h"
#include "resource/resource_service.h"

namespace socle::api {

using Parameters = std::vector<std::pair<std::string, std::string>>;

using FhirReturn = resource::ReturnPreference;

/// A request at the FHIR door, understood as far as all interactions have it in common: who asks,
/// in which format, with which preferences. Lives within the request. One thread at a time.
class FhirExchange {
 public:
  /// Errors: kNotAcceptable.
  explicit FhirExchange(const http::Request& request);

  const http::Request& request() const { return request_; }
  const record::Access& access() const { return caller_.access(); }
  const FhirFormat& format() const { return format_; }
  /// Prefer: return=…, the resource where nothing is said.
  FhirReturn preferred() const { return return_.value_or(FhirReturn::kRepresentation); }
  /// The same for the entries of a Bundle: headers alone where nothing is said.
  FhirReturn preferred_of_entries() const { return return_.value_or(FhirReturn::kMinimal); }
  /// Prefer: handling=lenient.
  bool is_lenient() const { return lenient_; }

  /// The resource type that the path names in its parameter `index`.
  /// Errors: kNotFound with the nearest.
  fhir::TypeId Type(std::size_t index = 0) const;
  /// Errors: kBadRequest; kNotFound for what is written as an operation and is none here.
  resource::ResourceId Id(std::size_t index = 1) const;
  /// The number of a version that the path names. Errors: kNotFound: no other text is a version.
  std::uint32_t Version(std::size_t index = 2) const;
  /// The version number of If-Match, where it is given; kAnyVersion for `*`. Errors: kBadRequest.
  std::optional<std::uint32_t> IfMatch() const;
  /// That of a write: If-Match, or kNoVersion where If-None-Match is `*`.
  /// Errors: kBadRequest.
  std::optional<std::uint32_t> Precondition() const;
  /// A time of the query: an instant or the start of a date. Errors: kBadRequest.
  std::optional<base::Instant> Time(std::string_view name) const;
  /// A whole number of the query. Errors: kBadRequest.
  std::optional<std::uint32_t> Count(std::string_view name) const;

  /// `[base]`, with the scheme and host that the client used.
  std::string Base() const;
  /// The parameters of the query, and those of a form in the body, without those that say how the
  /// answer is written (_format, _pretty). Errors: kUnsupportedMedia, kBadRequest.
  Parameters SearchParameters() const;

  /// A resource, given as compact JSON, in the format asked for.
  http::Response Answer(int status, std::string json) const;
  /// A version with its headers; 304 where the client's conditions say that it has it.
  http::Response VersionAnswer(resource::StoredResource resource) const;
  /// What a write came to: 201 or 200 with ETag, Last-Modified, Location and the body preferred.
  http::Response WrittenAnswer(resource::Written written) const;

 private:
  const http::Request& request_;
  const Caller caller_;
  const FhirFormat format_;
  std::optional<FhirReturn> return_;
  bool lenient_ = false;
};

/// Each preference of the Prefer headers: "return=minimal".
std::vector<std::string_view> PreferencesOf(const http::Request& request);
/// The condition of a conditional interaction: a search of the type in the path. Errors:
/// kBadRequest where there are no parameters, which would be all resources of the type.
resource::SearchRequest ConditionOf(const FhirExchange& exchange, Parameters parameters);

/// The parameters of "name=value&…" (If-None-Exist, a form). Errors: kBadRequest.
Parameters ParseQuery(std::string_view text);
/// A date or a time of a query, where the '+' of a zone that the client did not escape arrived as a
/// blank.
std::string TimeText(std::string value);
/// The resource as far as `_summary` and `_elements` of the query ask for it. Errors: kBadRequest.
/// Source: FHIR R4, Search, _summary and _elements, which a read and a history take as well.
std::string AskedParts(const http::Request& request, std::string json);
/// "Patient/123".
std::string PathOf(const resource::StoredResource& resource);
/// ETag and Last-Modified of a version.
void SetVersionHeaders(http::Response& response, const resource::StoredResource& resource);
/// The resource type of that name. Errors: kNotFound with the nearest.
fhir::TypeId FhirTypeOf(std::string_view name);
/// kNotFound, with the nearest operation.
base::Error NoSuchOperation(std::string_view name);

/// A route's description with what all of this door have in common: its formats, its errors.
using FhirHandler = std::function<http::Response(const FhirExchange&)>;
http::Route FhirRoute(http::Method method, std::string_view path, http::Execution execution,
                      std::string operation_id, std::string summary, FhirHandler handler);

}  // namespace socle::api
