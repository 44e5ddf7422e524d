#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/url_query.h"
#include "fhir/model.h"
#include "resource/search.h"

namespace socle::resource {

/// What the URL of a Bundle's entry asks for: "Patient", "Patient/1", "Patient/1/_history/2",
/// "Patient?name=x"; or something else, of which `path` and `query` are the text.
struct RequestUrl {
  std::string_view path, query;  // as written, below the base, without the slash before
  /// An operation, a history, a search of a compartment or of all types: the rest is not set.
  bool is_other = false;
  fhir::TypeId type = fhir::TypeId::kNone;
  std::optional<ResourceId> id;
  std::optional<std::uint32_t> version;
  bool has_query = false;
  base::UrlParameters parameters;
};

/// `text`, which outlives the result, is relative, or begins with `base`. Errors: kBadRequest (a
/// type that is none, an id that is none, an escape that is none).
RequestUrl ParseRequestUrl(std::string_view text, std::string_view base);

/// The names and values of "a=b&c=d", decoded. Errors: kBadRequest.
base::UrlParameters ParseQuery(std::string_view query);

}  // namespace socle::resource
