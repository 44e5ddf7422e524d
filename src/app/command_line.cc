// The one translation unit that includes CLI11.
#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <list>

#include "base/error.h"

namespace socle::app {

namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kFooter =
    "Every setting is a flag, an environment variable (--log-level: SOCLE_LOG_LEVEL) and a line of "
    "the\n"
    "configuration file (log-level: info); a flag wins over the environment, the environment over "
    "the file.";

/// The command line while it is read: CLI11 keeps pointers into it.
struct Reading {
  CLI::App app{"Socle: one record for a hospital, in open standards", "socle"};
  std::string config;
  std::list<std::pair<std::string, std::string>>
      settings;  // name, text; a list keeps its addresses
  std::vector<std::pair<CLI::Option*, const std::pair<std::string, std::string>*>> given;

  ServeOptions serve;
  GenerateOptions generate;
  ImportOptions import;
  ExportOptions export_;
  BackupOptions backup;
  VerifyOptions verify;
  ReindexOptions reindex;
  LayoutOptions layout;
  TemplateOptions template_;
  UserOptions user;
  VersionOptions version;
  std::string directory, fhir;  // of generate
  std::vector<std::pair<CLI::App*, std::function<Command()>>> commands;
};

void AddSettings(Reading& reading, CLI::App& command, std::span<const Concern> concerns) {
  command.add_option("--config", reading.config, "A configuration file (YAML); SOCLE_CONFIG.")
      ->type_name("PATH")
      ->group("Settings");
  for (const Setting& setting : Settings()) {
    if (std::find(concerns.begin(), concerns.end(), setting.concern) == concerns.end()) continue;
    auto& slot = reading.settings.emplace_back(setting.name, "");
    std::string description(setting.description);
    if (!setting.default_text.empty())
      description.append(" [").append(setting.default_text).append("]");
    CLI::Option* option =
        command.add_option("--" + std::string(setting.name), slot.second, description)
            ->type_name(std::string(setting.value))
            ->group("Settings");
    reading.given.emplace_back(option, &slot);
  }
}

CLI::App& AddCommand(Reading& reading, const std::string& name, const std::string& description,
                     std::span<const Concern> concerns, std::function<Command()> result) {
  CLI::App& command = *reading.app.add_subcommand(name, description);
  command.allow_extras();
  command.fallthrough(false);
  command.set_help_flag("-h,--help", "This text.");
  command.footer(std::string(kFooter));
  AddSettings(reading, command, concerns);
  reading.commands.emplace_back(&command, std::move(result));
  return command;
}

/// A sub-subcommand, as `socle user add`.
CLI::App& AddAction(CLI::App& command, const std::string& name, const std::string& description,
                    std::function<void()> chosen) {
  CLI::App& action = *command.add_subcommand(name, description);
  action.allow_extras();
  action.fallthrough();  // the command's settings may follow
  action.set_help_flag("-h,--help", "This text.");
  action.parse_complete_callback(std::move(chosen));
  return action;
}

constexpr Concern kAll[] = {Concern::kStore, Concern::kServer, Concern::kUsers, Concern::kEvery};
constexpr Concern kOfStore[] = {Concern::kStore, Concern::kEvery};
constexpr Concern kOfUsers[] = {Concern::kUsers, Concern::kEvery};
constexpr Concern kOfEvery[] = {Concern::kEvery};

void DeclareServer(Reading& r) {
  CLI::App& serve = AddCommand(r, "serve", "Serves the record over HTTP until it is told to stop.",
                               kAll, [&r] { return r.serve; });
  serve.add_flag("--demo", r.serve.demo,
                 "First loads the demonstration hospital into an empty store.");
  serve
      .add_option("--demo-patients", r.serve.demo_patients,
                  "Patients of the demonstration hospital. [1000]")
      ->type_name("COUNT")
      ->check(CLI::Range(1u, 1000000u));

  CLI::App& generate =
      AddCommand(r, "generate", "Writes a believable hospital: patients, stays, compositions.",
                 kOfStore, [&r] {
                   if (!r.directory.empty()) r.generate.directory = r.directory;
                   if (!r.fhir.empty()) r.generate.fhir = r.fhir;
                   return r.generate;
                 });
  generate.add_option("--patients", r.generate.patients, "How many patients. [1000]")
      ->type_name("N")
      ->check(CLI::Range(1u, 10000000u));
  generate.add_option("--years", r.generate.years, "How many years of the hospital's life. [2]")
      ->type_name("Y")
      ->check(CLI::Range(1u, 30u));
  generate.add_option("--seed", r.generate.seed, "Same seed, same bytes. [1]")
      ->type_name("S")
      ->check(CLI::NonNegativeNumber);
  generate
      .add_option("--out", r.directory,
                  "A folder for files of compositions; without it and --fhir, into the store.")
      ->type_name("DIRECTORY");
  CLI::Option* const fhir =
      generate.add_option("--fhir", r.fhir, "A folder for the same hospital as FHIR R4 resources.")
          ->type_name("DIRECTORY");
  generate
      .add_flag("--bundles", r.generate.bundles, "With --fhir: a transaction for each patient.")
      ->needs(fhir);
}

void DeclareStore(Reading& r) {
  CLI::App& import =
      AddCommand(r, "import", "Reads an export, or files of compositions, into the store.",
                 kOfStore, [&r] { return r.import; });
  import.add_option("directory", r.import.directory, "The folder to read.")->required();
  CLI::App& exported = AddCommand(r, "export", "Writes the whole record as a folder of open files.",
                                  kOfStore, [&r] { return r.export_; });
  exported.add_option("directory", r.export_.directory, "The folder to make.")->required();
  CLI::App& backup = AddCommand(r, "backup", "Copies the store into a file, while it is in use.",
                                kOfStore, [&r] { return r.backup; });
  backup.add_option("file", r.backup.file, "The file to make.")->required();
  AddCommand(r, "verify", "Re-reads everything and names what is not as it was written.", kOfStore,
             [&r] { return r.verify; });
  AddCommand(r, "reindex", "Rebuilds every index from the stored bodies.", kOfStore,
             [&r] { return r.reindex; });
  CLI::App& layout = AddCommand(r, "layout", "Tells which SQL table and column holds which path.",
                                kOfStore, [&r] { return r.layout; });
  layout.add_option("--archetype", r.layout.archetype, "Only that archetype.")->type_name("ID");
  layout.add_flag("--json", r.layout.json, "As JSON.");
}

void DeclareTemplates(Reading& r) {
  using Action = TemplateOptions::Action;
  CLI::App& command = AddCommand(r, "template", "Checks, lists and uploads operational templates.",
                                 kOfStore, [&r] { return r.template_; });
  CLI::App& check =
      AddAction(command, "check", "Names every fault of operational templates (OPT 1.4).",
                [&r] { r.template_.action = Action::kCheck; });
  check.add_option("file", r.template_.files, "The files to read.")->required();
  AddAction(command, "list", "Lists the store's templates.",
            [&r] { r.template_.action = Action::kList; });
  CLI::App& upload = AddAction(command, "upload", "Adds templates to the store.",
                               [&r] { r.template_.action = Action::kUpload; });
  upload.add_option("file", r.template_.files, "The files to read.")->required();
}

void DeclareUsers(Reading& r) {
  using Action = UserOptions::Action;
  CLI::App& command =
      AddCommand(r, "user", "Keeps the users of --auth basic.", kOfUsers, [&r] { return r.user; });
  CLI::App& add =
      AddAction(command, "add", "Adds a user; asks for the password, or reads a line of it.",
                [&r] { r.user.action = Action::kAdd; });
  add.add_option("name", r.user.name, "The user's name.")->required();
  add.add_option("--role", r.user.role, "user or admin. [user]")->type_name("ROLE");
  CLI::App& password = AddAction(command, "passwd", "Gives a user another password.",
                                 [&r] { r.user.action = Action::kPassword; });
  password.add_option("name", r.user.name, "The user's name.")->required();
  CLI::App& remove =
      AddAction(command, "remove", "Removes a user.", [&r] { r.user.action = Action::kRemove; });
  remove.add_option("name", r.user.name, "The user's name.")->required();
  AddAction(command, "list", "Lists the users.", [&r] { r.user.action = Action::kList; });
}

std::vector<std::string_view> CommandNames(const CLI::App& app, std::vector<std::string>& owned) {
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    owned.push_back(command->get_name());
  }
  return {owned.begin(), owned.end()};
}

/// Throws for the first of `extras`, which `app` did not know.
[[noreturn]] void RefuseUnknown(const CLI::App& app, const std::string& extra) {
  std::vector<std::string> owned;
  if (extra.starts_with("-")) {
    const CLI::App* level = &app;
    while (level->get_parent()) level = level->get_parent();
    while (level) {  // what stands at the end of a command line may belong to any of its commands
      for (const CLI::Option* option : level->get_options()) {
        for (const std::string& name : option->get_lnames()) owned.push_back("--" + name);
      }
      level = level->get_subcommands().empty() ? nullptr : level->get_subcommands().front();
    }
    const std::string flag = extra.substr(0, extra.find('='));
    const std::vector<std::string_view> known(owned.begin(), owned.end());
    throw Error(ErrorCode::kUsage, "there is no flag " + flag + DidYouMean(flag, known)).At(flag);
  }
  const std::vector<std::string_view> known = CommandNames(app, owned);
  if (known.empty()) {
    throw Error(ErrorCode::kUsage, "unexpected \"" + extra + "\"").At(extra);
  }
  throw Error(ErrorCode::kUsage, "there is no command \"" + extra + "\"" + DidYouMean(extra, known))
      .At(extra);
}

void RefuseExtras(const CLI::App& app) {
  const std::vector<std::string> extras = app.remaining();
  if (!extras.empty()) RefuseUnknown(app, extras.front());
  for (const CLI::App* command : app.get_subcommands()) RefuseExtras(*command);
}

/// Throws when a level that has commands was given none.
void RequireCommand(const CLI::App& app) {
  std::vector<std::string> owned;
  if (app.get_subcommands().empty() && !CommandNames(app, owned).empty()) {
    std::string names;
    for (const std::string& name : owned) names += (names.empty() ? "" : ", ") + name;
    throw Error(ErrorCode::kUsage, "expected a command: " + names + "; see " +
                                       (app.get_parent() ? "socle " + app.get_name() : "socle") +
                                       " --help");
  }
  for (const CLI::App* command : app.get_subcommands()) RequireCommand(*command);
}

/// The help of the innermost command that was named.
std::string HelpText(const CLI::App& app) {
  const CLI::App* level = &app;
  std::string before;  // what precedes its name
  while (!level->get_subcommands().empty()) {
    before += (before.empty() ? "" : " ") + level->get_name();
    level = level->get_subcommands().front();
  }
  return level->help(before);
}

GivenValues GivenFlags(const Reading& reading) {
  GivenValues flags;
  for (const auto& [option, slot] : reading.given) {
    if (option->count() > 0) flags[slot->first] = {slot->second, "--" + slot->first};
  }
  return flags;
}

std::string ConfigPath(const Reading& reading, std::span<const std::string_view> environment) {
  constexpr std::string_view kName = "SOCLE_CONFIG=";
  if (!reading.config.empty()) return reading.config;
  for (std::string_view item : environment) {
    if (item.starts_with(kName)) return std::string(item.substr(kName.size()));
  }
  return "";
}

Command ChosenCommand(const Reading& reading) {
  for (const auto& [app, result] : reading.commands) {
    if (app->parsed()) return result();
  }
  return VersionOptions{};
}

}  // namespace

Invocation ParseCommandLine(std::span<const std::string_view> arguments,
                            std::span<const std::string_view> environment) {
  Reading reading;
  reading.app.allow_extras();
  reading.app.set_help_flag("-h,--help", "This text.");
  reading.app.footer(std::string(kFooter));
  AddSettings(reading, reading.app, kAll);
  DeclareServer(reading);
  DeclareStore(reading);
  DeclareTemplates(reading);
  DeclareUsers(reading);
  AddCommand(reading, "version", "Prints the version.", kOfEvery,
             [&reading] { return reading.version; });

  Invocation invocation;
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 takes them
  try {
    reading.app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    invocation.help = HelpText(reading.app);
    return invocation;
  } catch (const CLI::ParseError& fault) {
    // A word that no one knows explains most other faults, so it is named first.
    RefuseExtras(reading.app);
    throw Error(ErrorCode::kUsage, fault.what());
  }
  RefuseExtras(reading.app);
  RequireCommand(reading.app);

  const GivenValues variables = FromEnvironment(environment);
  const std::string path = ConfigPath(reading, environment);
  const GivenValues file = path.empty() ? GivenValues() : FromFile(path);
  invocation.configuration = Resolve(GivenFlags(reading), variables, file);
  invocation.command = ChosenCommand(reading);
  return invocation;
}

}  // namespace socle::app
