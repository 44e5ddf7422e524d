#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "json/document.h"
#include "text_pattern.h"

namespace socle::rest {

/// Where and how a value differs from its pattern.
struct Difference {
  std::string path;  // a JSON pointer
  std::string expected, found;
};

/// `text` with each bare `...` made JSON: `"...": "..."` in an object, `"..."` in an array.
std::string WithEllipses(std::string_view text);

/// The first place where `value` does not fit `pattern`, or nothing; captures are set on the way.
/// With `superset`, objects may hold more than the pattern says, at any depth.
std::optional<Difference> MatchJson(const json::Value& pattern, const json::Value& value,
                                    bool superset, Variables& variables);

/// Whether the characters of two JSON numbers mean the same decimal: 1.0, 1 and 10e-1 do.
bool SameNumber(std::string_view a, std::string_view b);

/// `value` on one line, cut after about 200 characters.
std::string Brief(const json::Value& value);

}  // namespace socle::rest
