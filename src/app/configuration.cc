#include "app/configuration.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/error.h"
#include "base/nearest.h"

namespace socle::app {

namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kEnvironmentPrefix = "SOCLE_";

/// Sets one value; an error says where it stood.
void Apply(Configuration& configuration, const Setting& setting, const GivenValue& given) {
  try {
    setting.set(configuration, given.text);
  } catch (Error& error) {
    throw Error(error.code(), given.place + ": " + error.message()).At(given.place);
  }
}

}  // namespace

std::string EnvironmentName(std::string_view setting) {
  std::string name(kEnvironmentPrefix);
  for (char c : setting) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

const Setting* FindSetting(std::string_view name) {
  for (const Setting& setting : Settings()) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

std::string DidYouMean(std::string_view found, std::span<const std::string_view> known) {
  const std::string_view nearest = base::Nearest(found, known);
  if (nearest.empty()) return "";
  return "; did you mean \"" + std::string(nearest) + "\"?";
}

GivenValues FromEnvironment(std::span<const std::string_view> environment) {
  std::vector<std::string> owned;
  for (const Setting& setting : Settings()) owned.push_back(EnvironmentName(setting.name));
  owned.emplace_back("SOCLE_CONFIG");
  const std::vector<std::string_view> known(owned.begin(), owned.end());

  GivenValues values;
  for (std::string_view item : environment) {
    if (!item.starts_with(kEnvironmentPrefix)) continue;
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = item.substr(0, equals);
    if (name == "SOCLE_CONFIG") continue;
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      throw Error(ErrorCode::kUsage, "the environment variable " + std::string(name) +
                                         " is no setting" + DidYouMean(name, known))
          .At(std::string(name));
    }
    const auto index = static_cast<std::size_t>(found - known.begin());
    values[std::string(Settings()[index].name)] = {std::string(item.substr(equals + 1)),
                                                   std::string(name)};
  }
  return values;
}

Configuration Resolve(const GivenValues& flags, const GivenValues& environment,
                      const GivenValues& file) {
  Configuration configuration;
  for (const Setting& setting : Settings()) {
    if (!setting.default_text.empty()) setting.set(configuration, setting.default_text);
    for (const GivenValues* source : {&flags, &environment, &file}) {
      const auto given = source->find(setting.name);
      if (given == source->end()) continue;
      Apply(configuration, setting, given->second);
      break;
    }
  }
  return configuration;
}

bool IsLoopback(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  // Four decimal parts: "127.evil.example" is a name, not an address.
  if (!host.starts_with("127.")) return false;
  int parts = 1;
  bool digit = false;
  for (char c : host) {
    if (c == '.') {
      if (!digit) return false;
      ++parts;
      digit = false;
    } else if (c >= '0' && c <= '9') {
      digit = true;
    } else {
      return false;
    }
  }
  return digit && parts == 4;
}

void CheckServable(const Configuration& configuration) {
  if (configuration.auth == Auth::kNone && !IsLoopback(configuration.host)) {
    throw Error(
        ErrorCode::kUsage,
        "without authentication Socle listens on this machine only, not on " + configuration.host +
            "; set --auth basic and add users with `socle user add`, or listen on 127.0.0.1")
        .At("--listen");
  }
  if (configuration.tls_certificate.has_value() != configuration.tls_key.has_value()) {
    const bool has_key = configuration.tls_key.has_value();
    throw Error(ErrorCode::kUsage, std::string("TLS needs a certificate and its key; add ") +
                                       (has_key ? "--tls-certificate" : "--tls-key"))
        .At(has_key ? "--tls-key" : "--tls-certificate");
  }
}

}  // namespace socle::app
