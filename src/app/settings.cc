// The table of settings and how each is read from its text.
#include <algorithm>
#include <charconv>

#include "app/configuration.h"
#include "base/error.h"

namespace socle::app {

namespace {

using base::Error;
using base::ErrorCode;

[[noreturn]] void Refuse(std::string_view expected, std::string_view found) {
  throw Error(ErrorCode::kUsage,
              "expected " + std::string(expected) + ", found \"" + std::string(found) + "\"");
}

/// A whole number within limits.
std::int64_t Number(std::string_view text, std::int64_t least, std::int64_t most) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    Refuse("a whole number from " + std::to_string(least) + " to " + std::to_string(most), text);
  }
  return value;
}

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

/// A whole number with a unit: "64MiB", "1500ms". At most `most` of the smallest unit.
std::int64_t Quantity(std::string_view text, std::span<const Unit> units, std::int64_t most,
                      std::string_view expected) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || value < 0) Refuse(expected, text);
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const auto unit = std::find_if(units.begin(), units.end(),
                                 [rest](const Unit& candidate) { return candidate.name == rest; });
  if (unit == units.end() || value > most / unit->factor) Refuse(expected, text);
  return value * unit->factor;
}

std::size_t Bytes(std::string_view text) {
  static constexpr Unit kUnits[] = {{"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};
  const std::int64_t bytes =
      Quantity(text, kUnits, 1LL << 30, "a size up to 1GiB, such as 64MiB (B, KiB, MiB, GiB)");
  if (bytes == 0) Refuse("a size above zero, such as 64MiB", text);
  return static_cast<std::size_t>(bytes);
}

std::chrono::milliseconds Time(std::string_view text) {
  static constexpr Unit kUnits[] = {{"ms", 1}, {"s", 1000}, {"min", 60000}};
  return std::chrono::milliseconds(Quantity(text, kUnits, 24LL * 3600 * 1000,
                                            "a time up to 24 hours, such as 60s (ms, s, min)"));
}

template <class Value>
struct Choice {
  std::string_view name;
  Value value;
};

template <class Value, std::size_t kCount>
Value Choose(std::string_view text, const Choice<Value> (&choices)[kCount]) {
  std::string expected;
  std::vector<std::string_view> names;
  for (const auto& choice : choices) {
    if (choice.name == text) return choice.value;
    expected += (expected.empty() ? "" : ", ") + std::string(choice.name);
    names.push_back(choice.name);
  }
  throw Error(ErrorCode::kUsage, "expected one of " + expected + ", found \"" + std::string(text) +
                                     "\"" + DidYouMean(text, names));
}

bool Switch(std::string_view text) { return Choose<bool>(text, {{"on", true}, {"off", false}}); }

std::string NonEmpty(std::string_view text, std::string_view expected) {
  if (text.empty()) Refuse(expected, text);
  return std::string(text);
}

void SetStore(Configuration& c, std::string_view text) {
  constexpr std::string_view kScheme = "sqlite:";
  if (!text.starts_with(kScheme) || text.size() == kScheme.size()) Refuse("sqlite:PATH", text);
  c.store = text;
}

void SetSystemId(Configuration& c, std::string_view text) {
  // It becomes the middle part of every version uid (openEHR BASE, OBJECT_VERSION_ID), so that
  // nothing in it may need escaping there or in a URL.
  const bool fits =
      !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char ch) {
        return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
               ch == '.' || ch == '-' || ch == '_';
      });
  if (!fits) Refuse("letters, digits, `.`, `-` and `_`, such as record.hospital.example", text);
  c.system_id = text;
}

void SetPatientNamespaces(Configuration& c, std::string_view text) {
  c.patient_namespaces.clear();
  while (true) {
    const std::size_t comma = text.find(',');
    c.patient_namespaces.push_back(NonEmpty(text.substr(0, comma), "NAME or NAME,NAME"));
    if (comma == std::string_view::npos) return;
    text.remove_prefix(comma + 1);
  }
}

void SetListen(Configuration& c, std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0)
    Refuse("HOST:PORT, such as 127.0.0.1:8080", text);
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && host.find(':') != std::string_view::npos) {
    Refuse("an IPv6 address in brackets, such as [::1]:8080", text);
  }
  c.port = static_cast<std::uint16_t>(Number(text.substr(colon + 1), 0, 65535));
  c.host = host;
}

void SetAuth(Configuration& c, std::string_view text) {
  c.auth = Choose<Auth>(text, {{"none", Auth::kNone}, {"basic", Auth::kBasic}});
}
void SetLogLevel(Configuration& c, std::string_view text) {
  c.log_level = Choose<LogLevel>(text, {{"debug", LogLevel::kDebug},
                                        {"info", LogLevel::kInfo},
                                        {"warning", LogLevel::kWarning},
                                        {"error", LogLevel::kError},
                                        {"off", LogLevel::kOff}});
}
void SetLogFormat(Configuration& c, std::string_view text) {
  c.log_format = Choose<LogFormat>(text, {{"text", LogFormat::kText}, {"json", LogFormat::kJson}});
}

constexpr Setting kSettings[] = {
    {"store", "sqlite:PATH", "sqlite:socle.db", Concern::kStore,
     "The record's database; the file is made when it is absent.", SetStore},
    {"system-id", "NAME", "socle.local", Concern::kStore,
     "This system's name in every version uid and audit; choose it once, before the first commit.",
     SetSystemId},
    {"patient-namespaces", "NAME,…", "fhir,ipp", Concern::kStore,
     "The namespaces of EHR subjects whose ids are those of FHIR Patients; the first is given to "
     "the "
     "EHRs of Patients that come through FHIR.",
     SetPatientNamespaces},
    {"ehr-patients", "on|off", "on", Concern::kStore,
     "Whether an EHR that is made through openEHR gets a FHIR Patient with it.",
     [](Configuration& c, std::string_view t) { c.ehr_patients = Switch(t); }},
    {"fhir-conditional-delete", "single|multiple", "single", Concern::kStore,
     "Whether a conditional deletion of FHIR that several resources match is refused, or takes "
     "all.",
     [](Configuration& c, std::string_view t) {
       c.fhir_deletes_many = Choose<bool>(t, {{"single", false}, {"multiple", true}});
     }},
    {"fhir-referential-integrity", "on|off", "on", Concern::kStore,
     "Whether FHIR references must lead to a resource, and what others refer to cannot be deleted.",
     [](Configuration& c, std::string_view t) { c.fhir_enforces_references = Switch(t); }},
    {"fhir-text-search", "on|off", "off", Concern::kStore,
     "Whether the words of FHIR resources are indexed, for searches by _text and _content.",
     [](Configuration& c, std::string_view t) { c.fhir_text_search = Switch(t); }},
    {"listen", "HOST:PORT", "127.0.0.1:8080", Concern::kServer,
     "Where the server listens; port 0 takes any free one.", SetListen},
    {"auth", "none|basic", "none", Concern::kServer,
     "How clients say who they are; none only serves this machine itself.", SetAuth},
    {"users-file", "PATH", "socle.users", Concern::kUsers,
     "The users of --auth basic, kept with `socle user`.",
     [](Configuration& c, std::string_view t) { c.users_file = NonEmpty(t, "a path"); }},
    {"tls-certificate", "PATH", "", Concern::kServer,
     "The certificate chain (PEM); with --tls-key the server speaks TLS only.",
     [](Configuration& c, std::string_view t) { c.tls_certificate = NonEmpty(t, "a path"); }},
    {"tls-key", "PATH", "", Concern::kServer, "The certificate's private key (PEM).",
     [](Configuration& c, std::string_view t) { c.tls_key = NonEmpty(t, "a path"); }},
    {"max-body", "SIZE", "64MiB", Concern::kServer,
     "The largest body of a request, before and after it is decompressed.",
     [](Configuration& c, std::string_view t) { c.max_body_bytes = Bytes(t); }},
    {"max-connections", "COUNT", "10000", Concern::kServer,
     "Connections held at once; further ones wait to be accepted.",
     [](Configuration& c, std::string_view t) {
       c.max_connections = static_cast<std::size_t>(Number(t, 1, 1000000));
     }},
    {"header-timeout", "TIME", "10s", Concern::kServer,
     "How long a request's head may take to arrive.",
     [](Configuration& c, std::string_view t) { c.header_timeout = Time(t); }},
    {"body-timeout", "TIME", "60s", Concern::kServer,
     "How long a request's body may take to arrive.",
     [](Configuration& c, std::string_view t) { c.body_timeout = Time(t); }},
    {"write-timeout", "TIME", "60s", Concern::kServer,
     "How long a client may take to read an answer.",
     [](Configuration& c, std::string_view t) { c.write_timeout = Time(t); }},
    {"idle-timeout", "TIME", "60s", Concern::kServer,
     "How long a connection is kept while nothing is asked.",
     [](Configuration& c, std::string_view t) { c.idle_timeout = Time(t); }},
    {"shutdown-grace", "TIME", "15s", Concern::kServer,
     "How long requests that run may take to finish when the server stops.",
     [](Configuration& c, std::string_view t) { c.shutdown_grace = Time(t); }},
    {"query-timeout", "TIME", "30s", Concern::kServer,
     "How long a query may take; it ends with 408 then.",
     [](Configuration& c, std::string_view t) { c.query_timeout = Time(t); }},
    {"io-threads", "COUNT", "0", Concern::kServer,
     "Threads that read and write connections; 0 is one for each core.",
     [](Configuration& c, std::string_view t) {
       c.io_threads = static_cast<int>(Number(t, 0, 256));
     }},
    {"workers", "COUNT", "32", Concern::kServer, "Threads for requests that wait for the disk.",
     [](Configuration& c, std::string_view t) {
       c.workers = static_cast<int>(Number(t, 1, 1024));
     }},
    {"readers", "COUNT", "32", Concern::kStore, "Connections to the store kept open for reading.",
     [](Configuration& c, std::string_view t) { c.readers = static_cast<int>(Number(t, 1, 256)); }},
    {"log-level", "LEVEL", "info", Concern::kEvery,
     "The least that is logged: debug, info, warning, error, off.", SetLogLevel},
    {"log-format", "text|json", "text", Concern::kEvery,
     "Log lines as key=value text, or as one JSON object each.", SetLogFormat},
};

}  // namespace

std::span<const Setting> Settings() { return kSettings; }

}  // namespace socle::app
