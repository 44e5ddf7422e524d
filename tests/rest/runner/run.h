#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "script.h"

namespace socle::rest {

/// Where files named in a script are.
struct Places {
  std::filesystem::path corpus;  // "@corpus/…"
  std::filesystem::path source;  // "@source/…": the checkout
};

/// Runs the steps of `script` in order against the server on `port` and stops at the first that
/// does not come out as expected: its report then (file:line, title, expected, found, where).
/// Nothing when all is well.
std::optional<std::string> RunScript(const Script& script, std::uint16_t port,
                                     const Places& places);

}  // namespace socle::rest
