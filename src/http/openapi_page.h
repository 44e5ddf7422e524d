#pragma once

#include <string>

namespace socle::http {

/// An HTML page that fetches "openapi.json" from beside itself and shows it: operations by tag,
/// parameters, responses, and a form to try each. It needs nothing from elsewhere.
const std::string& OpenApiPage();

/// The Content-Security-Policy that the page works under: its own style and script by their
/// digests, and its own origin to talk to.
const std::string& OpenApiPagePolicy();

}  // namespace socle::http
