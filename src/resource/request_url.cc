#include "resource/request_url.h"

#include <algorithm>

#include "base/error.h"
#include "resource/references.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;

bool IsResourceType(std::string_view name) {
  const fhir::TypeId type = fhir::FindType(name);
  return type != fhir::TypeId::kNone && fhir::Get(type).kind == fhir::TypeKind::kResource &&
         !fhir::Get(type).is_abstract;
}

fhir::TypeId ParseType(std::string_view name) {
  if (!IsResourceType(name)) {
    throw Error(ErrorCode::kBadRequest, "the URL does not begin with a type of resource");
  }
  return fhir::FindType(name);
}

/// Whether a path is none of a type, a resource or a version: "", "_history", "Patient/$validate",
/// "Patient/1/Observation".
bool IsOther(std::string_view path) {
  if (path.empty() || path.starts_with('_') || path == "metadata") return true;
  if (path.find('$') != std::string_view::npos) return true;
  if (path.ends_with("/_history") || path.ends_with("/_search")) return true;
  const std::string_view last = path.substr(path.rfind('/') + 1);
  return std::ranges::count(path, '/') == 2 && (last == "*" || IsResourceType(last));
}

}  // namespace

base::UrlParameters ParseQuery(std::string_view query) {
  auto parameters = base::ParseUrlQuery(query);
  if (!parameters) {
    throw Error(ErrorCode::kBadRequest,
                "% stands before two hexadecimal digits in a URL, which spell UTF-8 and no NUL");
  }
  return *std::move(parameters);
}

RequestUrl ParseRequestUrl(std::string_view text, std::string_view base) {
  if (!base.empty() && text.starts_with(base)) text.remove_prefix(base.size());
  if (text.starts_with('/')) text.remove_prefix(1);
  RequestUrl url;
  const std::size_t query = text.find('?');
  if (query != std::string_view::npos) {
    url.has_query = true;
    url.query = text.substr(query + 1);
    url.parameters = ParseQuery(url.query);
    text = text.substr(0, query);
  }
  if (text.ends_with('/')) text.remove_suffix(1);
  url.path = text;
  if (IsOther(text)) {
    url.is_other = true;
    return url;
  }
  if (text.find('/') == std::string_view::npos) {
    url.type = ParseType(text);
    return url;
  }
  const auto reference = ParseReference(text);
  if (!reference) {
    ParseType(text.substr(0, text.find('/')));
    throw Error(ErrorCode::kBadRequest, "the URL is not TYPE, TYPE/ID or TYPE/ID/_history/VERSION");
  }
  url.type = reference->type;
  url.id = ResourceId(std::string(reference->id));
  url.version = reference->version;
  return url;
}

}  // namespace socle::resource
