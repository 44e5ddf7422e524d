#include "resource/request_url.h"

#include <algorithm>

#include "base/error.h"
#include "resource/references.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;

fhir::TypeId ParseType(std::string_view name) {
  const fhir::TypeId type = fhir::FindType(name);
  if (type == fhir::TypeId::kNone || fhir::Get(type).kind != fhir::TypeKind::kResource ||
      fhir::Get(type).is_abstract) {
    throw Error(ErrorCode::kBadRequest, "the URL does not begin with a type of resource");
  }
  return type;
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
    url.parameters = ParseQuery(text.substr(query + 1));
    text = text.substr(0, query);
  }
  if (text.empty() || text.starts_with('_') || text.find('$') != std::string_view::npos) {
    throw Error(ErrorCode::kNotImplemented,
                "a Bundle's entry names one type or one resource: other requests go by themselves");
  }
  if (text.ends_with('/')) text.remove_suffix(1);
  if (text.find('/') == std::string_view::npos) {
    url.type = ParseType(text);
    return url;
  }
  if (text.ends_with("/_history")) {
    throw Error(ErrorCode::kNotImplemented, "a history is not given in a Bundle's entry");
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
