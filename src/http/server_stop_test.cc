#include <gtest/gtest.h>

#include "http/toy_service.h"

namespace socle::http {
namespace {

using std::chrono::milliseconds;

TEST(ServerStop, FinishesWhatRunsAndClosesWhatWaits) {
  ToyGate gate;
  ToyService service(ToyOptions(), nullptr, ToyRoutesWith(gate));
  const ToyOpener opener(gate);
  Client idle = service.NewClient(), running = service.NewClient(), half = service.NewClient(),
         sending = service.NewClient();
  EXPECT_EQ(idle.Get("/hello").status, 200);
  half.Write("GET /hel");
  running.Write("GET /hold HTTP/1.1\r\nHost: h\r\n\r\nGET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
  sending.Write("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab");
  ASSERT_TRUE(service.AwaitMetric("socle_http_in_flight", 2));
  std::thread stop([&] { service.server().Stop(); });
  EXPECT_TRUE(idle.IsClosedByServer());
  EXPECT_TRUE(half.IsClosedByServer());
  sending.Write("cd");
  EXPECT_EQ(sending.Read().body, "abcd");
  gate.Open();
  const ClientResponse last = running.Read();
  EXPECT_EQ(last.body, "held");
  EXPECT_EQ(*last.Header("Connection"), "close");
  EXPECT_TRUE(running.IsClosedByServer());  // the second request was not begun
  stop.join();
  EXPECT_THROW(service.NewClient().Connect(), base::Error);
}

TEST(ServerStop, GivesUpAfterTheGrace) {
  ToyGate gate;
  Options options = ToyOptions();
  options.shutdown_grace = milliseconds(100);
  ToyService service(options, nullptr, ToyRoutesWith(gate));
  const ToyOpener opener(gate);
  Client deaf = service.NewClient(), slow = service.NewClient();
  deaf.Write("GET /size/50000000 HTTP/1.1\r\nHost: h\r\n\r\n");
  slow.Write("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(service.AwaitMetric("socle_http_in_flight", 2));
  std::thread stop([&] { service.server().Stop(); });
  // The handler itself is waited for; its client is not.
  EXPECT_TRUE(slow.IsClosedByServer());
  gate.Open();
  stop.join();
  EXPECT_EQ(service.Metric("socle_http_connections"), 0);
}

TEST(ServerStop, WhatWaitsForAWorkerIsNotBegunAfterTheGrace) {
  ToyGate gate;
  Options options = ToyOptions();
  options.workers = 1;
  options.shutdown_grace = milliseconds(100);
  ToyService service(options, nullptr, ToyRoutesWith(gate));
  const ToyOpener opener(gate);
  std::vector<Client> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(service.NewClient());
    clients.back().Write("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  ASSERT_TRUE(service.AwaitMetric("socle_http_worker_queue", 19));
  std::thread stop([&] { service.server().Stop(); });
  for (Client& client : clients) EXPECT_TRUE(client.IsClosedByServer());
  gate.Open();
  stop.join();
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
