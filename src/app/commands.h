#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/configuration.h"
#include "app/logging.h"

namespace socle::app {

/// How a command ends, as the shell sees it.
enum ExitCode : int {
  kDone = 0,
  kFailed = 1,   // a fault was found, or the work could not be done
  kMisused = 2,  // the command line or the configuration makes no sense
};

struct ServeOptions {
  bool demo = false;  // load the demonstration hospital into an empty store first
  std::uint32_t demo_patients = 1000;
};

struct GenerateOptions {
  std::uint32_t patients = 1000;
  std::uint32_t years = 2;
  std::uint64_t seed = 1;
  std::optional<std::string> directory;  // compositions to files; without both: into the store
  std::optional<std::string> fhir;       // resources of FHIR to files
  bool bundles = false;                  // with `fhir`: transactions as well
};

struct ImportOptions {
  std::string directory;
};
struct ExportOptions {
  std::string directory;
};
struct BackupOptions {
  std::string file;
};
struct VerifyOptions {};
struct ReindexOptions {};

struct LayoutOptions {
  std::string archetype;  // empty: all
  bool json = false;
};

struct TemplateOptions {
  enum class Action : std::uint8_t { kCheck, kList, kUpload } action = Action::kList;
  std::vector<std::string> files;
};

struct UserOptions {
  enum class Action : std::uint8_t { kAdd, kPassword, kRemove, kList } action = Action::kList;
  std::string name;
  std::string role = "user";
};

struct VersionOptions {};

using Command = std::variant<ServeOptions, GenerateOptions, ImportOptions, ExportOptions,
                             BackupOptions, VerifyOptions, ReindexOptions, LayoutOptions,
                             TemplateOptions, UserOptions, VersionOptions>;

// The commands: each does its work and returns an ExitCode. What they say to the reader goes to the
// standard output, progress and the log to the standard error. Errors: base::Error, printed by
// main.
int RunServe(const Configuration& configuration, const ServeOptions& options, Log& log);
int RunGenerate(const Configuration& configuration, const GenerateOptions& options, Log& log);
int RunImport(const Configuration& configuration, const ImportOptions& options, Log& log);
int RunExport(const Configuration& configuration, const ExportOptions& options, Log& log);
int RunBackup(const Configuration& configuration, const BackupOptions& options, Log& log);
int RunVerify(const Configuration& configuration, const VerifyOptions& options, Log& log);
int RunReindex(const Configuration& configuration, const ReindexOptions& options, Log& log);
int RunLayout(const Configuration& configuration, const LayoutOptions& options, Log& log);
int RunTemplate(const Configuration& configuration, const TemplateOptions& options, Log& log);
int RunUser(const Configuration& configuration, const UserOptions& options, Log& log);
int RunVersion(const Configuration& configuration, const VersionOptions& options, Log& log);

}  // namespace socle::app
