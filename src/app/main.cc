#include <unistd.h>

#include <exception>
#include <iostream>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/logging.h"
#include "app/stop_signal.h"
#include "base/error.h"

namespace socle::app {

namespace {

int Run(const Invocation& invocation, Log& log) {
  const Configuration& configuration = invocation.configuration;
  // Only the server ends tidily on a signal; other commands just end, and the store recovers.
  if (!std::holds_alternative<ServeOptions>(invocation.command)) ReleaseStopSignals();
  return std::visit(
      [&](const auto& options) {
        using Options = std::decay_t<decltype(options)>;
        if constexpr (std::is_same_v<Options, ServeOptions>) {
          return RunServe(configuration, options, log);
        } else if constexpr (std::is_same_v<Options, GenerateOptions>) {
          return RunGenerate(configuration, options, log);
        } else if constexpr (std::is_same_v<Options, ImportOptions>) {
          return RunImport(configuration, options, log);
        } else if constexpr (std::is_same_v<Options, ExportOptions>) {
          return RunExport(configuration, options, log);
        } else if constexpr (std::is_same_v<Options, BackupOptions>) {
          return RunBackup(configuration, options, log);
        } else if constexpr (std::is_same_v<Options, VerifyOptions>) {
          return RunVerify(configuration, options, log);
        } else if constexpr (std::is_same_v<Options, ReindexOptions>) {
          return RunReindex(configuration, options, log);
        } else if constexpr (std::is_same_v<Options, LayoutOptions>) {
          return RunLayout(configuration, options, log);
        } else if constexpr (std::is_same_v<Options, TemplateOptions>) {
          return RunTemplate(configuration, options, log);
        } else if constexpr (std::is_same_v<Options, UserOptions>) {
          return RunUser(configuration, options, log);
        } else {
          static_assert(std::is_same_v<Options, VersionOptions>);
          return RunVersion(configuration, options, log);
        }
      },
      invocation.command);
}

/// One line: what, where (when the text does not say it already), what the system said.
void PrintError(const base::Error& error) {
  std::cerr << "socle: " << error.message();
  if (!error.place().empty() && error.message().find(error.place()) == std::string::npos) {
    std::cerr << " (" << error.place() << ")";
  }
  if (!error.detail().empty()) std::cerr << ": " << error.detail();
  std::cerr << '\n';
  for (const base::Issue& issue : error.issues()) {
    std::cerr << "  " << issue.path << ": " << issue.message << '\n';
  }
}

int Main(std::span<const std::string_view> arguments,
         std::span<const std::string_view> environment) {
  try {
    const Invocation invocation = ParseCommandLine(arguments, environment);
    if (invocation.help) {
      std::cout << *invocation.help;
      return kDone;
    }
    Log log(invocation.configuration.log_level, invocation.configuration.log_format);
    return Run(invocation, log);
  } catch (const base::Error& error) {
    PrintError(error);
    return error.code() == base::ErrorCode::kUsage ? kMisused : kFailed;
  } catch (const std::exception& error) {
    std::cerr << "socle: an error that should not be: " << error.what() << '\n';
    return kFailed;
  }
}

}  // namespace

}  // namespace socle::app

int main(int argc, char** argv) {
  socle::app::HoldStopSignals();
  const std::vector<std::string_view> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  std::vector<std::string_view> environment;
  for (char** item = environ; item && *item; ++item) environment.emplace_back(*item);
  return socle::app::Main(arguments, environment);
}
