#include <chrono>
#include <cstdio>
#include <iostream>

#include "api/openehr_http.h"
#include "app/authentication.h"
#include "app/commands.h"
#include "app/demonstration.h"
#include "app/stop_signal.h"
#include "app/wiring.h"
#include "http/server.h"
#include "resource/parameter_indexing.h"

namespace socle::app {
namespace {

http::Options ServerOptions(const Configuration& configuration, Log& log) {
  http::Options options;
  options.host = configuration.host;
  options.port = configuration.port;
  options.io_threads = configuration.io_threads;
  options.workers = configuration.workers;
  options.max_body_bytes = configuration.max_body_bytes;
  options.max_connections = configuration.max_connections;
  options.header_timeout = configuration.header_timeout;
  options.body_timeout = configuration.body_timeout;
  options.idle_timeout = configuration.idle_timeout;
  options.write_timeout = configuration.write_timeout;
  options.shutdown_grace = configuration.shutdown_grace;
  options.tls_certificate = configuration.tls_certificate;
  options.tls_key = configuration.tls_key;
  options.access_log = [&log](const http::AccessLogEntry& entry) {
    // 501 and 505 are what a client makes of its own request.
    const bool failed = entry.status >= 500 && entry.status != 501 && entry.status != 505;
    if (!failed && !log.Wants(LogLevel::kDebug)) return;
    const Log::Fields fields{
        {"method", entry.method},      {"operation", entry.operation}, {"status", entry.status},
        {"micros", entry.micros},      {"in", entry.bytes_in},         {"out", entry.bytes_out},
        {"request", entry.request_id}, {"principal", entry.principal}, {"detail", entry.detail}};
    failed ? log.Error("request_failed", fields) : log.Debug("request", fields);
  };
  return options;
}

/// The authenticator, and with it who may administer.
std::unique_ptr<http::Authenticator> MakeAuthenticator(const Configuration& configuration,
                                                       Platform& platform, Log& log) {
  if (configuration.auth == Auth::kNone) return nullptr;
  auto basic = std::make_unique<BasicAuthenticator>(configuration.users_file, log);
  // Lives as long as the server, which ends before the platform's context is used no more.
  BasicAuthenticator* roles = basic.get();
  platform.context().may_administer = [roles](std::string_view principal) {
    return roles->RoleOf(principal) == Role::kAdmin;
  };
  return basic;
}

}  // namespace

int RunServe(const Configuration& configuration, const ServeOptions& options, Log& log) {
  const auto began = std::chrono::steady_clock::now();
  CheckServable(configuration);
  Platform platform(configuration, Opening::kCreate);
  if (options.demo) LoadDemonstration(platform, options.demo_patients, log);

  auto authenticator = MakeAuthenticator(configuration, platform, log);
  http::Server server(ServerOptions(configuration, log), api::Routes(platform.context()),
                      &api::RenderError, std::move(authenticator));
  platform.context().server_metrics = [&server] { return server.Metrics(); };
  resource::ParameterIndexing indexing(platform.store(), platform.search_parameters());
  indexing.Start([&log](const base::Error& error) {
    log.Error("search_parameter_not_indexed", {{"error", error.message()}});
  });
  server.Start();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began);
  log.Info("server_started", {{"host", configuration.host},
                              {"port", server.port()},
                              {"store", configuration.store},
                              {"milliseconds", took.count()}});
  if (options.demo) PrintFirstSteps(platform, configuration, server.port(), std::cout);

  const int signal = WaitForStopSignal();
  log.Info("server_stopping", {{"signal", signal}});
  server.Stop();
  indexing.Stop();
  platform.record().FlushTrail();
  log.Info("server_stopped");
  return kDone;
}

}  // namespace socle::app
