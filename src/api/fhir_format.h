#pragma once

#include <string>
#include <string_view>

#include "fhir/json.h"
#include "fhir/validate.h"
#include "http/server.h"

namespace socle::api {

// The formats of the FHIR door. Source: FHIR R4, RESTful API, 3.1.0.1.11 (Content Types).

inline constexpr std::string_view kFhirJson = "application/fhir+json";
inline constexpr std::string_view kFhirXml = "application/fhir+xml";

/// How an answer is to be written.
struct FhirFormat {
  bool is_xml = false;
  bool is_pretty = false;
  bool is_other = false;  // the client takes none of FHIR's: the bytes of a Binary alone will do
  std::string_view media_type = kFhirJson;  // as the client named it

  /// Whether stored JSON can be sent as it is.
  bool is_plain() const { return !is_xml && !is_pretty; }
};

/// What `_format` asks for, else the Accept header; JSON where neither says anything. `_pretty`.
/// Errors: kNotAcceptable, naming what there is; not where a Binary is read.
FhirFormat FhirFormatOf(const http::Request& request);

/// Throws kNotAcceptable, naming what there is.
[[noreturn]] void RefuseFormat();
/// Whether a Content-Type is one of FHIR's formats.
bool IsFhirMediaType(std::string_view content_type);
/// Whether a client rather takes bytes of the media type than one of FHIR's formats. It does not
/// where `_format` names one.
bool PrefersBytes(const http::Request& request, std::string_view media_type);

/// 200 with a resource, given as compact JSON, in `format`.
http::Response InFormat(const FhirFormat& format, std::string json);
/// "application/fhir+json; charset=utf-8".
std::string ContentTypeOf(const FhirFormat& format);

/// The resource of the request's body, JSON or XML by its Content-Type (by its first character
/// where that is absent), with the issues of its structure.
/// Errors: kUnsupportedMedia, kMalformed (no body, not JSON or XML, no resource), kTooLarge.
fhir::ReadResult ReadFhirBody(const http::Request& request);
/// Errors: kMalformed with all issues of what was read that are errors, where there are any.
void RefuseFaulty(const fhir::ReadResult& read);
/// The resource of the body, without a fault in its structure. Errors: of both.
fhir::Tree FhirBody(const http::Request& request);
/// The resource of the body, to be stored: where its structure has faults, the error names all that
/// `validator` finds too.
fhir::Tree FhirBody(const http::Request& request, const fhir::Validator& validator);

}  // namespace socle::api
