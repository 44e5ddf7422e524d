#include "app/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace socle::app {
namespace {

using testing::HasSubstr;
using Words = std::vector<std::string_view>;

Invocation Parse(const Words& arguments, const Words& environment = {}) {
  return ParseCommandLine(arguments, environment);
}

std::string UsageError(const Words& arguments, const Words& environment = {}) {
  try {
    Parse(arguments, environment);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kUsage);
    return error.message();
  }
  return "";
}

TEST(CommandLine, SettingsBeforeAndAfterTheCommand) {
  const Invocation before = Parse({"--store", "sqlite:a.db", "serve", "--demo"});
  EXPECT_EQ(before.configuration.store, "sqlite:a.db");
  EXPECT_TRUE(std::get<ServeOptions>(before.command).demo);
  const Invocation after = Parse({"serve", "--store=sqlite:b.db", "--listen", "[::1]:9"});
  EXPECT_EQ(after.configuration.store, "sqlite:b.db");
  EXPECT_EQ(after.configuration.host, "::1");
  EXPECT_FALSE(std::get<ServeOptions>(after.command).demo);
}

TEST(CommandLine, TheEnvironmentYieldsToFlags) {
  const Words environment{"SOCLE_STORE=sqlite:e.db", "SOCLE_READERS=3"};
  const Invocation invocation = Parse({"verify", "--store", "sqlite:f.db"}, environment);
  EXPECT_EQ(invocation.configuration.store, "sqlite:f.db");
  EXPECT_EQ(invocation.configuration.readers, 3);
  EXPECT_TRUE(std::holds_alternative<VerifyOptions>(invocation.command));
}

TEST(CommandLine, EachCommandHasItsOptions) {
  const auto generate =
      std::get<GenerateOptions>(Parse({"generate", "--patients", "7", "--years", "2", "--seed",
                                       "18446744073709551615", "--out", "d"})
                                    .command);
  EXPECT_EQ(generate.patients, 7u);
  EXPECT_EQ(generate.years, 2u);
  EXPECT_EQ(generate.seed, 18446744073709551615u);
  EXPECT_EQ(generate.directory, "d");
  EXPECT_FALSE(generate.fhir);
  EXPECT_FALSE(std::get<GenerateOptions>(Parse({"generate"}).command).directory);
  const auto fhir =
      std::get<GenerateOptions>(Parse({"generate", "--fhir", "f", "--bundles"}).command);
  EXPECT_EQ(fhir.fhir, "f");
  EXPECT_TRUE(fhir.bundles);
  EXPECT_EQ(std::get<ImportOptions>(Parse({"import", "d"}).command).directory, "d");
  EXPECT_EQ(std::get<ExportOptions>(Parse({"export", "d"}).command).directory, "d");
  EXPECT_EQ(std::get<BackupOptions>(Parse({"backup", "f"}).command).file, "f");
  EXPECT_TRUE(std::holds_alternative<ReindexOptions>(Parse({"reindex"}).command));
  const auto layout = std::get<LayoutOptions>(
      Parse({"layout", "--archetype", "openEHR-EHR-OBSERVATION.pulse.v2", "--json"}).command);
  EXPECT_EQ(layout.archetype, "openEHR-EHR-OBSERVATION.pulse.v2");
  EXPECT_TRUE(layout.json);
  EXPECT_TRUE(std::holds_alternative<VersionOptions>(Parse({"version"}).command));
}

TEST(CommandLine, ActionsOfTemplateAndUser) {
  const Invocation check = Parse({"template", "check", "a.opt", "b.opt"});
  EXPECT_EQ(std::get<TemplateOptions>(check.command).action, TemplateOptions::Action::kCheck);
  EXPECT_EQ(std::get<TemplateOptions>(check.command).files,
            (std::vector<std::string>{"a.opt", "b.opt"}));
  const Invocation add = Parse({"user", "add", "jeanne", "--role", "admin", "--users-file", "u"});
  EXPECT_EQ(std::get<UserOptions>(add.command).action, UserOptions::Action::kAdd);
  EXPECT_EQ(std::get<UserOptions>(add.command).name, "jeanne");
  EXPECT_EQ(std::get<UserOptions>(add.command).role, "admin");
  EXPECT_EQ(add.configuration.users_file, "u");
  EXPECT_EQ(std::get<UserOptions>(Parse({"user", "passwd", "j"}).command).action,
            UserOptions::Action::kPassword);
  EXPECT_EQ(std::get<UserOptions>(Parse({"user", "remove", "j"}).command).action,
            UserOptions::Action::kRemove);
  EXPECT_EQ(std::get<UserOptions>(Parse({"user", "list"}).command).action,
            UserOptions::Action::kList);
}

TEST(CommandLine, UnknownWordsNameTheNearest) {
  EXPECT_EQ(UsageError({"srve"}), "there is no command \"srve\"; did you mean \"serve\"?");
  EXPECT_EQ(UsageError({"serve", "--stroe", "sqlite:x"}),
            "there is no flag --stroe; did you mean \"--store\"?");
  EXPECT_EQ(UsageError({"--liste=a:1", "serve"}),
            "there is no flag --liste; did you mean \"--listen\"?");
  EXPECT_EQ(UsageError({"generate", "--pateints", "5"}),
            "there is no flag --pateints; did you mean \"--patients\"?");
  EXPECT_EQ(UsageError({"user", "ad", "x"}), "there is no command \"ad\"; did you mean \"add\"?");
  EXPECT_EQ(UsageError({"user", "add", "x", "--rolle", "admin"}),
            "there is no flag --rolle; did you mean \"--role\"?");
  EXPECT_THAT(UsageError({"verify", "what"}), HasSubstr("\"what\""));
  EXPECT_THAT(UsageError({"verify", "--zzzzzzzz"}), HasSubstr("--zzzzzzzz"));
}

TEST(CommandLine, WhatIsMissingOrWrongIsSaid) {
  EXPECT_THAT(UsageError({}), HasSubstr("expected a command: serve"));
  EXPECT_THAT(UsageError({"user"}), HasSubstr("expected a command: add"));
  EXPECT_NE(UsageError({"export"}), "");
  EXPECT_NE(UsageError({"template", "check"}), "");
  EXPECT_NE(UsageError({"generate", "--patients", "0"}), "");
  EXPECT_NE(UsageError({"generate", "--patients", "many"}), "");
  EXPECT_NE(UsageError({"generate", "--seed", "-1"}), "");
  EXPECT_NE(UsageError({"generate", "--bundles"}), "");
  EXPECT_NE(UsageError({"serve", "--store"}), "");
  EXPECT_THAT(UsageError({"serve", "--listen", "nowhere"}),
              HasSubstr("--listen: expected HOST:PORT"));
  EXPECT_THAT(UsageError({"serve", "--config", "no/such.yaml"}), HasSubstr("no/such.yaml"));
  EXPECT_THAT(UsageError({"serve"}, {"SOCLE_CONFIG=no/such.yaml"}), HasSubstr("no/such.yaml"));
  EXPECT_THAT(UsageError({"serve"}, {"SOCLE_LISTN=x"}), HasSubstr("SOCLE_LISTEN"));
}

TEST(CommandLine, EachCommandHasHelp) {
  EXPECT_THAT(Parse({"--help"}).help.value(), HasSubstr("verify"));
  EXPECT_THAT(Parse({"--help"}).help.value(), HasSubstr("Usage: socle [OPTIONS]"));
  EXPECT_THAT(Parse({"user", "add", "-h"}).help.value(),
              HasSubstr("Usage: socle user add [OPTIONS] name"));
  for (const char* command : {"serve", "generate", "import", "export", "backup", "verify",
                              "reindex", "template", "user", "version"}) {
    const Invocation invocation = Parse({command, "--help"});
    ASSERT_TRUE(invocation.help) << command;
    EXPECT_THAT(*invocation.help, HasSubstr(std::string("Usage: socle ") + command));
    EXPECT_THAT(*invocation.help, HasSubstr("--log-level"));
  }
  EXPECT_THAT(Parse({"user", "add", "--help"}).help.value(), HasSubstr("--role"));
  EXPECT_THAT(Parse({"serve", "--help"}).help.value(), HasSubstr("127.0.0.1:8080"));
}

}  // namespace
}  // namespace socle::app
