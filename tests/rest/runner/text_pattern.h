#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace socle::rest {

using Variables = std::map<std::string, std::string, std::less<>>;

/// What `{{…}}` in a pattern asks for.
struct Placeholder {
  std::string capture;  // the variable to set; empty: none
  std::string pattern;  // "uuid", "*", "~regex~", "*::*::1", or a variable's name
};

/// The placeholder that is the whole of `text`, or nothing.
std::optional<Placeholder> WholePlaceholder(std::string_view text);

/// `text` with each `{{name}}` replaced by the variable's value.
/// Errors: kMalformed for a variable that is not set, and for a placeholder that is more than a
/// name.
std::string Substitute(std::string_view text, const Variables& variables);

/// Whether the whole of `text` fits `pattern`; captures are set in `variables` when it does.
/// Errors: kMalformed for a placeholder that means nothing.
bool MatchText(std::string_view pattern, std::string_view text, Variables& variables);

}  // namespace socle::rest
