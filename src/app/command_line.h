#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/commands.h"
#include "app/configuration.h"

namespace socle::app {

/// What the shell asked for: a command with its settings, or a text to print (help).
struct Invocation {
  Command command;
  Configuration configuration;
  std::optional<std::string> help;  // set: print it and end well
};

/// Reads a command line (without the program's name), the environment (`NAME=VALUE` items) and the
/// configuration file that `--config` or SOCLE_CONFIG names.
/// Errors: kUsage (no command, unknown command, flag, setting or value), naming the nearest known
/// one.
Invocation ParseCommandLine(std::span<const std::string_view> arguments,
                            std::span<const std::string_view> environment);

}  // namespace socle::app
