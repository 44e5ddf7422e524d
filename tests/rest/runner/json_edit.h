#pragma once

#include <string>
#include <string_view>

namespace socle::rest {

/// `document` with the value at `pointer` (RFC 6901) replaced by `json`, or added as a member of an
/// object or as the next item of an array ("-" or its length).
/// Errors: kMalformed (`document` is no JSON), kNotFound (nothing to put it in).
std::string WithValue(std::string_view document, std::string_view pointer, std::string_view json);

/// `document` without the value at `pointer`. Errors: kMalformed, kNotFound.
std::string WithoutValue(std::string_view document, std::string_view pointer);

}  // namespace socle::rest
