#pragma once

#include "http/server.h"

namespace socle::api {

/// Whether a request for a path that has both data and a page is a browser's for the page: it has
/// no query, and its Accept weighs text/html above all formats of FHIR.
bool AsksForPage(const http::Request& request);

/// The pages of web/, of which the browser shows the one that its address names: 200, or 304 where
/// the client has it. Errors: kNotFound where the program was built without them.
http::Response ServePage(const http::Request& request);

}  // namespace socle::api
