// A client that leaves a streamed answer costs nobody else anything, and its producer learns of it.

#include <gtest/gtest.h>

#include "http/toy_service.h"
#include "http/toy_tls.h"

namespace socle::http {
namespace {

using std::chrono::milliseconds;

/// What became of a producer.
struct Ending {
  std::atomic<bool> is_begun = false, is_over = false, was_gone = false, is_unavailable = false;
  std::atomic<std::uint64_t> written = 0;
  ToyGate gate;
};

/// GET /endless writes for ever; GET /computes writes nothing until the client has gone; GET
/// /pauses writes a little more than a piece, waits for `ending.gate`, and writes as much again.
std::vector<Route> RoutesWith(Ending& ending) {
  std::vector<Route> routes = ToyRoutes();
  const auto add = [&](std::string name, auto stream) {
    routes.push_back(ToyRoute(
        Method::kGet, "/" + name, Execution::kBlocking, name, [&ending, stream](const Request&) {
          return ToyStream([&ending, stream](BodyWriter& out) {
            ending.is_begun = true;
            try {
              stream(ending, out);
            } catch (const base::Error& error) {
              ending.is_unavailable = error.code() == base::ErrorCode::kUnavailable;
              ending.is_over = true;
              throw;
            }
            ending.was_gone = out.IsGone();
            ending.is_over = true;
          });
        }));
  };
  add("endless", [](Ending& e, BodyWriter& out) {
    const std::string part(10000, 'x');
    for (;;) {
      out.Write(part);
      e.written += part.size();
    }
  });
  add("computes", [](Ending&, BodyWriter& out) {
    while (!out.IsGone()) std::this_thread::sleep_for(milliseconds(1));
  });
  add("pauses", [](Ending& e, BodyWriter& out) {
    out.Write(std::string(70000, 'x'));
    e.gate.Wait();
    out.Write(std::string(70000, 'y'));
  });
  return routes;
}

bool IsOver(const Ending& ending) {
  return ToyAwait([&] { return ending.is_over.load(); });
}

TEST(ServerStreamFaults, WhoDoesNotReadIsCutOff) {
  Ending ending;
  Options options = ToyOptions();
  options.write_timeout = milliseconds(400);
  options.workers = 1;
  const ToyService service(options, nullptr, RoutesWith(ending));
  Client deaf = service.NewClient();
  deaf.Write("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(IsOver(ending));
  EXPECT_TRUE(ending.is_unavailable);
  // It did not run ahead of what the system's buffers take.
  EXPECT_LT(ending.written, 64u << 20);
  EXPECT_TRUE(service.AwaitAtLeast("socle_http_timeouts_total", 1));
  EXPECT_TRUE(service.AwaitMetric("socle_http_in_flight", 0));
  EXPECT_EQ(service.NewClient().Get("/wait/1").body, "waited");  // by the only worker
}

TEST(ServerStreamFaults, WhoVanishesInTheMiddleEndsTheProducer) {
  for (const bool reset : {false, true}) {
    Ending ending;
    Options options = ToyOptions();
    options.workers = 1;
    const ToyService service(options, nullptr, RoutesWith(ending));
    Client client = service.NewClient();
    client.Write("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
    std::size_t read = 0;
    while (read < 1000000) read += client.ReadSome(100000).size();
    client.Close(reset);
    ASSERT_TRUE(IsOver(ending));
    EXPECT_TRUE(ending.is_unavailable);
    EXPECT_TRUE(service.AwaitMetric("socle_http_connections", 0));
    EXPECT_TRUE(service.AwaitMetric("socle_http_in_flight", 0));
    EXPECT_EQ(service.NewClient().Get("/wait/1").body, "waited");
  }
}

TEST(ServerStreamFaults, TheProducerLearnsOfItWithoutWriting) {
  for (const bool reset : {false, true}) {
    for (const char* const behind : {"", "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n", "GET /he"}) {
      Ending ending;
      const ToyService service(ToyOptions(), nullptr, RoutesWith(ending));
      Client client = service.NewClient();
      client.Write(std::string("GET /computes HTTP/1.1\r\nHost: h\r\n\r\n") + behind);
      ASSERT_TRUE(ToyAwait([&] { return ending.is_begun.load(); }));
      EXPECT_FALSE(ending.is_over);
      client.Close(reset);
      ASSERT_TRUE(IsOver(ending));
      EXPECT_TRUE(service.AwaitMetric("socle_http_in_flight", 0));
    }
  }
}

TEST(ServerStreamFaults, AlsoOverTls) {
  const ToySelfSigned pair;
  for (const char* const target : {"/computes", "/endless"}) {
    Ending ending;
    const ToyService service(pair.ServerOptions(), nullptr, RoutesWith(ending));
    Client client = ToyTlsClient(service);
    client.Write(std::string("GET ") + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(ToyAwait([&] { return ending.is_begun.load(); }));
    client.Close();
    ASSERT_TRUE(IsOver(ending));
    EXPECT_TRUE(service.AwaitMetric("socle_http_in_flight", 0));
  }
}

TEST(ServerStreamFaults, AProducerMayTakeItsTime) {
  Ending ending;
  Options options = ToyOptions();
  options.write_timeout = milliseconds(300);
  const ToyService service(options, nullptr, RoutesWith(ending));
  const ToyOpener opener(ending.gate);
  Client client = service.NewClient();
  client.Write("GET /pauses HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(service.AwaitAtLeast("socle_http_sent_bytes_total", 65536));
  std::this_thread::sleep_for(milliseconds(1000));  // three times what a client is given
  EXPECT_EQ(service.Metric("socle_http_timeouts_total"), 0);
  ending.gate.Open();
  EXPECT_EQ(client.Read().body, std::string(70000, 'x') + std::string(70000, 'y'));
  EXPECT_FALSE(ending.was_gone);
}

TEST(ServerStreamFaults, WhoHasEndedItsSendingIsServed) {
  Ending ending;
  const ToyService service(ToyOptions(), nullptr, RoutesWith(ending));
  const ToyOpener opener(ending.gate);
  Client client = service.NewClient();
  client.Write("GET /pauses HTTP/1.1\r\nHost: h\r\n\r\n");
  client.ShutdownSend();
  ending.gate.Open();
  EXPECT_EQ(client.Read().body.size(), 140000u);
}

TEST(ServerStreamFaults, StoppingWaitsForAStream) {
  Ending ending;
  ToyService service(ToyOptions(), nullptr, RoutesWith(ending));
  const ToyOpener opener(ending.gate);
  Client idle = service.NewClient(), reader = service.NewClient();
  EXPECT_EQ(idle.Get("/hello").status, 200);
  reader.Write("GET /pauses HTTP/1.1\r\nHost: h\r\n\r\nGET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(service.AwaitAtLeast("socle_http_sent_bytes_total", 65536));
  std::thread stop([&] { service.server().Stop(); });
  EXPECT_TRUE(idle.IsClosedByServer());
  ending.gate.Open();
  EXPECT_EQ(reader.Read().body.size(), 140000u);
  EXPECT_TRUE(reader.IsClosedByServer());  // the second request was not begun
  stop.join();
}

TEST(ServerStreamFaults, ButNotBeyondItsGrace) {
  Ending ending;
  Options options = ToyOptions();
  options.shutdown_grace = milliseconds(100);
  ToyService service(options, nullptr, RoutesWith(ending));
  Client deaf = service.NewClient();
  deaf.Write("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(service.AwaitAtLeast("socle_http_sent_bytes_total", 65536));
  service.server().Stop();
  EXPECT_TRUE(ending.is_over);
  EXPECT_TRUE(ending.is_unavailable);
}

}  // namespace
}  // namespace socle::http
