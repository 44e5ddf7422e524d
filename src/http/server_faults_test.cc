// A client that is slow, vanishes or sends garbage costs nobody else anything.

#include <gtest/gtest.h>

#include <random>

#include "http/toy_service.h"

namespace socle::http {
namespace {

using std::chrono::milliseconds;

/// Options that are impatient in one thing alone: the machine may stall any client for a second.
Options Impatient(milliseconds Options::*timeout, milliseconds time = milliseconds(400)) {
  Options options = ToyOptions();
  options.*timeout = time;
  return options;
}

/// Expects that a client that behaves is served, on a new connection and on an old one.
class GoodClient {
 public:
  explicit GoodClient(const ToyService& service) : service_(service), old_(service.NewClient()) {
    EXPECT_EQ(old_.Get("/hello").status, 200);
  }
  void ExpectServed() {
    Client fresh = service_.NewClient();
    EXPECT_EQ(fresh.Get("/hello").body, "hello");
    EXPECT_EQ(fresh.Get("/wait/1").body, "waited");
    EXPECT_EQ(old_.Post("/echo", "text/plain", "abc").body, "abc");
  }

 private:
  const ToyService& service_;
  Client old_;
};

TEST(ServerFaults, ThousandsOfSlowHeaders) {
  Options options = ToyOptions();
  options.header_timeout = std::chrono::seconds(60);
  const ToyService service(options);
  GoodClient good(service);
  std::vector<Client> slow;
  for (int i = 0; i < 2000; ++i) {
    slow.push_back(service.NewClient());
    slow.back().Write("GET /hello HTTP/1.1\r\nHo");
  }
  good.ExpectServed();
  for (Client& client : slow) client.Write("st: h\r\nX");
  good.ExpectServed();
  EXPECT_TRUE(service.AwaitMetric("socle_http_in_flight", 0));
}

TEST(ServerFaults, SlowHeadersGet408AndSilentClientsNothing) {
  const ToyService service(Impatient(&Options::header_timeout, milliseconds(1500)));
  Client slow = service.NewClient(), silent = service.NewClient();
  slow.Write("GET /hello HTTP/1.1\r\n");
  silent.Connect();
  const ClientResponse late = slow.Read();
  EXPECT_EQ(late.status, 408);
  EXPECT_EQ(*late.Header("Connection"), "close");
  EXPECT_TRUE(silent.IsClosedByServer());
  EXPECT_TRUE(service.AwaitMetric("socle_http_connections", 0));
}

TEST(ServerFaults, IdleClientsAreClosed) {
  const ToyService service(Impatient(&Options::idle_timeout, milliseconds(1500)));
  Client idle = service.NewClient();
  EXPECT_EQ(idle.Get("/hello").status, 200);
  EXPECT_TRUE(idle.IsClosedByServer());
  EXPECT_TRUE(service.AwaitMetric("socle_http_connections", 0));
}

TEST(ServerFaults, HalfSentBodiesGet408) {
  const ToyService service(Impatient(&Options::body_timeout));
  GoodClient good(service);
  std::vector<Client> half;
  for (int i = 0; i < 50; ++i) {
    half.push_back(service.NewClient());
    half.back().Write("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nhalf");
  }
  good.ExpectServed();
  for (Client& client : half) EXPECT_EQ(client.Read().status, 408);
  EXPECT_TRUE(service.AwaitMetric("socle_http_in_flight", 0));
}

TEST(ServerFaults, ASlowBodyThatMovesIsWaitedFor) {
  const ToyService service(Impatient(&Options::body_timeout, milliseconds(2000)));
  Client client = service.NewClient();
  client.Write("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1750000\r\n\r\n");
  for (int i = 0; i < 25; ++i) {
    client.Write(std::string(70000, 'x'));
    std::this_thread::sleep_for(milliseconds(100));
  }
  EXPECT_EQ(client.Read().body.size(), 1750000u);
}

TEST(ServerFaults, WhoDoesNotReadIsCutOff) {
  const ToyService service(Impatient(&Options::write_timeout));
  GoodClient good(service);
  std::vector<Client> deaf;
  for (int i = 0; i < 6; ++i) {
    deaf.push_back(service.NewClient());
    deaf.back().Write("GET /size/20000000 HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  good.ExpectServed();
  EXPECT_TRUE(service.AwaitAtLeast("socle_http_timeouts_total", 6));
  EXPECT_TRUE(service.AwaitMetric("socle_http_in_flight", 0));
}

TEST(ServerFaults, WhoNeverReadsAPipelineStopsBeingRead) {
  const ToyService service(Impatient(&Options::write_timeout));
  GoodClient good(service);
  Client deaf = service.NewClient(std::chrono::seconds(1));
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "GET /size/50000 HTTP/1.1\r\nHost: h\r\n\r\n";
  bool refused = false;
  for (int i = 0; i < 200 && !refused; ++i) {
    try {
      deaf.Write(many);
    } catch (const base::Error&) {
      refused = true;
    }
  }
  EXPECT_TRUE(refused);
  good.ExpectServed();
}

TEST(ServerFaults, ResetsAtAnyMoment) {
  const ToyService service;
  GoodClient good(service);
  const std::string text =
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789"
      "GET /wait/5 HTTP/1.1\r\nHost: h\r\n\r\nGET /size/9000000 HTTP/1.1\r\nHost: h\r\n\r\n";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Client client = service.NewClient();
    client.Write(text.substr(0, cut));
    client.Close(cut % 2 == 0);
  }
  good.ExpectServed();
  EXPECT_TRUE(service.AwaitMetric("socle_http_in_flight", 0));
}

TEST(ServerFaults, RandomBytes) {
  const ToyService service;
  GoodClient good(service);
  std::mt19937 random(3);
  const std::string_view words[] = {"GET ",
                                    "POST ",
                                    "/hello",
                                    "/echo",
                                    " HTTP/1.1\r\n",
                                    "Host: h\r\n",
                                    "\r\n",
                                    "Content-Length: 5\r\n",
                                    "Transfer-Encoding: chunked\r\n",
                                    "5\r\n",
                                    "0\r\n\r\n",
                                    "%",
                                    "?",
                                    ":",
                                    "Expect: 100-continue\r\n"};
  for (int round = 0; round < 400; ++round) {
    Client client = service.NewClient();
    std::string text;
    for (unsigned i = 0; i < random() % 60; ++i) {
      if (random() % 4 == 0) {
        text += static_cast<char>(random() % 256);
      } else {
        text += words[random() % std::size(words)];
      }
    }
    try {
      client.Write(text);
      client.ShutdownSend();
      while (!client.ReadSome(100000).empty()) {
      }
    } catch (const base::Error& error) {
      // A reset while writing is an answer too; silence is none.
      EXPECT_NE(error.code(), base::ErrorCode::kTimeout) << text;
    }
  }
  good.ExpectServed();
  EXPECT_TRUE(service.AwaitMetric("socle_http_in_flight", 0));
}

TEST(ServerFaults, EndlessLinesAndChunkExtensions) {
  const ToyService service;
  const std::string chunked =
      "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string& begin :
       {std::string("GET /"), std::string("GET / HTTP/1.1\r\nHost: h\r\nA: "), chunked + "1;",
        chunked + "0\r\nTrailer: ", chunked + "000000000000000000000000"}) {
    Client client = service.NewClient();
    int status = 0;
    try {
      client.Write(begin);
      for (int i = 0; i < 200; ++i) client.Write(std::string(1000, '0'));
    } catch (const base::Error&) {
    }
    try {
      status = client.Read().status;
    } catch (const base::Error&) {
    }
    EXPECT_TRUE(status == 400 || status == 414 || status == 431) << begin << " " << status;
  }
}

TEST(ServerFaults, ANewConnectionTakesTheLongestWaitersPlace) {
  Options options = ToyOptions();
  options.max_connections = 50;
  options.header_timeout = options.idle_timeout = std::chrono::seconds(60);
  const ToyService service(options);
  std::vector<Client> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(service.NewClient());
    slow.back().Write("GET /");
    if (i % 20 == 0) {
      EXPECT_EQ(service.NewClient().Get("/hello").status, 200);
    }
  }
  EXPECT_TRUE(service.AwaitAtMost("socle_http_connections", 60));
  EXPECT_TRUE(service.AwaitAtLeast("socle_http_connections_evicted_total", 100));
}

TEST(ServerFaults, WhenAllAreAtWorkANewOneGets503) {
  ToyGate gate;
  Options options = ToyOptions();
  options.max_connections = 4;
  options.io_threads = 1;
  const ToyService service(options, nullptr, ToyRoutesWith(gate));
  const ToyOpener opener(gate);
  std::vector<Client> busy;
  for (int i = 0; i < 4; ++i) {
    busy.push_back(service.NewClient());
    busy.back().Write("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  ASSERT_TRUE(service.AwaitMetric("socle_http_in_flight", 4));
  Client late = service.NewClient();
  late.Connect();
  EXPECT_EQ(late.Read().status, 503);
  EXPECT_TRUE(late.IsClosedByServer());
  gate.Open();
  for (Client& client : busy) EXPECT_EQ(client.Read().body, "held");
}

}  // namespace
}  // namespace socle::http
