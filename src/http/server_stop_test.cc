#include <gtest/gtest.h>

#include "http/toy_service.h"

namespace socle::http {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

TEST(ServerStop, FinishesWhatRunsAndClosesWhatWaits) {
  ToyService service;
  Client idle = service.NewClient(), running = service.NewClient(), half = service.NewClient(),
         sending = service.NewClient();
  EXPECT_EQ(idle.Get("/hello").status, 200);
  half.Write("GET /hel");
  running.Write("GET /wait/400 HTTP/1.1\r\nHost: h\r\n\r\nGET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
  sending.Write("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab");
  ASSERT_TRUE(service.AwaitMetric("socle_http_in_flight", 2));
  const auto began = Clock::now();
  std::thread stop([&] { service.server().Stop(); });
  EXPECT_TRUE(idle.IsClosedByServer());
  EXPECT_TRUE(half.IsClosedByServer());
  EXPECT_LT(Clock::now() - began, milliseconds(350));
  sending.Write("cd");
  EXPECT_EQ(sending.Read().body, "abcd");
  const ClientResponse last = running.Read();
  EXPECT_EQ(last.body, "waited");
  EXPECT_EQ(*last.Header("Connection"), "close");
  EXPECT_TRUE(running.IsClosedByServer());  // the second request was not begun
  stop.join();
  EXPECT_LT(Clock::now() - began, milliseconds(3000));
  EXPECT_THROW(service.NewClient().Connect(), base::Error);
}

TEST(ServerStop, GivesUpAfterTheGrace) {
  Options options = ToyOptions();
  options.shutdown_grace = milliseconds(100);
  ToyService service(options);
  Client deaf = service.NewClient(), slow = service.NewClient();
  deaf.Write("GET /size/50000000 HTTP/1.1\r\nHost: h\r\n\r\n");
  slow.Write("GET /wait/500 HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(service.AwaitMetric("socle_http_in_flight", 2));
  const auto began = Clock::now();
  service.server().Stop();
  // The handler itself is waited for; its client is gone.
  EXPECT_LT(Clock::now() - began, milliseconds(3000));
  EXPECT_TRUE(slow.IsClosedByServer());
  EXPECT_EQ(service.Metric("socle_http_connections"), 0);
}

TEST(ServerStop, IsHarmlessTwiceAndWithoutStart) {
  ToyService service;
  service.server().Stop();
  service.server().Stop();
  const Server never(ToyOptions(), ToyRoutes(), {}, nullptr);
  EXPECT_EQ(never.port(), 0);
}

TEST(ServerStop, UnderLoad) {
  for (int round = 0; round < 5; ++round) {
    ToyService service;
    std::atomic<bool> stopped = false;
    std::atomic<int> served = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        Client client = service.NewClient();
        try {
          while (!stopped) {
            EXPECT_EQ(client.Get(i % 2 == 0 ? "/hello" : "/wait/0").status, 200);
            ++served;
          }
        } catch (const base::Error& error) {
          EXPECT_EQ(error.code(), base::ErrorCode::kUnavailable) << error.message();
        }
      });
    }
    while (served < 50) std::this_thread::yield();
    service.server().Stop();
    stopped = true;
    for (std::thread& thread : threads) thread.join();
  }
}

}  // namespace
}  // namespace socle::http
