#include <gtest/gtest.h>

#include "http/toy_tls.h"

namespace socle::http {
namespace {

TEST(ServerTls, ServesAsWithout) {
  const ToySelfSigned pair;
  const ToyService service(pair.ServerOptions());
  Client client = ToyTlsClient(service);
  EXPECT_EQ(client.Get("/hello").body, "hello");
  EXPECT_EQ(client.Get("/wait/5").body, "waited");
  EXPECT_EQ(client.Get("/size/3000000").body.size(), 3000000u);
  const std::string large(2000000, 'x');
  EXPECT_EQ(client.Post("/echo", "text/plain", large).body, large);
  EXPECT_EQ(client.Get("/nowhere").status, 404);
  EXPECT_EQ(service.Metric("socle_http_connections_total"), 1);
  client.Write("nonsense\r\n\r\n");
  EXPECT_EQ(client.Read().status, 400);
  EXPECT_EQ(client.Send({"GET", "/hello", {{"Connection", "close"}}, ""}).body, "hello");
}

TEST(ServerTls, RefusesLargeBodiesAndPlainClients) {
  const ToySelfSigned pair;
  Options options = pair.ServerOptions();
  options.max_body_bytes = 1000;
  const ToyService service(options);
  EXPECT_EQ(ToyTlsClient(service).Post("/echo", "text/plain", std::string(5000000, 'x')).status,
            413);
  Client plain = service.NewClient();
  EXPECT_THROW(plain.Get("/hello"), base::Error);
  EXPECT_EQ(ToyTlsClient(service).Get("/hello").body, "hello");
}

TEST(ServerTls, WhoIsSlowIsNotWaitedFor) {
  const ToySelfSigned pair;
  Options options = pair.ServerOptions();
  options.header_timeout = std::chrono::milliseconds(1500);  // a handshake takes its time too
  const ToyService service(options);
  Client silent = service.NewClient();
  silent.Connect();
  EXPECT_TRUE(silent.IsClosedByServer());
  Client slow = ToyTlsClient(service);
  slow.Write("GET /hel");
  EXPECT_EQ(slow.Read().status, 408);
}

TEST(ServerTls, StopsGracefully) {
  const ToySelfSigned pair;
  ToyGate gate;
  ToyService service(pair.ServerOptions(), nullptr, ToyRoutesWith(gate));
  const ToyOpener opener(gate);
  Client idle = ToyTlsClient(service), running = ToyTlsClient(service);
  EXPECT_EQ(idle.Get("/hello").status, 200);
  running.Write("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(service.AwaitMetric("socle_http_in_flight", 1));
  std::thread stop([&] { service.server().Stop(); });
  EXPECT_TRUE(idle.IsClosedByServer());
  gate.Open();
  EXPECT_EQ(running.Read().body, "held");
  stop.join();
}

TEST(ServerTls, RefusesAKeyThatIsNotTheCertificates) {
  const ToySelfSigned one, other;
  Options options = one.ServerOptions();
  options.tls_key = other.key();
  Server server(options, ToyRoutes(), {}, nullptr);
  EXPECT_THROW(server.Start(), base::Error);
}

}  // namespace
}  // namespace socle::http
