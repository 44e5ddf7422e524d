#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace socle::app {

enum class Auth : std::uint8_t { kNone, kBasic };
enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarning, kError, kOff };
enum class LogFormat : std::uint8_t { kText, kJson };

/// Everything a site can set. `Resolve` fills it; each member's meaning stands in `Settings()`.
struct Configuration {
  std::string store;
  std::string system_id;
  std::vector<std::string> patient_namespaces;  // one at least
  bool ehr_patients = false;                    // an EHR of the openEHR door gets a Patient
  bool fhir_deletes_many = false;               // a conditional delete takes all that match
  bool fhir_enforces_references = false;        // references lead to something
  bool fhir_text_search = false;                // _text and _content are indexed
  std::string host;
  std::uint16_t port = 0;
  Auth auth = Auth::kNone;
  std::string users_file;
  std::optional<std::string> tls_certificate, tls_key;
  std::size_t max_body_bytes = 0;
  std::size_t max_connections = 0;
  int readers = 0, workers = 0, io_threads = 0;
  std::chrono::milliseconds header_timeout{}, body_timeout{}, idle_timeout{}, write_timeout{};
  std::chrono::milliseconds shutdown_grace{}, query_timeout{};
  LogLevel log_level = LogLevel::kInfo;
  LogFormat log_format = LogFormat::kText;
};

/// Which commands a setting means something to.
enum class Concern : std::uint8_t {
  kEvery,   // all commands
  kStore,   // those that open a store
  kServer,  // `serve`
  kUsers,   // `serve` and `user`
};

/// One setting, in all its spellings: `--NAME` as a flag, `SOCLE_NAME` (upper case, `_` for `-`) in
/// the environment, `NAME:` in the configuration file. The help and docs/operating/configuration.md
/// come from this table.
struct Setting {
  std::string_view name;          // "log-level"
  std::string_view value;         // what it takes, for the help: "HOST:PORT"
  std::string_view default_text;  // as one would write it; empty: nothing
  Concern concern;
  std::string_view description;  // one sentence
  /// Sets it from its text. Errors: kUsage, naming what was expected and found.
  void (*set)(Configuration&, std::string_view text);
};

std::span<const Setting> Settings();
/// The entry called `name`, or null.
const Setting* FindSetting(std::string_view name);
/// "SOCLE_LOG_LEVEL" for "log-level".
std::string EnvironmentName(std::string_view setting);

/// A setting as someone wrote it.
struct GivenValue {
  std::string text;
  std::string place;  // "--listen", "SOCLE_LISTEN", "socle.yaml:3:9"; for the message
};
using GivenValues = std::map<std::string, GivenValue, std::less<>>;  // by setting's name

/// The settings of the environment (`NAME=VALUE` items): those that begin with SOCLE_.
/// SOCLE_CONFIG, the configuration file's path, is left to the caller.
/// Errors: kUsage for a name that is no setting, with the nearest one.
GivenValues FromEnvironment(std::span<const std::string_view> environment);
/// The settings of a configuration file's text: a YAML mapping of settings to scalars. `path` is
/// for messages. Errors: kUsage (not YAML, not a mapping, unknown or repeated key, not a scalar) at
/// path:line:column, with the nearest key.
GivenValues FromYaml(std::string_view text, std::string_view path);
/// The same from a file. Errors: kUsage, also when it cannot be read.
GivenValues FromFile(const std::string& path);

/// Flags before environment before file before defaults. Errors: kUsage with the place of a value
/// that makes no sense.
Configuration Resolve(const GivenValues& flags, const GivenValues& environment,
                      const GivenValues& file);
/// Refuses combinations that a server must not start with. Errors: kUsage (no authentication on an
/// address that other machines reach, a certificate without its key or the reverse).
void CheckServable(const Configuration& configuration);
/// Whether only this machine reaches `host`: 127.0.0.0/8, ::1, localhost.
bool IsLoopback(std::string_view host);

/// The sentence that names the nearest of `known`, or nothing where none is near:
/// `; did you mean "--store"?`
std::string DidYouMean(std::string_view found, std::span<const std::string_view> known);

}  // namespace socle::app
