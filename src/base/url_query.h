#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::base {

/// Names and values of a query, decoded, in order.
using UrlParameters = std::vector<std::pair<std::string, std::string>>;

/// `text` with its escapes undone, or nothing when an escape is bad, spells NUL, or the result is
/// not UTF-8. With `plus_is_space`, '+' becomes a space. Source: RFC 3986, 2.1.
std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space);

/// `text` with all escaped that is none of A-Z a-z 0-9 - . _ ~ : / | , $ *.
std::string PercentEncode(std::string_view text);

/// The parameters of "a=b&c=d" ('+' is a space), or nothing where an escape is bad as above. A name
/// without '=' has an empty value; "&&" adds none, and blanks around a parameter are none of it.
std::optional<UrlParameters> ParseUrlQuery(std::string_view query);

/// "a=b&c=d", names and values as PercentEncode writes them.
std::string FormatUrlQuery(const UrlParameters& parameters);

}  // namespace socle::base
