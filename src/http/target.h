#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/url_query.h"

namespace socle::http {

/// A request target taken apart (RFC 9112, 3.2; RFC 3986, 3.3 and 3.4).
struct Target {
  /// The path's segments, percent-decoded one by one, so that an encoded slash stays inside its
  /// segment. A trailing slash adds none; the root has none.
  std::vector<std::string> segments;
  /// '/' and the segments joined by '/'; "/" for the root, "*" for the asterisk form.
  std::string path;
  /// Names and values, decoded ('+' is a space), in order. A name without '=' has an empty value.
  base::UrlParameters query;
};

/// The parts of `raw` in origin form ("/path?query"), absolute form ("http://host/path?query",
/// whose authority is ignored) or asterisk form.
///
/// Errors: kBadRequest for another form, a character outside visible ASCII, a fragment, a bad
/// escape, an encoded NUL, or bytes that do not decode to UTF-8.
Target ParseTarget(std::string_view raw);

}  // namespace socle::http
