#include "app/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/error.h"

namespace socle::app {
namespace {

using testing::HasSubstr;

/// The message of the usage error that `work` throws; empty when it throws none.
template <class Work>
std::string UsageError(Work work) {
  try {
    work();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kUsage);
    return error.message();
  }
  return "";
}

GivenValues Flag(const std::string& name, const std::string& text) {
  return {{name, {text, "--" + name}}};
}
Configuration WithFlag(const std::string& name, const std::string& text) {
  return Resolve(Flag(name, text), {}, {});
}

TEST(Configuration, DefaultsAreUsable) {
  const Configuration configuration = Resolve({}, {}, {});
  EXPECT_EQ(configuration.store, "sqlite:socle.db");
  EXPECT_EQ(configuration.host, "127.0.0.1");
  EXPECT_EQ(configuration.port, 8080);
  EXPECT_EQ(configuration.auth, Auth::kNone);
  EXPECT_EQ(configuration.max_body_bytes, 64u << 20);
  EXPECT_EQ(configuration.idle_timeout, std::chrono::seconds(60));
  EXPECT_EQ(configuration.query_timeout, std::chrono::seconds(30));
  EXPECT_FALSE(configuration.tls_certificate);
  EXPECT_NO_THROW(CheckServable(configuration));
}

TEST(Configuration, EverySettingIsDescribed) {
  for (const Setting& setting : Settings()) {
    EXPECT_TRUE(setting.description.ends_with('.')) << setting.name;
    EXPECT_FALSE(setting.value.empty()) << setting.name;
    EXPECT_EQ(FindSetting(setting.name), &setting);
  }
  EXPECT_EQ(FindSetting("nothing"), nullptr);
}

TEST(Configuration, FlagBeforeEnvironmentBeforeFile) {
  const GivenValues file = FromYaml("system-id: of.file\nworkers: 3\nreaders: 4\n", "f.yaml");
  const std::vector<std::string_view> items{"SOCLE_SYSTEM_ID=of.environment", "SOCLE_WORKERS=5",
                                            "HOME=/nowhere"};
  const Configuration configuration =
      Resolve(Flag("system-id", "of.flag"), FromEnvironment(items), file);
  EXPECT_EQ(configuration.system_id, "of.flag");
  EXPECT_EQ(configuration.workers, 5);
  EXPECT_EQ(configuration.readers, 4);
  EXPECT_EQ(configuration.io_threads, 0);
}

TEST(Configuration, ListenTakesNamesAndBothAddressFamilies) {
  EXPECT_EQ(WithFlag("listen", "[::1]:9").host, "::1");
  EXPECT_EQ(WithFlag("listen", "record.example:0").host, "record.example");
  for (const char* bad : {"", "8080", ":8080", "a:", "a:65536", "a:-1", "a:80x", "::1:80"}) {
    EXPECT_THAT(UsageError([&] { WithFlag("listen", bad); }), HasSubstr("--listen: expected"))
        << bad;
  }
}

TEST(Configuration, QuantitiesHaveUnits) {
  EXPECT_EQ(WithFlag("max-body", "3KiB").max_body_bytes, 3072u);
  EXPECT_EQ(WithFlag("max-body", "1GiB").max_body_bytes, 1u << 30);
  EXPECT_EQ(WithFlag("idle-timeout", "1500ms").idle_timeout, std::chrono::milliseconds(1500));
  EXPECT_EQ(WithFlag("query-timeout", "5s").query_timeout, std::chrono::seconds(5));
  EXPECT_EQ(WithFlag("idle-timeout", "2min").idle_timeout, std::chrono::minutes(2));
  for (const char* bad : {"", "64", "64mb", "0B", "-1MiB", "2GiB", "99999999999999999999B",
                          "9223372036854775807GiB", "1.5MiB"}) {
    EXPECT_NE(UsageError([&] { WithFlag("max-body", bad); }), "") << bad;
  }
}

TEST(Configuration, ChoicesNameTheNearest) {
  EXPECT_EQ(UsageError([] { WithFlag("auth", "basik"); }),
            "--auth: expected one of none, basic, found \"basik\"; did you mean \"basic\"?");
}

TEST(Configuration, SystemIdNeedsNoEscaping) {
  EXPECT_EQ(WithFlag("system-id", "a-1.b_C").system_id, "a-1.b_C");
  for (const char* bad : {"", "a::b", "a b", "a/b", "é"}) {
    EXPECT_NE(UsageError([&] { WithFlag("system-id", bad); }), "") << bad;
  }
}

TEST(Configuration, UnknownVariableNamesTheNearest) {
  const std::vector<std::string_view> items{"SOCLE_STROE=sqlite:x"};
  EXPECT_EQ(UsageError([&] { FromEnvironment(items); }),
            "the environment variable SOCLE_STROE is no setting; did you mean \"SOCLE_STORE\"?");
  const std::vector<std::string_view> config{"SOCLE_CONFIG=x", "NOT_SOCLE_X=1", "SOCLE"};
  EXPECT_TRUE(FromEnvironment(config).empty());
}

TEST(ConfigurationFile, UnknownKeyHasItsPlace) {
  EXPECT_EQ(
      UsageError([] { FromYaml("# first\nstore: sqlite:a\n  \nlog_level: info\n", "s.yaml"); }),
      "s.yaml:4:1: there is no setting \"log_level\"; did you mean \"log-level\"?");
}

TEST(ConfigurationFile, BadValueHasItsPlace) {
  const GivenValues file = FromYaml("workers: many\n", "s.yaml");
  EXPECT_THAT(UsageError([&] { Resolve({}, {}, file); }),
              HasSubstr("s.yaml:1:10: expected a whole"));
}

TEST(ConfigurationFile, RefusesWhatIsNotSettings) {
  EXPECT_TRUE(FromYaml("", "s").empty());
  EXPECT_TRUE(FromYaml("# only a remark\n", "s").empty());
  for (const char* bad :
       {"- a\n- b\n", "word", "store: [a]\n", "store:\n  path: x\n", "store: a\nstore: b\n", "{",
        "? [a]\n: b\n", "store: a\n---\nstore: b\n", "a: *b\n", "\tx: 1"}) {
    EXPECT_THAT(UsageError([&] { FromYaml(bad, "s"); }), HasSubstr("s:")) << bad;
  }
}

TEST(ConfigurationFile, NotReadable) {
  EXPECT_THAT(UsageError([] { FromFile("no/such.yaml"); }), HasSubstr("cannot be read"));
  EXPECT_THAT(UsageError([] { FromFile("/"); }), HasSubstr("cannot be read"));
}

TEST(Servable, NoAuthenticationMeansThisMachineOnly) {
  for (const char* host : {"127.0.0.1:1", "127.9.9.9:1", "localhost:1", "[::1]:1"}) {
    EXPECT_NO_THROW(CheckServable(WithFlag("listen", host))) << host;
  }
  for (const char* host : {"0.0.0.0:1", "[::]:1", "192.168.1.2:1", "127.evil.example:1",
                           "127.0.0:1", "127.0.0.1.example:1", "record.example:1"}) {
    EXPECT_THAT(UsageError([&] { CheckServable(WithFlag("listen", host)); }),
                HasSubstr("--auth basic"))
        << host;
  }
  GivenValues flags = Flag("listen", "0.0.0.0:1");
  flags["auth"] = {"basic", "--auth"};
  EXPECT_NO_THROW(CheckServable(Resolve(flags, {}, {})));
}

TEST(Servable, CertificateAndKeyComeTogether) {
  EXPECT_THAT(UsageError([] { CheckServable(WithFlag("tls-key", "k")); }),
              HasSubstr("add --tls-certificate"));
  EXPECT_THAT(UsageError([] { CheckServable(WithFlag("tls-certificate", "c")); }),
              HasSubstr("add --tls-key"));
}

TEST(ConfigurationPage, HoldsEverySettingAsTheTableSays) {
  std::ifstream file(SOCLE_SOURCE_DIR "/docs/operating/configuration.md");
  const std::string page{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  for (const Setting& setting : Settings()) {
    std::string line = "| `" + std::string(setting.name) + "` | ";
    std::string value(setting.value);
    for (std::size_t at = 0; (at = value.find('|', at)) != std::string::npos; at += 2)
      value.insert(at, "\\");
    line += "`" + value + "` | ";
    line += (setting.default_text.empty() ? "" : "`" + std::string(setting.default_text) + "`");
    line += " | " + std::string(setting.description) + " |";
    EXPECT_THAT(page, HasSubstr(line));
  }
}

}  // namespace
}  // namespace socle::app
